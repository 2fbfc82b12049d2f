import { statfsSync } from 'node:fs';

/** What a transaction may take beside its values, in bytes: the pages on the way to them, and those that are free lists. */
const MARGIN = 512 * 1024;
/** How long what was found holds, in ms: others write to the disk too. */
const HOLDS = 1000;

/**
 * Whether the disk has room for what is to be written. LMDB is not to find out by itself: as a write fails it composes a
 * text that is longer than the memory it has for it (mdb_page_flush of 3.5), and the process may abort before it has told
 * anybody.
 */
export class FreeSpace {
  readonly #folder: string;
  readonly #margin: number;
  #left = 0;
  #lookedAt = -Infinity;

  /** `margin` is what stays free, in bytes. */
  constructor(folder: string, margin = MARGIN) {
    this.#folder = folder;
    this.#margin = margin;
  }

  /** Takes that it will be written. A value takes whole pages, and may be there twice. */
  has(bytes: number): boolean {
    return this.hasPages(2 * bytes);
  }

  /** The same of bytes that are whole pages already. */
  hasPages(bytes: number): boolean {
    if (this.#left < bytes + this.#margin || performance.now() - this.#lookedAt > HOLDS) this.#look();
    this.#left -= bytes;
    return this.#left >= this.#margin;
  }

  #look(): void {
    const { bavail, bsize } = statfsSync(this.#folder);
    this.#left = bavail * bsize;
    this.#lookedAt = performance.now();
  }
}
