import { createHash, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import {
  BehaviorSubject,
  filter,
  firstValueFrom,
  merge,
  mergeMap,
  Subject,
  Subscription,
  type Observable,
} from 'rxjs';
import {
  ChatError,
  cleanText,
  emptyChat,
  isEntry,
  SERVER,
  type ChatState,
  type Entry,
  type Order,
  type Post,
  type Turn,
} from './chat';
import { chatDialect } from './dialects';
import {
  addressOf,
  Admission,
  Crowd,
  memoryJournal,
  pipeline,
  posts,
  Joins,
  Refusals,
  Router,
  Unnamed,
  Session,
  systemClock,
  TurnedAway,
  type Address,
  type AdmissionOptions,
  type Clock,
  type Connection,
  type Dialect,
  type Journal,
  type LogLine,
  type RouterOptions,
  type SessionOptions,
  type Transport,
} from './stream';
import { duplex, type DuplexOptions } from './transports';

export interface ChatOptions {
  /** How many messages a room remembers; 0 remembers none. @default 100 */
  readonly history?: number;
  /** What a client of the `chat` dialect sees first; may have several lines. @default 'Welcome to rx-chat!' */
  readonly greeting?: string;
  /** How long a client may take to enter, in ms; 0 is for ever. @default 60_000 */
  readonly nameTimeout?: number;
  /** Connections at a time; 0 is no bound. @default 10_000 */
  readonly maxClients?: number;
  /** Connections at a time from one address; 0 is no bound. @default 256 */
  readonly maxPerAddress?: number;
  /** Lines a second from one client; who is faster waits, and loses nothing. 0 is no bound. @default 20 */
  readonly rate?: number;
  /** Lines at once from one client after a silence. @default 100 */
  readonly burst?: number;
  /** Joins a second from one address, after 100 at once; who comes beyond waits. 0 is no bound. @default 10 */
  readonly joinRate?: number;
  /** Connections that have not entered, in all; beyond it the oldest is let go. 0 is no bound. @default 1024 */
  readonly maxUnnamed?: number;
  /** How long a client may say nothing, in ms; 0 is for ever. @default 0 */
  readonly idle?: number;
  /** Bytes of answers that may wait for one client before it is held; 0 is no bound. @default 65_536 */
  readonly maxAnswers?: number;
  /** Bytes by which a client may fall behind its room before it is skipped forward. At least 65_536. @default 4 MiB */
  readonly tape?: number;
  /** Bytes that all rooms together may keep for those who are behind; 0 is no bound. @default 256 MiB */
  readonly tapeTotal?: number;
  /** After how long a client that takes nothing is waited for no more, in ms; 0 is never. @default 30_000 */
  readonly stall?: number;
  /** After how long a client that takes nothing is let go, in ms; 0 is never. @default 60_000 */
  readonly stallTimeout?: number;
  /** Asked for before the name; without it nobody is asked. */
  readonly password?: string;
  /** Orders what is posted, and keeps it if it is durable. @default memoryJournal() */
  readonly journal?: Journal;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock;
}

export interface AttachOptions {
  /** How the clients speak: a dialect's name, or a dialect. @default 'chat' */
  readonly dialect?: string | Dialect;
}

export type AcceptOptions = AttachOptions & DuplexOptions;

/** The pipeline: connections in, one shared order of turns out. */
export interface Chat {
  /** The chat as it is: the current value, then each change. */
  readonly state$: Observable<ChatState>;
  /** Each entry, refused ones too, after its turn went to the clients. */
  readonly entry$: Observable<Entry>;
  /** What an operator would want to know: who came, who left and why, what went wrong. */
  readonly log$: Observable<LogLine>;
  /** Takes any Duplex as a client. */
  accept(stream: Duplex, options?: AcceptOptions): void;
  /** Takes every connection of a transport as a client. Resolves with where it listens, once it does. */
  attach(connection$: Observable<Connection>, options?: AttachOptions): Promise<readonly Address[]>;
  /** Speaks as the server, to everybody. */
  say(text: string): void;
  /** Stops accepting, says goodbye to all, flushes, and ends every stream. Resolves within 5 s. */
  close(): Promise<void>;
}

/** A tape must hold a few of the longest lines. */
const LEAST_TAPE = 65_536;

type Settings = Omit<SessionOptions, 'log'> &
  AdmissionOptions &
  Omit<RouterOptions, 'log'> &
  Required<Pick<ChatOptions, 'history' | 'journal' | 'maxUnnamed'>>;

/** Makes a chat: the pipeline of docs/architecture.md, with no network yet. */
export const createChat = (options: ChatOptions = {}): Chat => new ChatPipeline(options);

class ChatPipeline implements Chat {
  readonly #settings: Settings & SessionOptions;
  readonly #dialects: ReadonlyMap<string, Dialect>;
  readonly #router: Router;
  readonly #admission: Admission;
  readonly #unnamed: Unnamed;
  readonly #refusals: Refusals;
  readonly #turnedAway = new TurnedAway();
  readonly #arrival$ = new Subject<Session>();
  readonly #order$ = new Subject<Post>();
  readonly #broadcast$ = new Subject<Turn>();
  readonly #state$ = new BehaviorSubject(emptyChat);
  readonly #log$ = new Subject<LogLine>();
  readonly #crowd: Crowd;
  readonly #transports = new Subscription();
  readonly #streams = new Subscription();
  #closing: Promise<void> | undefined;
  #closed = false;

  readonly state$ = this.#state$.asObservable();
  readonly log$ = this.#log$.asObservable();
  readonly entry$ = this.#broadcast$.pipe(
    mergeMap(({ items }) => items),
    filter(isEntry),
  );

  constructor(options: ChatOptions) {
    const all = settings(options);
    this.#settings = { ...all, log: (line) => this.#log$.next(line) };
    this.#crowd = new Crowd(all.clock);
    this.#router = new Router(this.#settings);
    this.#admission = new Admission(all);
    this.#unnamed = new Unnamed(all.maxUnnamed);
    this.#refusals = new Refusals(this.#settings);
    this.#dialects = new Map([['chat', chatDialect(options)]]);
    const onError = (error: unknown) =>
      this.#log$.next({ level: 'error', message: 'an entry was dropped', error });
    const asked$ = this.#arrival$.pipe(mergeMap((session) => posts(session)));
    // Nobody enters, or leaves, behind the goodbye.
    const post$ = merge(this.#order$, asked$.pipe(filter(() => !this.#closed)));
    const turn$ = pipeline(post$, { clock: all.clock, journal: all.journal, onError });
    // The router subscribes first: the clients hear of a turn before whoever embeds the chat.
    this.#streams.add(this.#broadcast$.subscribe(this.#router));
    this.#streams.add(this.#broadcast$.subscribe(({ state }) => this.#keep(state)));
    this.#streams.add(turn$.subscribe((turn) => this.#broadcast$.next(turn)));
    this.#order({ kind: 'limit', limits: { history: all.history } });
  }

  accept(stream: Duplex, { dialect, ...options }: AcceptOptions = {}): void {
    const spoken = this.#dialect(dialect);
    this.#welcome(duplex(stream, options), spoken);
  }

  async attach(
    connection$: Observable<Connection>,
    { dialect }: AttachOptions = {},
  ): Promise<readonly Address[]> {
    const spoken = this.#dialect(dialect);
    const { listening = [] } = connection$ as Partial<Transport>;
    this.#transports.add(
      connection$.subscribe({
        next: (connection) => this.#welcome(connection, spoken),
        error: (error: unknown) =>
          this.#log$.next({ level: 'error', message: 'a transport has failed', error }),
      }),
    );
    return listening;
  }

  say(text: string): void {
    this.#order({ kind: 'announce', text: cleanText(text) });
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  #order(command: Order): void {
    this.#order$.next({ client: SERVER, command });
  }

  #keep(state: ChatState): void {
    if (state !== this.#state$.value) this.#state$.next(state);
  }

  #dialect(dialect: string | Dialect = 'chat'): Dialect {
    if (this.#closed) throw new ChatError('RX_CHAT_CLOSED', 'the chat is closed: it takes no more clients');
    const found = typeof dialect === 'string' ? this.#dialects.get(dialect) : dialect;
    if (found) return found;
    const names = [...this.#dialects.keys()].join(', ');
    throw new ChatError(
      'RX_CHAT_DIALECT',
      `there is no such dialect${typeof dialect === 'string' ? ` as ${dialect}` : ''}: choose one of ${names}`,
    );
  }

  /** The sink is there before the first post, so that no notice is missed. */
  #welcome(connection: Connection, dialect: Dialect): void {
    const { id: client, remote } = connection;
    const refusal = this.#admission.admit(connection);
    if (refusal) {
      this.#refusals.log({ level: 'warn', message: 'client refused', client, remote, cause: refusal.text });
      return this.#turnedAway.add(connection, dialect.write(refusal, this.#settings.clock.now()));
    }
    const session = new Session(connection, dialect, this.#settings);
    this.#crowd.add(connection);
    connection.onClose = () => this.#gone(session);
    this.#router.add(session);
    this.#unnamed.add(session);
    this.#arrival$.next(session);
  }

  #gone(session: Session): void {
    const { connection } = session;
    session.close();
    this.#admission.release(connection);
    this.#crowd.remove(connection);
  }

  async #close(): Promise<void> {
    this.#transports.unsubscribe();
    this.#closed = true;
    this.#order({ kind: 'vacate', text: 'the server is shutting down' });
    await firstValueFrom(this.entry$.pipe(filter(({ command }) => command.kind === 'vacate')));
    this.#turnedAway.close();
    await this.#crowd.gone();
    this.#streams.unsubscribe();
    this.#router.close();
    this.#broadcast$.complete();
    this.#state$.complete();
    this.#log$.complete();
  }
}

const NUMBERS = {
  history: 100,
  nameTimeout: 60_000,
  maxClients: 10_000,
  maxPerAddress: 256,
  rate: 20,
  burst: 100,
  joinRate: 10,
  maxUnnamed: 1024,
  idle: 0,
  maxAnswers: 65_536,
  tape: 4 * 1024 * 1024,
  tapeTotal: 256 * 1024 * 1024,
  stall: 30_000,
  stallTimeout: 60_000,
} as const satisfies Partial<ChatOptions>;

const TIMES: ReadonlySet<string> = new Set(['nameTimeout', 'idle', 'stall', 'stallTimeout']);

const settings = (options: ChatOptions): Settings => {
  const { clock = systemClock, journal = memoryJournal({ now: () => clock.now() }), password } = options;
  const numbers = { ...NUMBERS, ...numbersOf(options) };
  const joins = new Joins({ joinRate: numbers.joinRate, clock });
  const joinDelay = (remote: string) => joins.delay(addressOf(remote));
  const joinForgone = (remote: string) => joins.giveBack(addressOf(remote));
  const unlocks = password === undefined ? undefined : samePassword(password);
  return { ...numbers, clock, journal, joinDelay, joinForgone, unlocks };
};

/** The numbers among the options that are given, checked. */
const numbersOf = (options: ChatOptions): Partial<Record<keyof typeof NUMBERS, number>> => {
  const names = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];
  const given = names.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as const],
  );
  for (const [name, value] of given) checkNumber(name, value);
  return Object.fromEntries(given);
};

/** The longest time that a timer of Node knows, in ms. */
const LONGEST = 2 ** 31 - 1;

const checkNumber = (name: string, value: number): void => {
  if (TIMES.has(name) && value > LONGEST)
    throw new ChatError('RX_CHAT_OPTION', `${name} is ${String(value)}: it takes ${LONGEST} ms at most`);
  if (name === 'tape' && !(value >= LEAST_TAPE))
    throw new ChatError('RX_CHAT_OPTION', `tape is ${String(value)}: it takes ${LEAST_TAPE} bytes or more`);
  if (Number.isFinite(value) && value >= 0) return;
  throw new ChatError(
    'RX_CHAT_OPTION',
    `${name} is ${String(value)}: it takes a number from 0 up, 0 switches it off`,
  );
};

/** Compares in constant time: hashes have one length, whatever was typed. */
const samePassword = (password: string) => {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const expected = hash(password);
  return (line: string): boolean => timingSafeEqual(hash(line), expected);
};
