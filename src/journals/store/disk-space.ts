import { statfsSync } from 'node:fs';

/** Bytes of a transaction beside its values: inner pages and free lists. */
const RESERVE_BYTES = 512 * 1024;
/** How long what was found holds, in ms: others write to the disk too. */
const CACHE_TTL_MS = 1000;

/**
 * Whether the disk has room for what is to be written. LMDB is not to find out by itself. As a write fails it composes
 * a text that is longer than the memory it has for it (mdb_page_flush of 3.5). The process may then abort before it has
 * reported the error.
 */
export class DiskSpace {
  readonly #folder: string;
  readonly #reserve: number;
  #left = 0;
  #measuredAt = -Infinity;

  /** `margin` is what stays free, in bytes. */
  constructor(folder: string, margin = RESERVE_BYTES) {
    this.#folder = folder;
    this.#reserve = margin;
  }

  /** Takes that it will be written. A value takes whole pages, and may be there twice. */
  tryReserve(bytes: number): boolean {
    return this.tryReservePages(2 * bytes);
  }

  /** The same of bytes that are whole pages already. */
  tryReservePages(bytes: number): boolean {
    if (this.#left < bytes + this.#reserve || performance.now() - this.#measuredAt > CACHE_TTL_MS)
      this.#measure();
    this.#left -= bytes;
    return this.#left >= this.#reserve;
  }

  #measure(): void {
    const { bavail, bsize } = statfsSync(this.#folder);
    this.#left = bavail * bsize;
    this.#measuredAt = performance.now();
  }
}
