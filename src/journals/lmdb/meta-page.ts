import { DATABASE } from './page-walk';

/** Where the fields of a meta page stand (mdb_meta of LMDB's data version 2), in bytes from the page's start. */
const META = {
  magic: 24,
  version: 28,
  pageSize: 48,
  free: 48,
  main: 96,
  lastPage: 144,
  transaction: 152,
  end: 160,
} as const;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
/** No page is larger, and each size is a power of 2. */
const LARGEST = 65_536;

/** How much of a meta page is to be read, in bytes. */
export const META_SIZE = META.end;

/** What a transaction has left behind: where the trees begin, as of it. */
export interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: number;
  /** The roots of the list of free pages, and of all else. */
  readonly roots: readonly [free: bigint, main: bigint];
}

/** What a meta page says; undefined if it is none. */
export const readMeta = (page: Buffer): Meta | undefined =>
  page.length >= META.end &&
  page.readUInt32LE(META.magic) === MAGIC &&
  page.readUInt32LE(META.version) === VERSION
    ? {
        pageSize: page.readUInt32LE(META.pageSize),
        lastPage: Number(page.readBigUInt64LE(META.lastPage)),
        transaction: Number(page.readBigUInt64LE(META.transaction)),
        roots: [
          page.readBigUInt64LE(META.free + DATABASE.root),
          page.readBigUInt64LE(META.main + DATABASE.root),
        ],
      }
    : undefined;

export const isPageSize = (size: number): boolean =>
  size >= META.end && size <= LARGEST && (size & (size - 1)) === 0;
