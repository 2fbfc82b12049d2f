import type { ChatState, Entry } from '../../chat';
import { errorMessage } from '../verify/problems';
import { PageReader } from '../lmdb/page-reader';
import type { PageTree } from '../lmdb/page-tree';
import { decodeKey, encodeKey, type RowKey } from '../lmdb/row-key';
import { decode, decodeEntries, stateOf, validEntries, type IndexRow } from '../store/row-codec';
import { RowError, ChecksumReader, type Table } from '../store/row-checksums';
import {
  toDataError,
  filesOf,
  chatExists,
  noChatError,
  readFormat,
  type Batch,
  type MessageCount,
  type SnapshotKind,
} from '../store/store';

/** Both states that are kept, and the count, as of one moment. */
export interface StoredEnds {
  readonly state: (kept: SnapshotKind) => ChatState;
  readonly count: () => MessageCount;
}

interface DeletionCache {
  /** By which it is known that nothing was added. */
  readonly identity: string;
  /** By a message, or by a name: since which entry it is deleted, or what that had said before. */
  readonly rows: ReadonlyMap<number | string, Buffer>;
  readonly seals: ChecksumReader;
}

/** A batch as it is read. */
export type ReadBatch = Pick<Batch, 'seq' | 'entries'>;

/** How many keys are read at once. */
const KEYS_PER_READ = 256;
/** How many batches are read at once, and about how many bytes of them. */
const BATCHES_PER_READ = 64;
const BYTES_PER_READ = 256 * 1024;
const TABLES = ['batches', 'index', 'states', 'deleted'] as const;

/**
 * A chat's log on disk, for a process that only reads it: also while a server writes, from anywhere that has the file.
 * It writes nothing at all. Results are of the moment of the call: rows may be pruned soon after.
 */
export class StoreReader {
  readonly log: string;
  readonly #data: string;
  readonly #pages: PageReader;
  #format: Buffer | undefined;
  #seals = new ChecksumReader({ format: 1 });
  #deleted: DeletionCache = { identity: '', rows: new Map(), seals: this.#seals };

  private constructor(data: string) {
    this.#data = data;
    this.#pages = new PageReader(data);
    try {
      const format = this.#pages.read((snapshot) => snapshot.value('format'));
      this.log = readFormat(data, format).log;
    } catch (error) {
      this.#pages.close();
      throw error;
    }
  }

  /** Opens the chat in a folder. Throws a `ChatError` if there is none. */
  static open(folder: string): StoreReader {
    try {
      if (!chatExists(folder)) throw noChatError(folder);
      return new StoreReader(filesOf(folder).data);
    } catch (error) {
      throw toDataError(folder, error, 'read');
    }
  }

  /** A state that is kept; the empty one if there is none. */
  state(kept: SnapshotKind): ChatState {
    return this.ends().state(kept);
  }

  /** How many messages are kept, as of the last time that was counted. */
  get count(): MessageCount {
    return this.ends().count();
  }

  ends(): StoredEnds {
    const { rows, count, format } = this.#pages.readTree('states', (snapshot) => ({
      rows: [...snapshot.tree('states').items()].map(({ key, value }) => ({
        key: decodeKey(key),
        value: value(),
      })),
      count: snapshot.value('count'),
      format: snapshot.value('format'),
    }));
    const seals = this.#sealsOf(format);
    return {
      state: (kept) =>
        stateOf(
          rows
            .filter(({ key }) => key[0] === kept)
            .map(({ key, value }) => ({ key: key.slice(1), value: seals.verify('states', key, value) })),
        ),
      count: () =>
        count ? (decode(seals.verify('count', [], count)) as MessageCount) : { seq: 0, messages: 0 },
    };
  }

  /** The seqs that the batches behind a seq begin with. */
  *seqs(after: number): Generator<number> {
    for (const [seq] of this.#keys('batches', encodeKey(after + 1))) yield Number(seq);
  }

  /** The batch that begins with a seq; none if it is not there, or no more. */
  batch(seq: number): readonly Entry[] {
    let found = this.#readBatch(seq);
    if (found.deleted !== this.#deleted.identity) {
      this.#deleted = this.#readDeleted();
      // Deletions are pruned with the batches. If this one is still there, all that were its are among those just read.
      found = this.#readBatch(seq);
    }
    const { bytes, format } = found;
    return bytes ? decodeEntries(this.#sealsOf(format).verify('batches', [seq], bytes)) : [];
  }

  #readBatch(seq: number) {
    return this.#pages.read((snapshot) => ({
      bytes: snapshot.tree('batches').get(encodeKey(seq)),
      deleted: snapshot.identity('deleted'),
      format: snapshot.value('format'),
    }));
  }

  /** The next few batches behind a seq; none if there are none. Throws a `RowError` if one can't be read. */
  nextBatches(after: number): readonly ReadBatch[] {
    let most = BATCHES_PER_READ;
    const { rows, format } = this.#pages.read((snapshot) => {
      const some = rowsOf(snapshot.tree('batches'), encodeKey(after + 1), most);
      // Where a server writes too fast for so many, they are fewer each time.
      most = Math.ceil(most / 2);
      return { rows: some, format: snapshot.value('format') };
    });
    const seals = this.#sealsOf(format);
    return rows.map(({ key, value }) => batchOf(seals, Number(decodeKey(key)[0]), value));
  }

  /** How many bytes its rows take on disk, with the pages that lead to them, and without those that are free. */
  get size(): number {
    return this.#pages.read((snapshot) => TABLES.reduce((sum, table) => sum + snapshot.size(table), 0));
  }

  hasBatch(seq: number): boolean {
    return this.#has('batches', seq);
  }

  hasIndexRow(room: string, seq: number): boolean {
    return this.#has('index', [room, seq]);
  }

  /** A room's row of the index for the batch that begins with a seq. */
  indexRow(room: string, seq: number): IndexRow | undefined {
    const { bytes, format } = this.#pages.read((snapshot) => ({
      bytes: snapshot.tree('index').get(encodeKey([room, seq])),
      format: snapshot.value('format'),
    }));
    return bytes && (decode(this.#sealsOf(format).verify('index', [room, seq], bytes)) as IndexRow);
  }

  /** The keys of all rows of the index: each room's together, in the order of their seqs. */
  *indexKeys(): Generator<{ readonly room: string; readonly seq: number }> {
    for (const [room, seq] of this.#keys('index')) yield { room: String(room), seq: Number(seq) };
  }

  /** Whether a message had been taken out of the history when its batch was read. */
  isDeleted(seq: number, from: string): boolean {
    return this.deletedBy(seq) !== undefined || (this.deletedBy(from) ?? 0) > seq;
  }

  /** By which entry a message, or what a name had said before, was deleted last. */
  deletedBy(target: number | string): number | undefined {
    const row = this.#deleted.rows.get(target);
    return row && (decode(this.#deleted.seals.verify('deleted', [target], row)) as number);
  }

  /** How many rows a table says that it has, and how many it has; undefined where a server writes to it meanwhile. */
  counts(table: Table): { readonly said: number; readonly found: number } | undefined {
    return this.#pages.tryReadUnchanged((snapshot) => {
      let found = 0;
      const rows = snapshot.tree(table).items();
      while (rows.next().done !== true) found++;
      return { said: snapshot.count(table), found };
    });
  }

  close(): void {
    this.#pages.close();
  }

  #has(name: string, key: RowKey): boolean {
    return this.#pages.read((snapshot) => snapshot.tree(name).has(encodeKey(key)));
  }

  #readDeleted(): DeletionCache {
    const { rows, identity, format } = this.#pages.readTree('deleted', (snapshot) => ({
      rows: [...snapshot.tree('deleted').items()].map(
        ({ key, value }) => [decodeKey(key)[0] ?? '', value()] as const,
      ),
      identity: snapshot.identity('deleted'),
      format: snapshot.value('format'),
    }));
    return { identity, rows: new Map(rows), seals: this.#sealsOf(format) };
  }

  /** How rows are read: a server of a newer rx-chat may have begun to give them checksums. */
  #sealsOf(format: Buffer | undefined): ChecksumReader {
    if (!format || !this.#format?.equals(format))
      this.#seals = new ChecksumReader(readFormat(this.#data, format));
    this.#format = format;
    return this.#seals;
  }

  /** The keys of a tree, some at a time: what is in between may change. */
  *#keys(name: string, from?: Buffer): Generator<readonly (number | string)[]> {
    for (let last: Buffer | undefined, more = true; more;) {
      const some = this.#pages.read((snapshot) => keysOf(snapshot.tree(name), last ?? from));
      for (const key of some) if (!last?.equals(key)) yield decodeKey((last = key));
      more = some.length === KEYS_PER_READ;
    }
  }
}

const keysOf = (tree: PageTree, from: Buffer | undefined): readonly Buffer[] => {
  const keys: Buffer[] = [];
  for (const { key } of tree.items(from)) if (keys.push(key) === KEYS_PER_READ) break;
  return keys;
};

const rowsOf = (tree: PageTree, from: Buffer, most: number) => {
  const rows: { readonly key: Buffer; readonly value: Buffer }[] = [];
  let bytes = 0;
  for (const { key, value } of tree.items(from)) {
    rows.push({ key, value: value() });
    bytes += rows.at(-1)?.value.length ?? 0;
    if (rows.length === most || bytes >= BYTES_PER_READ) break;
  }
  return rows;
};

const batchOf = (seals: ChecksumReader, seq: number, row: Buffer): ReadBatch => {
  try {
    return { seq, entries: validEntries(decodeEntries(seals.verify('batches', [seq], row))) };
  } catch (error) {
    throw error instanceof RowError ? error : new RowError('batches', [seq], errorMessage(error));
  }
};
