import { closeSync, openSync, readSync } from 'node:fs';
import { isPageSize, META_SIZE, readMeta, type Meta } from './meta-page';
import { PageDamage } from './page-walk';

/**
 * A database of LMDB's as a file that is read, and nothing else: it is not mapped, there is no lock, and no table of
 * readers. LMDB's own opening, also the one to read, writes to the table that it shares with the server.
 */
export class PageFile {
  readonly #file: number;
  readonly pageSize: number;

  private constructor(file: number) {
    this.#file = file;
    this.pageSize = this.#meta(0).pageSize;
    if (!isPageSize(this.pageSize)) throw new PageDamage(0, 'names a size that no page has');
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

  /** What the last transaction has left behind. They write the two meta pages in turn. */
  newest(): Meta {
    const [first, second] = [this.#meta(0), this.#meta(this.pageSize)];
    return second.transaction > first.transaction ? second : first;
  }

  /** The bytes of some pages in a row. */
  read(page: number, count: number): Buffer {
    const bytes = this.#read(page * this.pageSize, count * this.pageSize);
    if (bytes.length < count * this.pageSize) throw new PageDamage(page, 'is behind the end of the file');
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }

  #meta(position: number): Meta {
    const meta = readMeta(this.#read(position, META_SIZE));
    if (!meta) throw new PageDamage(position === 0 ? 0 : 1, 'is no meta page');
    return meta;
  }

  #read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(this.#file, bytes, 0, length, position));
  }
}
