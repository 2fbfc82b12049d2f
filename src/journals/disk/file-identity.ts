import { statSync } from 'node:fs';

/** How long what was found holds, in ms: it is asked before each transaction. */
const CACHE_TTL_MS = 1000;

const inodeAt = (path: string): string => {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : '';
};

/** Whether a file is still at its path: what is written to one that was moved or removed goes nowhere. */
export class FileIdentity {
  readonly #path: string;
  readonly #elapsed: () => number;
  readonly #inode: string;
  #checkedAt: number;

  constructor(path: string, elapsed = () => performance.now()) {
    this.#path = path;
    this.#elapsed = elapsed;
    this.#inode = inodeAt(path);
    this.#checkedAt = elapsed();
  }

  isUnchanged(): boolean {
    if (this.#elapsed() - this.#checkedAt < CACHE_TTL_MS) return true;
    this.#checkedAt = this.#elapsed();
    return inodeAt(this.#path) === this.#inode;
  }
}
