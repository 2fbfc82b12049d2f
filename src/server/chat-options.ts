import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { clientNetwork } from '../chat';
import {
  memoryJournal,
  OpenTalk,
  WriteBudget,
  systemClock,
  KeyedThrottle,
  type Clock,
  type Journal,
  type Meter,
  type ConnectionManagerOptions,
  type RouterOptions,
  type ResumeTokens,
} from '../stream';
import { checkLine, checkNumber, checkText } from '../transports/internal';
import { apiBounds, apiDefault, type NumberRow } from './option-row';
import { chatNumberRows } from './option-table';

/**
 * The options of a chat. Numbers are finite and from 0 up; times are in ms, at most 2^31 - 1. An option beyond its limits
 * is a `ChatError` `RX_CHAT_OPTION`, whose message names it.
 */
export interface ChatOptions {
  /** How many messages the history of a room has; 0 is none. @default 100 */
  readonly history?: number;
  /** The text that a client of the dialect `chat` sees first; it may have several lines. @default 'Welcome to rx-chat!' */
  readonly greeting?: string;
  /** How long a client may take to enter, in ms; 0 is no limit. @default 60_000 */
  readonly nameTimeout?: number;
  /** The most connections at a time; 0 is no limit. @default 10_000 */
  readonly maxClients?: number;
  /** The most connections at a time from one address; 0 is no limit. @default 256 */
  readonly maxPerAddress?: number;
  /**
   * Lines a second from one client, and private messages a second from one address to one client. A faster client waits,
   * and loses nothing. 0 is no limit. @default 20
   */
  readonly rate?: number;
  /** How many lines, and private messages, may come at once after a silence. @default 100 */
  readonly burst?: number;
  /** Joins a second from one address, after 100 at once; further clients wait. 0 is no limit. @default 10 */
  readonly joinRate?: number;
  /**
   * The most connections that have not entered; beyond that the newest one of the address with most is closed. 0 is no
   * bound. @default 1024
   */
  readonly maxUnnamed?: number;
  /** How long a client may say nothing, in ms; 0 is no limit. @default 0 */
  readonly idle?: number;
  /** Bytes of answers that may wait for one client; beyond that its next lines wait. 0 is no limit. @default 65_536 */
  readonly maxAnswers?: number;
  /** Bytes of answers that may wait for all clients together; beyond that one client is closed. 0 is no limit. @default 64 MiB */
  readonly answersTotal?: number;
  /** How far a client may fall behind its room, in bytes, before it skips to the newest line; at least 65_536. @default 4 MiB */
  readonly tape?: number;
  /** Bytes that all rooms together retain for slow clients; 0 is no limit. @default 256 MiB */
  readonly tapeTotal?: number;
  /** After how long, in ms, the room does not wait any more for a client that reads nothing; 0 is never. @default 30_000 */
  readonly stall?: number;
  /** After how long, in ms, a client that reads nothing is closed; 0 is never. @default 60_000 */
  readonly stallTimeout?: number;
  /** The password that clients give before the name: one line, compared as it is. @default none */
  readonly password?: string;
  /** The secret that makes a client an operator, by `/op SECRET`: one line, compared without white space around it. @default none: there are no operators */
  readonly operatorSecret?: string;
  /** The most rooms; 0 is no limit. @default 1000 */
  readonly maxRooms?: number;
  /** The journal, for this chat alone. @default memoryJournal() */
  readonly journal?: Journal;
  /** Counts what the chat does, for this chat alone. @default none */
  readonly meter?: Meter;
  /** The clock, for tests. @default systemClock */
  readonly clock?: Clock;
}

/** Joins at once from one address after a silence. */
const JOIN_BURST = 100;

/** The limit of the commands that may wait for a durable journal, in bytes. */
const DURABLE_IN_FLIGHT_BYTES = 1024 * 1024;

/** Words to pick up by: 128 bits that nobody guesses, of which the log has the hash alone. */
const resumeTokens: ResumeTokens = {
  generate: () => randomBytes(16).toString('base64url'),
  hash: (word) => createHash('sha256').update(word).digest('base64url'),
};

/** The options, checked, with defaults, as the parts of the pipeline take them. */
export type ResolvedChatOptions = Omit<ConnectionManagerOptions & RouterOptions, 'log'> &
  Required<Pick<ChatOptions, 'history' | 'maxRooms' | 'journal'>>;

type ChatNumbers = Readonly<Record<(typeof chatNumberRows)[keyof typeof chatNumberRows]['api'], number>>;

const numberRows: readonly (NumberRow & { readonly api: keyof ChatNumbers })[] =
  Object.values(chatNumberRows);

/** The defaults of the options that are numbers, with this dialect on the main port. */
export const chatNumberDefaults = (dialect?: string): ChatNumbers =>
  Object.fromEntries(numberRows.map((row) => [row.api, apiDefault(row, dialect)])) as ChatNumbers;

export const resolveChatOptions = (options: ChatOptions): ResolvedChatOptions => {
  const { clock = systemClock, meter, password, operatorSecret } = options;
  checkLine('password', password);
  checkText('operatorSecret', operatorSecret);
  checkLine('operatorSecret', operatorSecret?.trim());
  const { journal = memoryJournal({ now: () => clock.now(), elapsed: () => clock.elapsed() }) } = options;
  const numbers = { ...chatNumberDefaults(), ...resolveNumbers(options) };
  const joins = new KeyedThrottle({ rate: numbers.joinRate, burst: JOIN_BURST, clock });
  const reserveJoinSlot = (remote: string) => joins.reserveSlot(clientNetwork(remote));
  const releaseJoinSlot = (remote: string) => joins.releaseSlot(clientNetwork(remote));
  const tells = new KeyedThrottle({ rate: numbers.rate, burst: numbers.burst, clock });
  const reserveEventSlot = (remote: string, to: string) =>
    tells.reserveSlot(addressPair(clientNetwork(remote), to));
  const isPassword = password === undefined ? undefined : secretMatcher(password);
  const isOperatorSecret = operatorSecret === undefined ? undefined : secretMatcher(operatorSecret.trim());
  const inFlightTotal = journal.durable ? DURABLE_IN_FLIGHT_BYTES : 0;
  const { readHistory, oldestSeq } = journal;
  return {
    ...numbers,
    clock,
    journal,
    meter,
    reserveJoinSlot,
    releaseJoinSlot,
    reserveEventSlot,
    isPassword,
    isOperatorSecret,
    inFlightTotal,
    openTalk: new OpenTalk(),
    writeBudget: new WriteBudget(clock),
    read: readHistory,
    resumeTokens,
    ...(oldestSeq && { oldest: oldestSeq }),
  };
};

/** An address and whom it writes to privately. */
const addressPair = (address: string | undefined, to: string): string | undefined =>
  address === undefined ? undefined : `${address} ${to}`;

/** The numbers among the options that are given, checked. */
const resolveNumbers = (options: ChatOptions): Partial<ChatNumbers> => {
  const given = numberRows.flatMap((row) => {
    const value = options[row.api];
    return value === undefined ? [] : [{ row, value }];
  });
  for (const { row, value } of given) checkNumber(row.api, value, apiBounds(row));
  return Object.fromEntries(given.map(({ row, value }) => [row.api, value]));
};

/** Compares in constant time: hashes have one length, whatever was typed. */
const secretMatcher = (secret: string) => {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const expected = hash(secret);
  return (line: string): boolean => timingSafeEqual(hash(line), expected);
};
