/** A page that is not what it has to be. */
export class PageError extends Error {
  constructor(page: number, what: string) {
    super(`page ${page} ${what}`);
  }
}

/** Where things stand in a page of LMDB's data version 2 and in its nodes, in bytes; of a node, from its own start. */
const PAGE_OFFSETS = { flags: 18, lower: 20, header: 24 } as const;
const NODE_OFFSETS = { flags: 4, keySize: 6, key: 8 } as const;
/** Where the numbers of its pages by their kind, that of rows and the root page stand in the record of a database, and how long that is. */
export const DATABASE_OFFSETS = { pages: [8, 16, 24], rows: 32, root: 40, size: 48 } as const;
/** The same of a record of pages that data too large for a leaf are on. */
const OVERFLOW_OFFSETS = { first: 0, count: 16, size: 24 } as const;

const P_BRANCH = 1;
const P_LEAF = 2;
/** A leaf's node whose data are on pages of their own, and one that is the record of a database. */
const F_BIGDATA = 1;
const F_SUBDATA = 2;
/** The root of a tree without rows. */
export const P_INVALID = 2n ** 64n - 1n;

export interface PageWalk {
  /** How many whole pages the file has. */
  readonly pages: number;
  readonly readPage: (page: number) => Buffer;
}

/**
 * Whether all pages that the trees of some roots use are there. Pages at the file's end may rightly be missing: those
 * that a transaction took and gave back are never written.
 */
export const hasAllPages = (walk: PageWalk, roots: readonly bigint[]): boolean => {
  const seen = new Set<number>();
  const left = roots.filter((root) => root !== P_INVALID).map(Number);
  for (let page = left.pop(); page !== undefined; page = left.pop()) {
    if (page >= walk.pages || seen.has(page)) return false;
    seen.add(page);
    for (const next of pagesOf(walk, walk.readPage(page))) {
      if (next === undefined) return false;
      left.push(next);
    }
  }
  return true;
};

/** The pages that a page refers to; undefined stands for pages that are not there. */
function* pagesOf(walk: PageWalk, page: Buffer): Generator<number | undefined> {
  const kind = page.readUInt16LE(PAGE_OFFSETS.flags) & (P_BRANCH | P_LEAF);
  const count = page.readUInt16LE(PAGE_OFFSETS.lower) >> 1;
  if (kind === 0 || PAGE_OFFSETS.header + 2 * count > page.length) yield undefined;
  else
    for (let index = 0; index < count; index++) {
      const at = PAGE_OFFSETS.header + page.readUInt16LE(PAGE_OFFSETS.header + 2 * index);
      const node = page.subarray(at);
      if (node.length < NODE_OFFSETS.key) yield undefined;
      else if (kind === P_BRANCH)
        yield node.readUInt32LE(0) + node.readUInt16LE(NODE_OFFSETS.flags) * 2 ** 32;
      else yield* pagesOfLeaf(walk, node);
    }
}

function* pagesOfLeaf({ pages }: PageWalk, node: Buffer): Generator<number | undefined> {
  const flags = node.readUInt16LE(NODE_OFFSETS.flags);
  const data = node.subarray(NODE_OFFSETS.key + node.readUInt16LE(NODE_OFFSETS.keySize));
  if ((flags & (F_SUBDATA | F_BIGDATA)) === 0) return;
  if (data.length < ((flags & F_BIGDATA) === 0 ? DATABASE_OFFSETS.size : OVERFLOW_OFFSETS.size))
    yield undefined;
  else if ((flags & F_BIGDATA) === 0) {
    const root = data.readBigUInt64LE(DATABASE_OFFSETS.root);
    if (root !== P_INVALID) yield Number(root);
  } else if (
    data.readBigUInt64LE(OVERFLOW_OFFSETS.first) + data.readBigUInt64LE(OVERFLOW_OFFSETS.count) >
    pages
  ) {
    yield undefined;
  }
}
