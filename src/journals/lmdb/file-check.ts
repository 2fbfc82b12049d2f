import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isPageSize, META_BYTES, parseMetaPage, type MetaPage } from './meta-page';
import { hasAllPages } from './page-walk';

const readAt = (file: number, position: number, length: number = META_BYTES): Buffer => {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
};

/** Whether a file that ends before its last page lacks one that is in use. */
const isTruncated = (file: number, size: number, { pageSize, roots }: MetaPage): boolean => {
  const readPage = (page: number) => readAt(file, page * pageSize, pageSize);
  return !hasAllPages({ pages: Math.floor(size / pageSize), readPage }, roots);
};

/** The kind of an LMDB file, checked without mapping it: a missing page would end the process. */
export type FileState = 'absent' | 'empty' | 'foreign' | 'short' | 'whole';

interface FileInspection {
  readonly state: FileState;
  /** The last transaction, if there is one. */
  readonly transaction?: number;
}

const inspectFile = (file: number): FileInspection => {
  const { size } = fstatSync(file);
  if (size === 0) return { state: 'empty' };
  const first = parseMetaPage(readAt(file, 0));
  if (!first || !isPageSize(first.pageSize)) return { state: 'foreign' };
  const second = parseMetaPage(readAt(file, first.pageSize));
  if (!second) return { state: 'short' };
  const newest = second.transaction > first.transaction ? second : first;
  const { transaction, lastPage, pageSize } = newest;
  const isWhole = size >= (lastPage + 1) * pageSize;
  const state =
    isWhole || !isTruncated(file, size, { ...newest, pageSize: first.pageSize }) ? 'whole' : 'short';
  return { state, transaction };
};

/** Looks at a file before LMDB does. `short`: it ends before the last page that it uses. */
export const checkLmdbFile = (path: string): FileState => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw error;
  }
  try {
    // Writes of a server reuse pages and misdirect the walk. It had looked itself before it wrote.
    const [found, again] = [inspectFile(file), inspectFile(file)];
    const isWritten = found.transaction !== again.transaction;
    return found.state === 'short' && isWritten ? 'whole' : found.state;
  } finally {
    closeSync(file);
  }
};
