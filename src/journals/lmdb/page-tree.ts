import { DATABASE_OFFSETS, P_INVALID, PageError } from './page-walk';

/** Where pages come from: as of one transaction. */
export interface PageSource {
  /** The bytes of a page, or of several in a row that a value is on. */
  readonly page: (page: number, count?: number) => Buffer;
}

/** A row of a tree. */
export interface TreeRow {
  readonly key: Buffer;
  /** Whether the value is the record of another tree. */
  readonly isTree: boolean;
  readonly value: () => Buffer;
}

/** Where things stand in a page of LMDB's data version 2 and in its nodes, in bytes; of a node, from its own start. */
const PAGE_OFFSETS = { flags: 18, lower: 20, header: 24 } as const;
const NODE_OFFSETS = { size: 0, flags: 4, keySize: 6, key: 8 } as const;
/** The same of a record of pages that a value too large for a leaf is on. */
const OVERFLOW_OFFSETS = { first: 0, count: 16, size: 24 } as const;
const P_BRANCH = 1;
const P_LEAF = 2;
/** Other flags of the page form, unused here. */
const PAGE_KIND_MASK = 0x7f;
const F_BIGDATA = 1;
const F_SUBDATA = 2;
/** No tree is as deep: a page that leads back to itself ends there. */
const MAX_DEPTH = 32;

/** A page of a tree that is what it says: it has a kind, and all its nodes are inside. */
class TreePage {
  readonly #number: number;
  readonly #bytes: Buffer;
  readonly isLeaf: boolean;
  readonly count: number;

  constructor(number: number, bytes: Buffer) {
    const form = bytes.readUInt16LE(PAGE_OFFSETS.flags) & PAGE_KIND_MASK;
    if (form !== P_BRANCH && form !== P_LEAF) throw new PageError(number, 'is no page of a tree');
    this.#number = number;
    this.#bytes = bytes;
    this.isLeaf = form === P_LEAF;
    this.count = bytes.readUInt16LE(PAGE_OFFSETS.lower) >> 1;
    if (this.count === 0 || PAGE_OFFSETS.header + 2 * this.count > bytes.length) this.#fail();
  }

  /** The key of a node; a branch's first has none, and stands for all that is below its second. */
  key(index: number): Buffer {
    const node = this.#node(index);
    return this.#part(node, NODE_OFFSETS.key, node.readUInt16LE(NODE_OFFSETS.keySize));
  }

  /** The first node whose key is not below; the number of nodes if there is none. */
  search(key: Buffer): number {
    let [low, high] = [this.isLeaf ? 0 : 1, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.key(middle).compare(key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The page that a branch's node leads to. */
  child(index: number): number {
    const node = this.#node(index);
    return node.readUInt32LE(NODE_OFFSETS.size) + node.readUInt16LE(NODE_OFFSETS.flags) * 2 ** 32;
  }

  item(index: number, { page }: PageSource): TreeRow {
    const node = this.#node(index);
    const key = this.key(index);
    const flags = node.readUInt16LE(NODE_OFFSETS.flags);
    const size = node.readUInt32LE(NODE_OFFSETS.size);
    const at = NODE_OFFSETS.key + key.length;
    if ((flags & F_BIGDATA) === 0) {
      const value = this.#part(node, at, size);
      return { key, isTree: (flags & F_SUBDATA) !== 0, value: () => value };
    }
    const record = this.#part(node, at, OVERFLOW_OFFSETS.size);
    const first = Number(record.readBigUInt64LE(OVERFLOW_OFFSETS.first));
    const count = Math.ceil((PAGE_OFFSETS.header + size) / this.#bytes.length);
    if (Number(record.readBigUInt64LE(OVERFLOW_OFFSETS.count)) < count) this.#fail();
    const value = () => page(first, count).subarray(PAGE_OFFSETS.header, PAGE_OFFSETS.header + size);
    return { key, isTree: false, value };
  }

  #node(index: number): Buffer {
    const at = PAGE_OFFSETS.header + this.#bytes.readUInt16LE(PAGE_OFFSETS.header + 2 * index);
    if (at + NODE_OFFSETS.key > this.#bytes.length) this.#fail();
    return this.#bytes.subarray(at);
  }

  #part(node: Buffer, at: number, length: number): Buffer {
    if (at + length > node.length) this.#fail();
    return node.subarray(at, at + length);
  }

  #fail(): never {
    throw new PageError(this.#number, 'has nodes that are not inside it');
  }
}

/** The root page that the record of a tree names; undefined if the tree is empty. */
export const rootIn = (record: Buffer): number | undefined =>
  rootOf(record.readBigUInt64LE(DATABASE_OFFSETS.root));

/** How many rows the record of a tree says that it has. */
export const countIn = (record: Buffer): number => Number(record.readBigUInt64LE(DATABASE_OFFSETS.rows));

/** How many pages it says that the tree has. */
export const pagesIn = (record: Buffer): number =>
  DATABASE_OFFSETS.pages.reduce((sum, at) => sum + Number(record.readBigUInt64LE(at)), 0);

export const rootOf = (root: bigint): number | undefined => (root === P_INVALID ? undefined : Number(root));

/** A tree of rows, as of one transaction. Throws a `PageError` where it is none. */
export class PageTree {
  readonly #pages: PageSource;
  readonly #root: number | undefined;

  /** Without a root it is empty. */
  constructor(pages: PageSource, root: number | undefined) {
    this.#pages = pages;
    this.#root = root;
  }

  /** The rows from a key on, or all of them, in the order of their keys. */
  *items(from?: Buffer): Generator<TreeRow> {
    if (this.#root !== undefined) yield* this.#walk(this.#root, from, 0);
  }

  get(key: Buffer): Buffer | undefined {
    const [first] = this.items(key);
    return first?.key.equals(key) ? first.value() : undefined;
  }

  has(key: Buffer): boolean {
    const [first] = this.items(key);
    return first?.key.equals(key) === true;
  }

  *#walk(number: number, from: Buffer | undefined, depth: number): Generator<TreeRow> {
    if (depth > MAX_DEPTH) throw new PageError(number, 'leads back to itself');
    const page = new TreePage(number, this.#pages.page(number));
    const first = from ? page.search(from) : 0;
    if (page.isLeaf) {
      for (let index = first; index < page.count; index++) yield page.item(index, this.#pages);
      return;
    }
    // A branch's key is the lowest behind it: what is looked for may be behind the one before.
    const begin = from ? (page.count > first && page.key(first).equals(from) ? first : first - 1) : 0;
    for (let index = begin; index < page.count; index++)
      yield* this.#walk(page.child(index), index === begin ? from : undefined, depth + 1);
  }
}
