import { DATABASE_OFFSETS } from './page-walk';

/** Where the fields of a meta page stand (mdb_meta of LMDB's data version 2), in bytes from the page's start. */
const META_OFFSETS = {
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
const DATA_VERSION = 2;
/** No page is larger, and each size is a power of 2. */
const MAX_PAGE_BYTES = 65_536;

/** How much of a meta page is to be read, in bytes. */
export const META_BYTES = META_OFFSETS.end;

/** The result of a transaction: the roots of the trees. */
export interface MetaPage {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: number;
  /** The roots of the list of free pages, and of all else. */
  readonly roots: readonly [free: bigint, main: bigint];
}

/** The contents of a meta page; undefined if the page is not one. */
export const parseMetaPage = (page: Buffer): MetaPage | undefined =>
  page.length >= META_OFFSETS.end &&
  page.readUInt32LE(META_OFFSETS.magic) === MAGIC &&
  page.readUInt32LE(META_OFFSETS.version) === DATA_VERSION
    ? {
        pageSize: page.readUInt32LE(META_OFFSETS.pageSize),
        lastPage: Number(page.readBigUInt64LE(META_OFFSETS.lastPage)),
        transaction: Number(page.readBigUInt64LE(META_OFFSETS.transaction)),
        roots: [
          page.readBigUInt64LE(META_OFFSETS.free + DATABASE_OFFSETS.root),
          page.readBigUInt64LE(META_OFFSETS.main + DATABASE_OFFSETS.root),
        ],
      }
    : undefined;

export const isPageSize = (size: number): boolean =>
  size >= META_OFFSETS.end && size <= MAX_PAGE_BYTES && (size & (size - 1)) === 0;
