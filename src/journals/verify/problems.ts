import { cleanText } from '../../chat';

/** Why something of a store can't be read, in words. */
export const errorMessage = (error: unknown): string => (error as Error).message;

/** What is wrong with a store: the first so many lines of it, and how many there are. */
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

  /** What it says may be bytes that came from anywhere, and is shown on a terminal. */
  add(line: string): void {
    if (++this.#count <= this.#most) this.#lines.push(cleanText(line));
  }

  /** What `read` gives; undefined if it throws, and then that is a damage. */
  attempt<T>(what: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.add(`${what} can't be read: ${errorMessage(error)}`);
      return undefined;
    }
  }
}
