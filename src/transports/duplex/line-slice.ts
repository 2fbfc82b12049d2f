/**
 * How split2 cuts its text: at the last newline alone. So it hands on all whole lines that it has as one text, one event
 * for each slice of a chunk, and keeps the rest.
 */
export const AT_LAST_NEWLINE = {
  [Symbol.split](text: string): string[] {
    const last = text.lastIndexOf('\n');
    return last < 0 ? [text] : [text.slice(0, last), text.slice(last + 1)];
  },
};

/** Whole lines, which are taken one by one. */
export class LineSlice<Line> {
  readonly #lines: readonly string[];
  readonly #read: ((line: string) => string | Line | undefined) | undefined;
  #next = 0;

  /** `read` makes a line of each text, or nothing; without it a line is its text. */
  constructor(text: string, read?: (line: string) => string | Line | undefined) {
    this.#lines = text.split('\n');
    this.#read = read;
  }

  get isEmpty(): boolean {
    return this.#next === this.#lines.length;
  }

  /** The next line; undefined where it is none. */
  take(): string | Line | undefined {
    const line = this.#lines[this.#next++];
    return line === undefined || !this.#read ? line : this.#read(line);
  }
}
