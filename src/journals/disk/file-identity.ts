import { statSync } from 'node:fs';

/** How long what was found holds, in ms: it is asked before each transaction. */
const HOLDS = 1000;

const inodeAt = (path: string): string => {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : '';
};

/** Whether a file is still at its path: what is written to one that was moved or removed goes nowhere. */
export class Place {
  readonly #path: string;
  readonly #elapsed: () => number;
  readonly #inode: string;
  #lookedAt: number;

  constructor(path: string, elapsed = () => performance.now()) {
    this.#path = path;
    this.#elapsed = elapsed;
    this.#inode = inodeAt(path);
    this.#lookedAt = elapsed();
  }

  isKept(): boolean {
    if (this.#elapsed() - this.#lookedAt < HOLDS) return true;
    this.#lookedAt = this.#elapsed();
    return inodeAt(this.#path) === this.#inode;
  }
}
