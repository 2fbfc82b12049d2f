import { createHash } from 'node:crypto';
import {
  emptyChat,
  redactedEntry,
  redactPrivateText,
  type ChatState,
  type Client,
  type Entry,
  type Message,
  type ResumePoint,
  type Room,
  type Sanction,
} from '../../chat';
import { currentEntry, currentStateRow } from './old-rows';

/** A row as it is kept: a key of LMDB's, and JSON. */
export interface Row {
  readonly key: readonly (string | number)[];
  /** Without it the row goes. */
  readonly value?: Buffer;
}

export const encode = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** The contents of a row; the error of an invalid row omits its bytes, which may be anything. */
export const decode = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as unknown;
  } catch {
    throw new Error('it is not JSON');
  }
};

/** Throws if a batch is JSON, but none of entries. */
export const validEntries = (entries: readonly Partial<Entry>[]): readonly Entry[] => {
  const isEntry = ({ seq, at, client, command }: Partial<Entry>) =>
    typeof seq === 'number' &&
    typeof at === 'number' &&
    typeof client === 'string' &&
    typeof command?.kind === 'string';
  if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isEntry))
    throw new Error('it holds no entries');
  return entries as readonly Entry[];
};

/** LMDB's keys have 1978 bytes at most; a name of 32 characters can have a comparison key that is longer. */
const MAX_KEY_BYTES = 256;

/** The form of a comparison key in the keys of rows. */
export const hashLongKey = (key: string): string =>
  Buffer.byteLength(key) <= MAX_KEY_BYTES ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;

/** Messages of one client in a row, the first of that seq: most of what is kept, in few bytes. */
type MessageRun = readonly [
  seq: number,
  at: number,
  client: string,
  kind: 'say' | 'act',
  texts: readonly string[],
];

interface OpenMessageRun {
  readonly first: Entry;
  readonly kind: 'say' | 'act';
  readonly texts: string[];
}

const continuesRun = (
  { first, kind: known, texts }: OpenMessageRun,
  kind: string,
  { seq, at, client }: Entry,
): boolean =>
  kind === known && client === first.client && at === first.at && seq === first.seq + texts.length;

/** The kind and the texts of messages that may be a run. */
const messagesOf = ({ command }: Entry): Pick<OpenMessageRun, 'kind' | 'texts'> | undefined => {
  if (command.kind === 'talk') return { kind: 'say', texts: [...command.texts] };
  return command.kind === 'say' || command.kind === 'act'
    ? { kind: command.kind, texts: [command.text] }
    : undefined;
};

/** Of what two tell each other, and of what they only tried to: its place in the order. */
type EntryPosition = readonly [seq: number];

/** The entry without what a dialect put on it. */
const toJson = ({ seq, at, client, command }: Entry): object => {
  return { seq, at, client, command: command.id === undefined ? command : { ...command, id: undefined } };
};

/** The entries of a turn as they are kept. */
export const encodeEntries = (entries: readonly Entry[]): Buffer => {
  const rows: (object | MessageRun | EntryPosition)[] = [];
  let run: OpenMessageRun | undefined;
  for (const entry of entries) {
    const { seq, at, client, command } = entry;
    const messages = messagesOf(entry);
    if (!messages) {
      run = undefined;
      const isPlace = command.kind === 'withheld' || redactPrivateText(entry) !== entry;
      rows.push(isPlace ? ([seq] satisfies EntryPosition) : toJson(entry));
    } else if (run && continuesRun(run, messages.kind, entry)) {
      for (const text of messages.texts) run.texts.push(text);
    } else {
      run = { first: entry, ...messages };
      rows.push([seq, at, client, run.kind, run.texts]);
    }
  }
  return encode(rows);
};

export const decodeEntries = (bytes: Uint8Array): readonly Entry[] =>
  (decode(bytes) as readonly (Entry | MessageRun | EntryPosition)[]).flatMap((row) => {
    if (!isList(row)) return currentEntry(row);
    return row.length === 1 ? redactedEntry(row[0]) : entriesOf(row);
  });

const isList = (row: Entry | MessageRun | EntryPosition): row is MessageRun | EntryPosition =>
  Array.isArray(row);

const entriesOf = ([first, at, client, kind, texts]: MessageRun): readonly Entry[] =>
  texts.map((text, index) => ({ seq: first + index, at, client, command: { kind, text } }));

/** The messages of a room in a batch: what of them is not in its entries. */
export interface IndexRow {
  readonly room: string;
  /** Of messages whose seqs follow on each other, and that have one author: the first seq, how many, the author's name. */
  readonly said: readonly IndexedRun[];
  /** How long they are, in bytes, about. */
  readonly bytes: number;
}

export type IndexedRun = readonly [seq: number, count: number, from: string];

interface RoomRow {
  readonly key: string;
  readonly name: string;
  readonly topic: string;
  readonly members: readonly string[];
  readonly messages: readonly Message[];
  readonly lostSeq: number;
}

const roomRow = (key: string, { name, topic, members, history }: Room): RoomRow => ({
  key,
  name,
  topic,
  members: [...members],
  messages: history.messages.slice(history.from, history.to),
  lostSeq: history.lostSeq,
});

const roomOf = ({ name, topic, members, messages, lostSeq }: RoomRow): Room => ({
  name,
  topic,
  members: new Set(members),
  history: { messages, from: 0, to: messages.length, lostSeq },
});

interface StateRow {
  readonly seq: number;
  readonly at: number;
  /** Missing in a folder of rx-chat 0.1, whose dates never went back. */
  readonly clock?: ChatState['clock'];
  readonly limits: ChatState['limits'];
  readonly evictedSeq: number;
  readonly bans: readonly SanctionRow[];
  readonly mutes: readonly SanctionRow[];
}

type SanctionRow = readonly [keys: readonly string[], sanction: Sanction];

/** Those that stand under several keys are one object, which is how they are found again. */
const sanctionRows = (sanctions: ChatState['bans']): readonly SanctionRow[] => {
  const keys = new Map<Sanction, string[]>();
  for (const [key, sanction] of sanctions) keys.set(sanction, [...(keys.get(sanction) ?? []), key]);
  return [...keys].map(([sanction, all]) => [all, sanction]);
};

const sanctionsOf = (rows: readonly SanctionRow[]): ChatState['bans'] =>
  new Map(rows.flatMap(([keys, sanction]) => keys.map((key) => [key, sanction] as const)));

/** The rows by which a map has changed since another, where what did not change is the same object. */
function* changes<V>(
  name: string,
  now: ReadonlyMap<string, V>,
  before: ReadonlyMap<string, V>,
  row: (key: string, value: V) => unknown,
): Generator<Row> {
  for (const [key, value] of now)
    if (before.get(key) !== value) yield { key: [name, hashLongKey(key)], value: encode(row(key, value)) };
  for (const key of before.keys()) if (!now.has(key)) yield { key: [name, hashLongKey(key)] };
}

/** The rows by which a state differs from one that is kept. One at a time: a thousand rooms are a lot to encode at once. */
export function* stateRows(state: ChatState, kept: ChatState): Generator<Row> {
  const { seq, at, clock, limits, evictedSeq } = state;
  yield* changes('room', state.rooms, kept.rooms, roomRow);
  yield* changes('client', state.clients, kept.clients, (_, client: Client) => client);
  yield* changes('last-message', state.lastMessageSeq, kept.lastMessageSeq, (id, seq: number) => [id, seq]);
  yield* changes('resume-point', state.resumePoints, kept.resumePoints, (hash, point: ResumePoint) => [
    hash,
    point,
  ]);
  const [bans, mutes] = [sanctionRows(state.bans), sanctionRows(state.mutes)];
  yield {
    key: ['state'],
    value: encode({ seq, at, clock, limits, evictedSeq, bans, mutes } satisfies StateRow),
  };
}

/** A row of a state of an older format as it is kept today. */
export const upgradeStateRow = (row: {
  readonly key: readonly unknown[];
  readonly value: Uint8Array;
}): { readonly key: Row['key']; readonly value: Buffer } => {
  const { key, value } = currentStateRow({ key: row.key, value: decode(row.value) });
  return { key: key as Row['key'], value: encode(value) };
};

/** When a word was noted last: beyond the limit the first of them goes. */
const resumeSeqs = ({ leftSeq, lastOwnSeq }: ResumePoint): number => (leftSeq > 0 ? leftSeq : lastOwnSeq);

/** The state that rows hold, whatever order they come in. */
export const stateOf = (
  rows: Iterable<{ readonly key: readonly unknown[]; readonly value: Uint8Array }>,
): ChatState => {
  const rooms = new Map<string, Room>();
  const clients = new Map<string, Client>();
  const resumePoints = new Map<string, ResumePoint>();
  const lastMessageSeq = new Map<string, number>();
  let rest: StateRow | undefined;
  for (const row of rows) {
    const { key, value: decoded } = currentStateRow({ key: row.key, value: decode(row.value) });
    if (key[0] === 'room') rooms.set((decoded as RoomRow).key, roomOf(decoded as RoomRow));
    else if (key[0] === 'client') clients.set((decoded as Client).id, decoded as Client);
    else if (key[0] === 'resume-point') resumePoints.set(...(decoded as [string, ResumePoint]));
    else if (key[0] === 'last-message') lastMessageSeq.set(...(decoded as [string, number]));
    else rest = decoded as StateRow;
  }
  if (!rest) return emptyChat;
  const inOrder = [...resumePoints].sort(([, a], [, b]) => resumeSeqs(a) - resumeSeqs(b));
  const nameOwners = new Map(
    [...clients.values()].flatMap(({ id, name }) => name.keys.map((key) => [key, id] as const)),
  );
  const { at } = rest;
  const { bans, mutes, clock = { time: at, skew: 0, doubt: 0, latest: at }, ...plain } = rest;
  return {
    ...plain,
    clock,
    clients,
    nameOwners,
    rooms,
    resumePoints: new Map(inOrder),
    lastMessageSeq,
    bans: sanctionsOf(bans),
    mutes: sanctionsOf(mutes),
  };
};
