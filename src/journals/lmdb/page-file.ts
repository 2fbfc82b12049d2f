import { closeSync, openSync, readSync } from 'node:fs';
import { isPageSize, META_BYTES, parseMetaPage, type MetaPage } from './meta-page';
import { PageError } from './page-walk';

/**
 * A database of LMDB's as a file that is read, and nothing else. It is not mapped; there is no lock, and no table of
 * readers. LMDB's own opening, also the one to read, writes to the table that it shares with the server.
 */
export class PageFile {
  readonly #file: number;
  readonly pageSize: number;

  private constructor(file: number) {
    this.#file = file;
    this.pageSize = this.#readMetaPage(0).pageSize;
    if (!isPageSize(this.pageSize)) throw new PageError(0, 'names a size that no page has');
  }

  static open(path: string): PageFile {
    const file = openSync(path, 'r');
    try {
      return new PageFile(file);
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  /** The result of the last transaction. They write the two meta pages in turn. */
  newest(): MetaPage {
    const [first, second] = [this.#readMetaPage(0), this.#readMetaPage(this.pageSize)];
    return second.transaction > first.transaction ? second : first;
  }

  /** The bytes of some pages in a row. */
  read(page: number, count: number): Buffer {
    const bytes = this.#read(page * this.pageSize, count * this.pageSize);
    if (bytes.length < count * this.pageSize) throw new PageError(page, 'is behind the end of the file');
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }

  #readMetaPage(position: number): MetaPage {
    const meta = parseMetaPage(this.#read(position, META_BYTES));
    if (!meta) throw new PageError(position === 0 ? 0 : 1, 'is no meta page');
    return meta;
  }

  #read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(this.#file, bytes, 0, length, position));
  }
}
