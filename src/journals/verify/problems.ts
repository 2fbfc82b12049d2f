import { cleanText } from '../../chat';

/** Why something of a store can't be read, in words. */
export const errorMessage = (error: unknown): string => (error as Error).message;

/** The problems of a store: the first lines, and their number. */
export class Problems {
  readonly #lines: string[] = [];
  readonly #most: number;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get count(): number {
    return this.#count;
  }

  /** The text may contain arbitrary bytes, and is shown on a terminal. */
  add(line: string): void {
    if (++this.#count <= this.#most) this.#lines.push(cleanText(line));
  }

  /** The result of `read`; undefined if it throws, which is a problem of the store. */
  attempt<T>(what: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.add(`${what} can't be read: ${errorMessage(error)}`);
      return undefined;
    }
  }
}
