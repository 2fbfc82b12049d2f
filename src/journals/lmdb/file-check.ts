import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isPageSize, META_SIZE, readMeta, type Meta } from './meta-page';
import { hasAllPages } from './page-walk';

const readAt = (file: number, position: number, length: number = META_SIZE): Buffer => {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
};

/** Whether a file that ends before its last page lacks one that is in use. */
const isCut = (file: number, size: number, { pageSize, roots }: Meta): boolean => {
  const readPage = (page: number) => readAt(file, page * pageSize, pageSize);
  return !hasAllPages({ pages: Math.floor(size / pageSize), readPage }, roots);
};

/** What a file of LMDB's is, as far as can be told without mapping it: a page that is missing would end the process. */
export type FileState = 'absent' | 'empty' | 'foreign' | 'short' | 'whole';

interface Found {
  readonly state: FileState;
  /** The last transaction, if there is one. */
  readonly transaction?: number;
}

const look = (file: number): Found => {
  const { size } = fstatSync(file);
  if (size === 0) return { state: 'empty' };
  const first = readMeta(readAt(file, 0));
  if (!first || !isPageSize(first.pageSize)) return { state: 'foreign' };
  const second = readMeta(readAt(file, first.pageSize));
  if (!second) return { state: 'short' };
  const newest = second.transaction > first.transaction ? second : first;
  const { transaction, lastPage, pageSize } = newest;
  const isWhole = size >= (lastPage + 1) * pageSize;
  const state = isWhole || !isCut(file, size, { ...newest, pageSize: first.pageSize }) ? 'whole' : 'short';
  return { state, transaction };
};

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
    // What a server writes meanwhile uses pages again and leads the walk astray. It had looked itself before it wrote.
    const [found, again] = [look(file), look(file)];
    const isWritten = found.transaction !== again.transaction;
    return found.state === 'short' && isWritten ? 'whole' : found.state;
  } finally {
    closeSync(file);
  }
};
