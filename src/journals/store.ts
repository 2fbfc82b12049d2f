import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { ChatError, type ChatState, type Entry } from '../chat';
import { checkFile, type FileState } from './file-check';
import { FreeSpace } from './free-space';
import { ownersOnly, OWNERS_FOLDER } from './owners-only';
import { Place } from './place';
import { decode, decodeEntries, encode, stateOf, type IndexRow, type Row } from './rows';

/** What the rows mean. A file of a higher one is of a newer rx-chat. */
const FORMAT = 1;

interface Format {
  readonly format: number;
  /** What the log is known by. */
  readonly log: string;
}

/** A state that is kept: the newest, to start from, and the one before the oldest entry that is kept. */
export type Kept = 'head' | 'base';

/** How many messages are kept of those up to a seq. */
export interface Count {
  readonly seq: number;
  readonly messages: number;
}

/** What one transaction writes. */
export interface Write {
  /** A batch, if there is one: its entries follow on those before, or the transaction is refused. */
  readonly batch?: {
    readonly seq: number;
    readonly entries: Buffer;
    readonly index: readonly Row[];
    readonly deleted: readonly Row[];
  };
  /** How many messages are kept, as of a seq. */
  readonly count?: Count;
  readonly states?: readonly { readonly kept: Kept; readonly rows: readonly Row[] }[];
  /** Batches that go, by the seq they begin with, and their index. */
  readonly pruned?: { readonly batches: readonly number[]; readonly index: readonly Row[] };
}

export interface Batch {
  /** The seq that it begins with. */
  readonly seq: number;
  readonly entries: readonly Entry[];
}

type Key = (string | number)[];

const refuse = (message: string, cause?: unknown): ChatError =>
  new ChatError('RX_CHAT_DATA', message, cause === undefined ? {} : { cause });

const COMPLAINTS: Readonly<Record<Exclude<FileState, 'absent' | 'whole' | 'short'>, string>> = {
  empty: 'is empty: remove it to begin anew, or put a copy in its place',
  foreign: 'is damaged, or no file of rx-chat: put a copy in its place, or choose another folder',
};

const MOVED = 'was moved or removed while it was written to: put it back, or start again to begin anew';
const FULL = "can't be written: the disk is full; make room";

/** How many bytes the values of a transaction have. */
const sizeOf = ({ batch, states = [] }: Write): number =>
  [...states.map(({ rows }) => rows), batch?.index ?? []]
    .flat()
    .reduce((sum, { value }) => sum + (value?.length ?? 0), batch?.entries.length ?? 0);

/** The files of a folder that holds a chat. */
export const filesOf = (folder: string) => ({
  data: join(folder, 'chat.mdb'),
  fresh: join(folder, 'chat.new'),
});

const options = { encoding: 'binary', overlappingSync: false, maxDbs: 8 } as const;

/** Made under another name first: a file by that name is whole from its first moment on. */
const create = (folder: string): void => {
  const { data, fresh } = filesOf(folder);
  for (const leftover of [fresh, `${fresh}-lock`]) rmSync(leftover, { force: true });
  const root = open<Buffer, string>({ ...options, path: fresh, noSubdir: true });
  const format: Format = { format: FORMAT, log: randomUUID() };
  root.putSync('format', encode(format));
  void root.close();
  ownersOnly(fresh);
  renameSync(fresh, data);
  rmSync(`${fresh}-lock`, { force: true });
};

/** Whether there is a chat in a folder. A file that can't be used is told of, and not touched. */
export const isThere = (folder: string): boolean => {
  const { data } = filesOf(folder);
  const state = checkFile(data);
  if (state === 'absent') return false;
  if (state === 'whole') return true;
  if (state !== 'short') throw refuse(`${data} ${COMPLAINTS[state]}`);
  throw refuse(`${data} was cut off: its end is missing; put a copy in its place, or choose another folder`);
};

export const noChat = (folder: string): ChatError =>
  refuse(`${folder} holds no chat: name a folder that was given to --data`);

/** What a file says that its rows mean. */
export const readFormat = (data: string, row: Uint8Array | undefined): Format => {
  const found = row && (decode(row) as Partial<Format>);
  if (typeof found?.log !== 'string' || typeof found.format !== 'number')
    throw refuse(`${data} ${COMPLAINTS.foreign}`);
  if (found.format > FORMAT)
    throw refuse(
      `${data} is of a newer rx-chat (format ${found.format}): run that, or choose another folder`,
    );
  return found as Format;
};

/**
 * A chat's log on disk, and the states at both of its ends, for the one process that writes to it. Whoever only reads takes a
 * `StoreReader`: each opening of LMDB's sets back the number of the last transaction that all who have the file open share
 * (mdb_env_open2), also one to read. A server that commits in between would write over what it has just kept.
 */
export class Store {
  readonly log: string;
  readonly #data: string;
  readonly #space: FreeSpace;
  readonly #place: Place;
  readonly #root: RootDatabase<Buffer, string>;
  readonly #batches: Database<Buffer, number>;
  readonly #index: Database<Buffer, Key>;
  readonly #states: Database<Buffer, Key>;
  readonly #deleted: Database<Buffer, Key>;
  #closed = false;

  private constructor(folder: string) {
    this.#data = filesOf(folder).data;
    this.#space = new FreeSpace(folder);
    this.#place = new Place(this.#data);
    this.#root = open<Buffer, string>({ ...options, path: this.#data, noSubdir: true });
    ownersOnly(`${this.#data}-lock`);
    try {
      this.log = readFormat(this.#data, this.#root.get('format')).log;
    } catch (error) {
      void this.#root.close();
      throw error;
    }
    this.#batches = this.#root.openDB<Buffer, number>('batches', options);
    this.#index = this.#root.openDB<Buffer, Key>('index', options);
    this.#states = this.#root.openDB<Buffer, Key>('states', options);
    this.#deleted = this.#root.openDB<Buffer, Key>('deleted', options);
  }

  /** Opens the chat in a folder, to write to it: makes both if they are missing. */
  static open(folder: string): Store {
    try {
      mkdirSync(folder, { recursive: true, mode: OWNERS_FOLDER });
      if (!isThere(folder)) create(folder);
      return new Store(folder);
    } catch (error) {
      throw explain(folder, error);
    }
  }

  /** The state that is kept; the empty one if there is none. */
  state(kept: Kept): ChatState {
    return stateOf(
      this.#states
        .getRange({ start: [kept], end: [kept, '\uffff'] })
        .map(({ key, value }) => ({ key: key.slice(1), value })),
    );
  }

  /** The batches from the one that holds a seq on, or from the first; one at a time. */
  *batches(from = 0): Generator<Batch> {
    const [first = from] = this.#batches.getKeys({ start: from, end: -1, reverse: true, limit: 1 });
    for (const { key: seq, value } of this.#batches.getRange({ start: first }))
      yield { seq, entries: decodeEntries(value) };
  }

  /** The seqs that the batches behind a seq begin with. */
  seqs(after: number): Iterable<number> {
    return this.#batches.getKeys({ start: after + 1 });
  }

  batch(seq: number): readonly Entry[] {
    const found = this.#batches.get(seq);
    return found ? decodeEntries(found) : [];
  }

  /** The seq that the oldest batch begins with; undefined if there is none. */
  get oldest(): number | undefined {
    const [first] = this.#batches.getKeys({ limit: 1 });
    return first;
  }

  /** A room's rows of the index, from the one that holds a seq backwards. */
  *index(room: string, before: number): Generator<IndexRow & { readonly seq: number }> {
    for (const { key, value } of this.#index.getRange({ start: [room, before], end: [room], reverse: true }))
      yield { ...(decode(value) as IndexRow), seq: Number(key[1]) };
  }

  /** A room's first row of the index that begins at a seq, or behind it. */
  indexFrom(room: string, seq: number): (IndexRow & { readonly seq: number }) | undefined {
    const range = { start: [room, seq], end: [room, Number.MAX_SAFE_INTEGER], limit: 1 };
    for (const { key, value } of this.#index.getRange(range))
      return { ...(decode(value) as IndexRow), seq: Number(key[1]) };
    return undefined;
  }

  /** A room's row of the index for the batch that begins with a seq. */
  indexRow(room: string, seq: number): IndexRow | undefined {
    const row = this.#index.get([room, seq]);
    return row && (decode(row) as IndexRow);
  }

  /** The keys of all rows of the index: each room's together, in the order of their seqs. */
  *indexKeys(): Generator<{ readonly room: string; readonly seq: number }> {
    for (const [room, seq] of this.#index.getKeys({})) yield { room: String(room), seq: Number(seq) };
  }

  /** How many messages are kept, as of the last time that was counted. */
  get count(): Count {
    const row = this.#root.get('count');
    return row ? (decode(row) as Count) : { seq: 0, messages: 0 };
  }

  /** Whether any message was taken out of the history. */
  get hasDeletions(): boolean {
    const [first] = this.#deleted.getKeys({ limit: 1 });
    return first !== undefined;
  }

  /** Whether a message was taken out of the history since it was said. */
  isDeleted(seq: number, from: string): boolean {
    if (this.#deleted.get([seq])) return true;
    const row = this.#deleted.get([from]);
    return row !== undefined && (decode(row) as number) > seq;
  }

  /** Writes all of it or nothing. Resolves when it is on disk; rejects if it can't be, or if somebody else writes too. */
  async write(write: Write): Promise<void> {
    const { batch, states = [], pruned, count } = write;
    const put = () => {
      if (batch) {
        unheard(this.#batches.put(batch.seq, batch.entries));
        for (const row of batch.index) this.#set(this.#index, [], row);
        for (const row of batch.deleted) this.#set(this.#deleted, [], row);
      }
      for (const { kept, rows } of states) for (const row of rows) this.#set(this.#states, [kept], row);
      if (count) unheard(this.#root.put('count', encode(count)));
      for (const seq of pruned?.batches ?? []) unheard(this.#batches.remove(seq));
      for (const row of pruned?.index ?? []) this.#set(this.#index, [], row);
    };
    // LMDB would throw where nobody can catch it.
    if (this.#closed) throw refuse(`${this.#data} is closed`);
    try {
      if (!this.#place.isKept()) throw refuse(`${this.#data} ${MOVED}`);
      if (!this.#space.has(sizeOf(write))) throw refuse(`${this.#data} ${FULL}`);
      const free = await (batch ? this.#batches.ifNoExists(batch.seq, put) : this.#root.batch(put));
      if (!free) throw refuse(`${this.#data} is written to by another server: stop one of the two`);
    } catch (error) {
      throw explain(this.#data, await causeOf(error));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#root.close();
  }

  #set(database: Database<Buffer, Key>, prefix: Key, { key, value }: Row): void {
    const whole = [...prefix, ...key];
    unheard(value ? database.put(whole, value) : database.remove(whole));
  }
}

/** A transaction fails as one: what becomes of its parts is nobody's to hear. */
const unheard = (part: Promise<unknown>): void => void part.catch(() => undefined);

/** LMDB says why a commit failed in a promise of its own, which rejects with it soon after. */
const causeOf = async (error: unknown): Promise<unknown> => {
  const { commitError } = error as { readonly commitError?: Promise<unknown> };
  if (!commitError) return error;
  const late = new Promise((resolve) => setTimeout(resolve, 100, error).unref());
  return Promise.race([commitError.catch((cause: unknown) => cause), late]);
};

export const explain = (where: string, error: unknown, what: 'written' | 'read' = 'written'): ChatError => {
  if (error instanceof ChatError) return error;
  const { code, message: text } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || /no space|ENOSPC|MDB_MAP_FULL/i.test(text))
    return refuse(`${where} ${FULL}`, error);
  if (
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'EPERM' ||
    /permission denied|read-only file/i.test(text)
  )
    return refuse(`${where} can't be ${what}: no right to it; choose a folder that can be`, error);
  if (code === 'ENOENT')
    return refuse(`${where} can't be ${what}: its folder is not there; choose another folder`, error);
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return refuse(`${where} can't be used: it is not a folder; choose another`, error);
  return refuse(`${where} can't be used: ${text}; put a copy in its place, or choose another folder`, error);
};
