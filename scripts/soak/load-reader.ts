/** Bytes of text a line of the load has; all its lines are equally long on the wire, so that they are cheap to check. */
export const SIZE = 1000;
const PREFIX = '[YYYY-MM-DD HH:MM:SS][s0]:'.length;
const LINE = PREFIX + SIZE + 1;
const DIGITS = 7;
const [NEWLINE, ZERO, BRACKET, LETTER_A] = [0x0a, 0x30, 0x5b, 0x61];
const AUTHOR = 21;

/** The numbered lines of a sender, in chunks of about 64 KiB. */
export function* loadLines(count: number): Generator<Buffer> {
  const text = (n: number) => `${String(n).padStart(DIGITS, '0')} `.padEnd(SIZE, 'x') + '\n';
  for (let from = 0; from < count; from += 64)
    yield Buffer.from(
      Array.from({ length: Math.min(64, count - from) }, (_, i) => text(from + i)).join(''),
      'latin1',
    );
}

/**
 * Reads what a client of a storm is sent: checks every line of the load for its order, and counts. A line `mark a` of
 * anybody begins the count, `mark b` ends it, so that two readers count the same stretch of the room.
 */
export class LoadReader {
  /** Lines of the load. */
  got = 0;
  /** Other lines that the whole room hears. */
  others = 0;
  /** Lines that its skip notices say it missed, and how many notices there were. */
  skipped = 0;
  notices = 0;
  /** Lines of the load that came twice or too late, and those that never came before their next. */
  disorder = 0;
  gaps = 0;
  begun = false;
  finished = false;
  /** Who it was told had left, with the reason. */
  readonly left: string[] = [];
  readonly #next = new Array<number>(10).fill(0);
  #rest = Buffer.alloc(0);

  take(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (;;) {
      const end = isLoad(bytes, at) ? at + LINE - 1 : bytes.indexOf(NEWLINE, at);
      if (end < 0) break;
      if (isLoad(bytes, at)) this.#loaded(bytes, at);
      else this.#other(bytes.toString('utf8', at, end));
      at = end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  /** The count begins here: what came before is a history. */
  begin(): void {
    this.begun = true;
    this.others = 0;
    this.got = 0;
    this.disorder = 0;
    this.gaps = 0;
    this.#next.fill(0);
  }

  #loaded(bytes: Buffer, at: number): void {
    const sender = (bytes[at + AUTHOR + 2] ?? 0) - ZERO;
    let number = 0;
    for (let i = 0; i < DIGITS; i++) number = number * 10 + (bytes[at + PREFIX + i] ?? 0) - ZERO;
    const next = this.#next[sender] ?? 0;
    if (number < next) this.disorder++;
    else this.gaps += number - next;
    this.#next[sender] = number + 1;
    this.got++;
  }

  #other(line: string): void {
    const skipped = /^\* (\d+) lines? skipped: you were reading too slowly$/.exec(line);
    if (line.endsWith(':mark a')) this.begin();
    else if (line.endsWith(':mark b')) this.finished = true;
    else if (this.finished) return;
    else if (skipped) {
      this.skipped += Number(skipped[1]);
      this.notices++;
    } else {
      this.others++;
      const left = /^(\S+) has left the chat(.*)$/.exec(line);
      if (left) this.left.push(`${left[1]}${left[2]}`);
    }
  }
}

/** Whether a whole line of the load stands here. */
const isLoad = (bytes: Buffer, at: number): boolean =>
  bytes[at + LINE - 1] === NEWLINE &&
  bytes[at] === BRACKET &&
  bytes[at + AUTHOR] === BRACKET &&
  (bytes[at + AUTHOR + 1] ?? 0) >= LETTER_A &&
  bytes[at + PREFIX - 1] === 0x3a;
