import { StringDecoder } from 'node:string_decoder';
import { Failed } from './errors';
import { quote } from './quote';
import type { LineMatcher } from './line-matcher';

/** How much is held for one wait, in bytes and in lines: more than that is a flood. */
const MAX_INBOX_BYTES = 4 * 1024 * 1024;
const MAX_INBOX_LINES = 50_000;

/** How many of the last lines a report shows, and among how many they are looked for. */
const SHOWN_LINES = 3;
const TAIL_CHARS = 500;

/** Where a wait ended: the line that it was for, and those before it. */
export interface Found {
  readonly line: string;
  readonly skipped: readonly string[];
}

/** The received lines that a check has not read yet. Nothing more than the limit is held. */
export class Inbox {
  /** Bytes so far. */
  received = 0;
  /** Counts only, and holds nothing. */
  discard = false;
  /** The rest of a line after its prompt. */
  strip = (line: string): string => line;
  readonly #decoder = new StringDecoder('utf8');
  readonly #waiters = new Set<() => void>();
  readonly #whose: string;
  readonly #patience: number;
  readonly #isForeign: (line: string) => boolean;
  #unread = '';
  #held = 0;
  #closeReason = '';
  #ended = false;

  /**
   * `whose` stands before what came in a report. `patience` is how long a wait lasts, in milliseconds. A report leaves
   * out foreign lines.
   */
  constructor(whose: string, patience: number, isForeign: (line: string) => boolean) {
    this.#whose = whose;
    this.#patience = patience;
    this.#isForeign = isForeign;
  }

  /** All received text, also unfinished lines. */
  get unread(): string {
    return this.#unread;
  }

  /** Whether the server has ended the connection. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes what has come. False if it is too much. */
  take(chunk: Buffer): boolean {
    this.received += chunk.length;
    if (!this.discard) {
      this.#unread += this.#decoder.write(chunk);
      this.#held += chunk.length;
    }
    if (this.#held > MAX_INBOX_BYTES) this.close(`more than ${MAX_INBOX_BYTES / 1_048_576} MiB came`);
    else this.#look();
    return this.#closeReason === '';
  }

  /** Nothing more will come, by the server's doing or by ours. The first reason stays. */
  close(reason: string, byServer = false): void {
    if (this.#closeReason === '') this.#ended = byServer;
    this.#closeReason ||= reason;
    this.#look();
  }

  /** Forgets what is there. */
  clear(): void {
    this.#unread = '';
    this.#held = 0;
  }

  /** The next line that fits; it and those before it are read then. */
  async find(sight: LineMatcher): Promise<Found> {
    const skipped: string[] = [];
    const line = await this.until(sight.description, skipped, () => this.#next(sight, skipped));
    this.#held = this.#unread.length;
    return { line, skipped };
  }

  /** Resolves with the first result of `look`. Fails when patience is over, or nothing more can come. */
  until<T>(expected: string, passed: readonly string[], look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
        this.#waiters.delete(again);
        done();
      };
      const fail = (why: string) =>
        settle(() => reject(new Failed(`${this.#whose}: ${expected}`, this.#actual(passed, why))));
      const again = () => {
        const found = look();
        if (found !== undefined) settle(() => resolve(found));
        else if (this.#closeReason !== '') fail(this.#closeReason);
      };
      const late = () => fail(`nothing more within ${this.#patience / 1000} s`);
      // Reads pending input first: this process was late, not the server.
      const timer = setTimeout(() => setImmediate(() => setImmediate(late)), this.#patience);
      this.#waiters.add(again);
      again();
    });
  }

  /** Describes the received lines: the last ones, and the reason for their end. */
  #actual(passed: readonly string[], why: string): string {
    const lines = [...passed.slice(-TAIL_CHARS), ...this.#unread.split('\n', TAIL_CHARS)];
    const texts = lines.filter((text) => text !== '' && !this.#isForeign(text));
    const shown = texts.slice(-SHOWN_LINES).map(quote).join(', ');
    const more = texts.length > SHOWN_LINES ? '…, ' : '';
    return `${this.#whose}: ${shown === '' ? why.replace('nothing more', 'nothing') : `${more}${shown}, then ${why}`}`;
  }

  #next(sight: LineMatcher, passed: string[]): string | undefined {
    for (let end = this.#unread.indexOf('\n'); end >= 0; end = this.#unread.indexOf('\n')) {
      const line = this.strip(this.#unread.slice(0, end));
      this.#unread = this.#unread.slice(end + 1);
      if (sight.matches(line)) return line;
      if (passed.push(line) > MAX_INBOX_LINES) {
        this.#closeReason ||= `more than ${MAX_INBOX_LINES} lines came`;
        return undefined;
      }
    }
    return undefined;
  }

  #look(): void {
    [...this.#waiters].forEach((look) => look());
  }
}
