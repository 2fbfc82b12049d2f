import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { ChatError, type ChatState, type Entry } from '../../chat';
import type { Deletion } from './room-index';
import { checkLmdbFile, type FileState } from '../lmdb/file-check';
import { DiskSpace } from './disk-space';
import { decodeFormat, encodeFormat, FORMAT_VERSION, type Format } from './format';
import { restrictToOwner, OWNER_ONLY_FOLDER_MODE } from './owner-only';
import { FileIdentity } from '../disk/file-identity';
import {
  decode,
  decodeEntries,
  encode,
  stateOf,
  upgradeStateRow,
  type IndexRow,
  type Row,
} from './row-codec';
import { RowError, addChecksum, ChecksumReader, type RowKeyParts, type Table } from './row-checksums';

/** A state that is kept: the newest, to start from, and the one before the oldest entry that is kept. */
export type SnapshotKind = 'head' | 'base';

/** How many messages are kept of those up to a seq. */
export interface MessageCount {
  readonly seq: number;
  readonly messages: number;
}

/** The writes of one transaction. */
export interface WriteBatch {
  /** A batch, if there is one: its entries follow on those before, or the transaction is refused. */
  readonly batch?: {
    readonly seq: number;
    readonly entries: Buffer;
    readonly index: readonly Row[];
    readonly deleted: readonly Row[];
  };
  /** How many messages are kept, as of a seq. */
  readonly count?: MessageCount;
  readonly states?: readonly { readonly kept: SnapshotKind; readonly rows: readonly Row[] }[];
  /** Batches that go, by the seq they begin with, their index, and what they have deleted. */
  readonly pruned?: {
    readonly batches: readonly number[];
    readonly index: readonly Row[];
    readonly deleted: readonly Deletion[];
  };
}

export interface Batch {
  /** The seq that it begins with. */
  readonly seq: number;
  readonly entries: readonly Entry[];
  /** How long its row is. */
  readonly bytes: number;
}

type Key = (string | number)[];

const dataError = (message: string, cause?: unknown): ChatError =>
  new ChatError('RX_CHAT_DATA', message, cause === undefined ? {} : { cause });

const FILE_STATE_TEXT: Readonly<Record<Exclude<FileState, 'absent' | 'whole' | 'short'>, string>> = {
  empty: 'is empty: remove it to begin anew, or put a copy in its place',
  foreign: 'is damaged, or no file of rx-chat: put a copy in its place, or choose another folder',
};

const FILE_MOVED_TEXT =
  'was moved or removed while it was written to: put it back, or start again to begin anew';
const DISK_FULL_TEXT = "can't be written: the disk is full; make room";

/** How many bytes the values of a transaction have. */
const byteLengthOfWrite = ({ batch, states = [] }: WriteBatch): number =>
  [...states.map(({ rows }) => rows), batch?.index ?? []]
    .flat()
    .reduce((sum, { value }) => sum + (value?.length ?? 0), batch?.entries.length ?? 0);

/** The files of a folder that holds a chat. */
export const filesOf = (folder: string) => ({
  data: join(folder, 'chat.mdb'),
  fresh: join(folder, 'chat.new'),
});

/** How LMDB opens the file and its databases. */
export const options = { encoding: 'binary', overlappingSync: false, maxDbs: 8 } as const;

/** Made under another name first: a file by that name is whole from its first moment on. */
const create = (folder: string): void => {
  const { data, fresh } = filesOf(folder);
  for (const leftover of [fresh, `${fresh}-lock`]) rmSync(leftover, { force: true });
  const root = open<Buffer, string>({ ...options, path: fresh, noSubdir: true });
  root.putSync('format', encodeFormat({ format: FORMAT_VERSION, log: randomUUID() }));
  void root.close();
  restrictToOwner(fresh);
  renameSync(fresh, data);
  rmSync(`${fresh}-lock`, { force: true });
};

/** Whether there is a chat in a folder. A file that can't be used is told of, and not touched. */
export const chatExists = (folder: string): boolean => {
  const { data } = filesOf(folder);
  const state = checkLmdbFile(data);
  if (state === 'absent') return false;
  if (state === 'whole') return true;
  if (state !== 'short') throw dataError(`${data} ${FILE_STATE_TEXT[state]}`);
  throw dataError(
    `${data} was cut off: its end is missing; put a copy in its place, or choose another folder`,
  );
};

export const noChatError = (folder: string): ChatError =>
  dataError(`${folder} holds no chat: name a folder that was given to --data`);

/** The row format that a file declares. */
export const readFormat = (data: string, row: Uint8Array | undefined): Format => {
  const found = row && decodeFormat(row);
  if (!found) throw dataError(`${data} ${FILE_STATE_TEXT.foreign}`);
  if (found.format > FORMAT_VERSION)
    throw dataError(
      `${data} is of a newer rx-chat (format ${found.format}): run that, or choose another folder`,
    );
  return found;
};

/**
 * A chat's log on disk, and the states at both of its ends, for the one process that writes to it. A process that only
 * reads takes a `StoreReader`: each opening by LMDB, also one to read, resets the number of the last transaction
 * (mdb_env_open2). All processes that have the file open share that number. A server that commits in between would
 * write over what it has just kept.
 */
export class Store {
  readonly log: string;
  readonly #data: string;
  readonly #space: DiskSpace;
  readonly #identity: FileIdentity;
  readonly #root: RootDatabase<Buffer, string>;
  #seals: ChecksumReader;
  readonly #batches: Database<Buffer, number>;
  readonly #index: Database<Buffer, Key>;
  readonly #states: Database<Buffer, Key>;
  readonly #deleted: Database<Buffer, Key>;
  /** The deletions of the batches that are being written. */
  readonly #pendingWrites = new Set<readonly Row[]>();
  #closed = false;

  private constructor(folder: string) {
    this.#data = filesOf(folder).data;
    this.#space = new DiskSpace(folder);
    this.#identity = new FileIdentity(this.#data);
    this.#root = open<Buffer, string>({ ...options, path: this.#data, noSubdir: true });
    restrictToOwner(`${this.#data}-lock`);
    let format: Format;
    try {
      format = readFormat(this.#data, this.#root.get('format'));
    } catch (error) {
      void this.#root.close();
      throw error;
    }
    this.log = format.log;
    this.#seals = new ChecksumReader(format);
    this.#batches = this.#root.openDB<Buffer, number>('batches', options);
    this.#index = this.#root.openDB<Buffer, Key>('index', options);
    this.#states = this.#root.openDB<Buffer, Key>('states', options);
    this.#deleted = this.#root.openDB<Buffer, Key>('deleted', options);
    if (format.format < FORMAT_VERSION) this.#upgrade(format);
  }

  /** Opens the chat in a folder, to write to it: makes both if they are missing. */
  static open(folder: string): Store {
    try {
      mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER_MODE });
      if (!chatExists(folder)) create(folder);
      return new Store(folder);
    } catch (error) {
      throw toDataError(folder, error);
    }
  }

  /** The state that is kept; the empty one if there is none. */
  state(kept: SnapshotKind): ChatState {
    return stateOf(
      this.#states
        .getRange({ start: [kept], end: [kept, '\uffff'] })
        .map(({ key, value }) => ({ key: key.slice(1), value: this.#seals.verify('states', key, value) })),
    );
  }

  /** The batches from the one that holds a seq on, or from the first; one at a time. */
  *batches(from = 0): Generator<Batch> {
    const [first = from] = this.#batches.getKeys({ start: from, end: -1, reverse: true, limit: 1 });
    for (const { key: seq, value } of this.#batches.getRange({ start: first }))
      yield { seq, entries: this.#entriesOf(seq, value), bytes: value.length };
  }

  batch(seq: number): readonly Entry[] {
    const found = this.#batches.get(seq);
    return found ? this.#entriesOf(seq, found) : [];
  }

  /** The seq that the oldest batch begins with; undefined if there is none. */
  get oldest(): number | undefined {
    const [first] = this.#batches.getKeys({ limit: 1 });
    return first;
  }

  /** A room's rows of the index, from the one that holds a seq backwards. */
  *index(room: string, before: number): Generator<IndexRow & { readonly seq: number }> {
    for (const { key, value } of this.#index.getRange({ start: [room, before], end: [room], reverse: true }))
      yield this.#indexRowOf(key, value);
  }

  /** A room's first row of the index that begins at a seq, or behind it. */
  indexFrom(room: string, seq: number): (IndexRow & { readonly seq: number }) | undefined {
    const range = { start: [room, seq], end: [room, Number.MAX_SAFE_INTEGER], limit: 1 };
    for (const { key, value } of this.#index.getRange(range)) return this.#indexRowOf(key, value);
    return undefined;
  }

  /** How many bytes the pages have that the log, its index and its deletions use. */
  get bytes(): number {
    this.#root.resetReadTxn();
    return [this.#batches, this.#index, this.#deleted].reduce((sum, table) => sum + bytesIn(table), 0);
  }

  /** How many messages are kept, as of the last time that was counted. */
  get count(): MessageCount {
    const row = this.#root.get('count');
    return row ? (decode(this.#seals.verify('count', [], row)) as MessageCount) : { seq: 0, messages: 0 };
  }

  /** Whether any message was taken out of the history. */
  get hasDeletions(): boolean {
    const [first] = this.#deleted.getKeys({ limit: 1 });
    return first !== undefined;
  }

  /** Whether a message was taken out of the history since it was said. */
  isDeleted(seq: number, from: string): boolean {
    return this.#deleted.get([seq]) !== undefined || (this.#deletedBy(from) ?? 0) > seq;
  }

  /** Writes all of it or nothing. Resolves when it is on disk; rejects if it can't be, or if somebody else writes too. */
  async write(write: WriteBatch): Promise<void> {
    const { batch, states = [], pruned, count } = write;
    const put = (over: readonly Row[]) => () => {
      if (batch) {
        ignoreRejection(this.#batches.put(batch.seq, addChecksum('batches', [batch.seq], batch.entries)));
        for (const row of batch.index) this.#set('index', [], row);
        for (const row of batch.deleted) this.#set('deleted', [], row);
      }
      for (const { kept, rows } of states) for (const row of rows) this.#set('states', [kept], row);
      if (count) ignoreRejection(this.#root.put('count', addChecksum('count', [], encode(count))));
      for (const seq of pruned?.batches ?? []) ignoreRejection(this.#batches.remove(seq));
      for (const row of pruned?.index ?? []) this.#set('index', [], row);
      for (const row of over) this.#set('deleted', [], row);
    };
    // LMDB would throw where nobody can catch it.
    if (this.#closed) throw dataError(`${this.#data} is closed`);
    try {
      if (!this.#identity.isUnchanged()) throw dataError(`${this.#data} ${FILE_MOVED_TEXT}`);
      if (!this.#space.tryReserve(byteLengthOfWrite(write)))
        throw dataError(`${this.#data} ${DISK_FULL_TEXT}`);
      const all = put(this.#over(pruned?.deleted ?? []));
      if (batch) this.#pendingWrites.add(batch.deleted);
      const free = await (batch ? this.#batches.ifNoExists(batch.seq, all) : this.#root.batch(all));
      if (!free) throw dataError(`${this.#data} is written to by another server: stop one of the two`);
    } catch (error) {
      throw toDataError(this.#data, await rootCause(error));
    } finally {
      if (batch) this.#pendingWrites.delete(batch.deleted);
    }
  }

  /** The rows of deletions that go: not those that were written again since, nor those that a batch is writing now. */
  #over(deletions: readonly Deletion[]): readonly Row[] {
    if (deletions.length === 0) return [];
    const written = new Set(
      [...this.#pendingWrites].flatMap((rows) => rows.map(({ key: [target] }) => target)),
    );
    // Later reads include all writes.
    this.#root.resetReadTxn();
    return deletions
      .filter(([target, seq]) => !written.has(target) && this.#deletedBy(target) === seq)
      .map(([target]) => ({ key: [target] }));
  }

  /** By which entry a message, or what a name had said before, was deleted last. */
  #deletedBy(target: string | number): number | undefined {
    const row = this.#deleted.get([target]);
    return row && (decode(this.#seals.verify('deleted', [target], row)) as number);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#root.close();
  }

  #set(table: 'index' | 'states' | 'deleted', prefix: Key, { key, value }: Row): void {
    const database = { index: this.#index, states: this.#states, deleted: this.#deleted }[table];
    const whole = [...prefix, ...key];
    ignoreRejection(value ? database.put(whole, addChecksum(table, whole, value)) : database.remove(whole));
  }

  #entriesOf(seq: number, row: Uint8Array): readonly Entry[] {
    return decodeEntries(this.#seals.verify('batches', [seq], row));
  }

  #indexRowOf(key: RowKeyParts, row: Uint8Array): IndexRow & { readonly seq: number } {
    return { ...(decode(this.#seals.verify('index', key, row)) as IndexRow), seq: Number(key[1]) };
  }

  /**
   * Gives a file of an older format what it lacks. Rows that are rewritten get today's names, and checksums. Batches
   * and their index stay as they are, since they are many: those up to `plain` have no checksums.
   */
  #upgrade({ format: from, log, plain }: Format): void {
    const rows = [...this.#oldStates(), ...(from === 1 ? this.#plainRows('deleted', this.#deleted) : [])];
    if (!this.#space.tryReserve(rows.reduce((sum, { sealed }) => sum + sealed.length, 0)))
      throw dataError(`${this.#data} ${DISK_FULL_TEXT}`);
    const [last = 0] = this.#batches.getKeys({ reverse: true, limit: 1 });
    const count = from === 1 ? this.#root.get('count') : undefined;
    const isPlain = from === 1 ? { plain: last } : plain === undefined ? {} : { plain };
    const format = { format: FORMAT_VERSION, log, ...isPlain };
    this.#root.transactionSync(() => {
      for (const { database, old } of rows) database.removeSync(old);
      for (const { database, key, sealed } of rows) database.putSync(key, sealed);
      if (count) this.#root.putSync('count', addChecksum('count', [], count));
      this.#root.putSync('format', encodeFormat(format));
    });
    this.#seals = new ChecksumReader(format);
  }

  /** The rows of the states by the names of today. Throws where one can't be read. */
  *#oldStates() {
    for (const { key: old, value } of this.#states.getRange({})) {
      const [kept = '', ...rest] = old;
      const json = this.#seals.verify('states', old, value);
      if (!isJson(json)) throw new RowError('states', old, 'it is not JSON');
      const row = upgradeStateRow({ key: rest, value: json });
      const key = [kept, ...row.key];
      yield { database: this.#states, old, key, sealed: addChecksum('states', key, row.value) };
    }
  }

  /** The rows of a database with the checksums that they lack. Throws where one is no JSON. */
  *#plainRows(table: Table, database: Database<Buffer, Key>) {
    for (const { key, value } of database.getRange({})) {
      const parts = [key].flat();
      if (!isJson(value)) throw new RowError(table, parts, 'it is not JSON');
      yield { database, old: key, key: parts, sealed: addChecksum(table, parts, value) };
    }
  }
}

/** How many bytes the pages of a table have. */
const bytesIn = (table: { getStats(): object }): number => {
  const stats = table.getStats() as Stats;
  return stats.pageSize * (stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages);
};

/** LMDB's statistics of a table; the package does not declare them. */
interface Stats {
  readonly pageSize: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}

const isJson = (row: Uint8Array): boolean => {
  try {
    return decode(row) !== undefined;
  } catch {
    return false;
  }
};

/** A transaction fails as one: what becomes of its parts is nobody's to hear. */
const ignoreRejection = (part: Promise<unknown>): void => void part.catch(() => undefined);

/** LMDB says why a commit failed in a promise of its own, which rejects with it soon after. */
const rootCause = async (error: unknown): Promise<unknown> => {
  const { commitError } = error as { readonly commitError?: Promise<unknown> };
  if (!commitError) return error;
  const late = new Promise((resolve) => setTimeout(resolve, 100, error).unref());
  return Promise.race([commitError.catch((cause: unknown) => cause), late]);
};

export const toDataError = (
  where: string,
  error: unknown,
  what: 'written' | 'read' = 'written',
): ChatError => {
  if (error instanceof ChatError) return error;
  if (error instanceof RowError)
    return dataError(
      `${where} is damaged: ${error.where} can't be read: ${error.message}; rx-chat verify tells more; put a copy in its place`,
      error,
    );
  const { code, message: text } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || /no space|ENOSPC|MDB_MAP_FULL/i.test(text))
    return dataError(`${where} ${DISK_FULL_TEXT}`, error);
  if (
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'EPERM' ||
    /permission denied|read-only file/i.test(text)
  )
    return dataError(`${where} can't be ${what}: no right to it; choose a folder that can be`, error);
  if (code === 'ENOENT')
    return dataError(`${where} can't be ${what}: its folder is not there; choose another folder`, error);
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return dataError(`${where} can't be used: it is not a folder; choose another`, error);
  return dataError(
    `${where} can't be used: ${text}; put a copy in its place, or choose another folder`,
    error,
  );
};
