import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DATABASE, hasAllPages } from './page-walk';

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

interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: number;
  /** The roots of the list of free pages, and of all else. */
  readonly roots: readonly bigint[];
}

const readMeta = (page: Buffer): Meta | undefined =>
  page.length >= META.end &&
  page.readUInt32LE(META.magic) === MAGIC &&
  page.readUInt32LE(META.version) === VERSION
    ? {
        pageSize: page.readUInt32LE(META.pageSize),
        lastPage: Number(page.readBigUInt64LE(META.lastPage)),
        transaction: Number(page.readBigUInt64LE(META.transaction)),
        roots: [META.free, META.main].map((at) => page.readBigUInt64LE(at + DATABASE.root)),
      }
    : undefined;

const readAt = (file: number, position: number, length: number = META.end): Buffer => {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
};

const isPageSize = (size: number): boolean =>
  size >= META.end && size <= LARGEST && (size & (size - 1)) === 0;

/** Whether a file that ends before its last page lacks one that is in use. */
const isCut = (file: number, size: number, { pageSize, roots }: Meta): boolean => {
  const readPage = (page: number) => readAt(file, page * pageSize, pageSize);
  return !hasAllPages({ pages: Math.floor(size / pageSize), readPage }, roots);
};

/** What a file of LMDB's is, as far as can be told without mapping it: a page that is missing would end the process. */
export type FileState = 'absent' | 'empty' | 'foreign' | 'short' | 'whole';

/** Looks at a file before LMDB does. `short`: it ends before the last page that it uses. */
export const checkFile = (path: string): FileState => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    if (size === 0) return 'empty';
    const first = readMeta(readAt(file, 0));
    if (!first || !isPageSize(first.pageSize)) return 'foreign';
    const second = readMeta(readAt(file, first.pageSize));
    if (!second) return 'short';
    const newest = second.transaction > first.transaction ? second : first;
    const isWhole = size >= (newest.lastPage + 1) * newest.pageSize;
    return isWhole || !isCut(file, size, { ...newest, pageSize: first.pageSize }) ? 'whole' : 'short';
  } finally {
    closeSync(file);
  }
};
