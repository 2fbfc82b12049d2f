import type { ChatState, Entry } from '../chat';
import { PageReader } from './page-reader';
import type { PageTree } from './page-tree';
import { decodeKey, encodeKey, type RowKey } from './row-key';
import { decode, decodeEntries, stateOf, type IndexRow } from './rows';
import { explain, filesOf, isThere, noChat, readFormat, type Count, type Kept } from './store';

/** Both states that are kept, and the count, as of one moment. */
export interface Ends {
  readonly state: (kept: Kept) => ChatState;
  readonly count: () => Count;
}

interface Deleted {
  /** By which it is known that nothing was added. */
  readonly identity: string;
  /** Since which entry a message, or what a name had said before, is deleted. */
  readonly rows: ReadonlyMap<number | string, number>;
}

/** How many keys are read at once. */
const KEYS = 256;

/**
 * A chat's log on disk, to be read by whoever does not write to it: also while a server does, from anywhere that has the
 * file. It writes nothing at all. What it tells is of the moment that it is asked: what is there now may be pruned soon.
 */
export class StoreReader {
  readonly log: string;
  readonly #pages: PageReader;
  #deleted: Deleted = { identity: '', rows: new Map() };

  private constructor(data: string) {
    this.#pages = new PageReader(data);
    try {
      this.log = readFormat(
        data,
        this.#pages.read((snapshot) => snapshot.value('format')),
      ).log;
    } catch (error) {
      this.#pages.close();
      throw error;
    }
  }

  /** Opens the chat in a folder. Throws a `ChatError` if there is none. */
  static open(folder: string): StoreReader {
    try {
      if (!isThere(folder)) throw noChat(folder);
      return new StoreReader(filesOf(folder).data);
    } catch (error) {
      throw explain(folder, error, 'read');
    }
  }

  /** A state that is kept; the empty one if there is none. */
  state(kept: Kept): ChatState {
    return this.ends().state(kept);
  }

  /** How many messages are kept, as of the last time that was counted. */
  get count(): Count {
    return this.ends().count();
  }

  ends(): Ends {
    const { rows, count } = this.#pages.readTree('states', (snapshot) => ({
      rows: [...snapshot.tree('states').items()].map(({ key, value }) => ({
        key: decodeKey(key),
        value: value(),
      })),
      count: snapshot.value('count'),
    }));
    return {
      state: (kept) =>
        stateOf(
          rows.filter(({ key }) => key[0] === kept).map(({ key, value }) => ({ key: key.slice(1), value })),
        ),
      count: () => (count ? (decode(count) as Count) : { seq: 0, messages: 0 }),
    };
  }

  /** The seqs that the batches behind a seq begin with. */
  *seqs(after: number): Generator<number> {
    for (const [seq] of this.#keys('batches', encodeKey(after + 1))) yield Number(seq);
  }

  /** The batch that begins with a seq; none if it is not there, or no more. */
  batch(seq: number): readonly Entry[] {
    const { bytes, deleted } = this.#pages.read((snapshot) => ({
      bytes: snapshot.tree('batches').get(encodeKey(seq)),
      deleted: snapshot.identity('deleted'),
    }));
    if (deleted !== this.#deleted.identity) this.#deleted = this.#readDeleted();
    return bytes ? decodeEntries(bytes) : [];
  }

  hasBatch(seq: number): boolean {
    return this.#has('batches', seq);
  }

  hasIndexRow(room: string, seq: number): boolean {
    return this.#has('index', [room, seq]);
  }

  /** A room's row of the index for the batch that begins with a seq. */
  indexRow(room: string, seq: number): IndexRow | undefined {
    const bytes = this.#pages.read((snapshot) => snapshot.tree('index').get(encodeKey([room, seq])));
    return bytes && (decode(bytes) as IndexRow);
  }

  /** The keys of all rows of the index: each room's together, in the order of their seqs. */
  *indexKeys(): Generator<{ readonly room: string; readonly seq: number }> {
    for (const [room, seq] of this.#keys('index')) yield { room: String(room), seq: Number(seq) };
  }

  /** Whether a message had been taken out of the history when its batch was read. */
  isDeleted(seq: number, from: string): boolean {
    const { rows } = this.#deleted;
    return rows.has(seq) || (rows.get(from) ?? 0) > seq;
  }

  close(): void {
    this.#pages.close();
  }

  #has(name: string, key: RowKey): boolean {
    return this.#pages.read((snapshot) => snapshot.tree(name).has(encodeKey(key)));
  }

  #readDeleted(): Deleted {
    return this.#pages.readTree('deleted', (snapshot) => {
      const items = [...snapshot.tree('deleted').items()];
      const rows = items.map(({ key, value }) => [decodeKey(key)[0] ?? '', Number(decode(value()))] as const);
      return { identity: snapshot.identity('deleted'), rows: new Map(rows) };
    });
  }

  /** The keys of a tree, some at a time: what is in between may change. */
  *#keys(name: string, from?: Buffer): Generator<readonly (number | string)[]> {
    for (let last: Buffer | undefined, more = true; more;) {
      const some = this.#pages.read((snapshot) => keysOf(snapshot.tree(name), last ?? from));
      for (const key of some) if (!last?.equals(key)) yield decodeKey((last = key));
      more = some.length === KEYS;
    }
  }
}

const keysOf = (tree: PageTree, from: Buffer | undefined): readonly Buffer[] => {
  const keys: Buffer[] = [];
  for (const { key } of tree.items(from)) if (keys.push(key) === KEYS) break;
  return keys;
};
