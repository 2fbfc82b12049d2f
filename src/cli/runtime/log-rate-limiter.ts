import { addressOf } from '../../chat';
import type { Clock, LogLine } from '../../stream';

export interface LogLimitOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'setTimeout'>;
  /** Takes the lines that are written. */
  readonly write: (line: LogLine) => void;
}

/** Lines at once, and a second in the long run: of one kind from one address, and of all kinds from all together. */
const ONE = { burst: 20, rate: 1 } as const;
const ALL = { burst: 1000, rate: 20 } as const;

/** How many addresses and kinds are remembered; of those that are forgotten the bound for all still holds. */
const REMEMBERED = 10_000;

/** How often it is told what was left out, in ms. */
const PAUSE = 60_000;

/** How much of a text of a client is written, in characters; a line counts once more for each 256 of them. */
const LONGEST = 1024;
const WEIGHS = 256;

interface LeftOut {
  count: number;
  /** The line that was left out last: where to look first. */
  last: LogLine;
  readonly kinds: Map<string, number>;
}

/** Who comes and goes fast makes lines fast: these are about one client, and were meant for who looks, not for a disk. */
const isOfClient = ({ level, remote, action }: LogLine): boolean =>
  level !== 'error' && action === undefined && remote !== undefined;

const shortened = (line: LogLine): LogLine =>
  Object.fromEntries(
    Object.entries(line).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value,
    ]),
  ) as unknown as LogLine;

const weightOf = (line: LogLine): number =>
  1 +
  Object.values(line).reduce<number>(
    (sum, value: unknown) => sum + (typeof value === 'string' ? Math.floor(value.length / WEIGHS) : 0),
    0,
  );

/**
 * Bounds what clients make the log grow by: a kind of line from an address has a token bucket, and so have all together.
 * What is left out is counted, and told once a minute. Errors, and what operators do, are never left out.
 */
export class LogLimit {
  readonly #options: LogLimitOptions;
  /** Until when the tokens of an address and a kind are taken, in ms of the clock's `elapsed`, the oldest first. */
  readonly #taken = new Map<string, number>();
  #allTaken = 0;
  #leftOut: LeftOut | undefined;
  #stop: () => void = () => undefined;

  constructor(options: LogLimitOptions) {
    this.#options = options;
  }

  /** How many addresses and kinds are remembered. */
  get size(): number {
    return this.#taken.size;
  }

  tell(line: LogLine): void {
    if (!isOfClient(line)) {
      this.#options.write(line);
      return;
    }
    const short = shortened(line);
    if (this.#take(short)) this.#options.write(short);
    else this.#leaveOut(short);
  }

  /** Tells what was left out so far. */
  flush(): void {
    this.#stop();
    if (!this.#leftOut) return;
    const { count, last, kinds } = this.#leftOut;
    this.#leftOut = undefined;
    const counts = [...kinds].map(([kind, times]) => `${times} ${kind}`).join(', ');
    const { remote = '' } = last;
    this.#options.write({ level: 'warn', message: `log lines left out: ${counts}`, count, remote });
  }

  #take(line: LogLine): boolean {
    const now = this.#options.clock.elapsed();
    const { remote = '', message } = line;
    const key = `${addressOf(remote) ?? remote} ${message}`;
    const weight = weightOf(line);
    const one = Math.max(this.#taken.get(key) ?? now, now) + (weight * 1000) / ONE.rate;
    const all = Math.max(this.#allTaken, now) + (weight * 1000) / ALL.rate;
    if (one - now > (ONE.burst * 1000) / ONE.rate || all - now > (ALL.burst * 1000) / ALL.rate) return false;
    this.#taken.delete(key);
    this.#taken.set(key, one);
    this.#allTaken = all;
    this.#forget(now);
    return true;
  }

  /** Drops a few of those whose bucket is full again, and the oldest where there are too many. */
  #forget(now: number): void {
    let looks = 0;
    for (const [key, until] of this.#taken) {
      if (until <= now || this.#taken.size > REMEMBERED) this.#taken.delete(key);
      if (++looks === 4) return;
    }
  }

  #leaveOut(line: LogLine): void {
    if (!this.#leftOut) {
      this.#leftOut = { count: 0, last: line, kinds: new Map() };
      this.#stop = this.#options.clock.setTimeout(() => this.flush(), PAUSE);
    }
    const { kinds } = this.#leftOut;
    this.#leftOut.count++;
    this.#leftOut.last = line;
    kinds.set(line.message, (kinds.get(line.message) ?? 0) + 1);
  }
}
