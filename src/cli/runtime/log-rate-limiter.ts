import { clientNetwork } from '../../chat';
import type { Clock, LogLine } from '../../stream';

export interface LogRateLimiterOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'setTimeout'>;
  /** Takes the lines that are written. */
  readonly write: (line: LogLine) => void;
}

/** Lines at once, and a second in the long run: of one kind from one address, and of all kinds from all together. */
const LIMIT_PER_KEY = { burst: 20, rate: 1 } as const;
const TOTAL_LIMIT = { burst: 1000, rate: 20 } as const;

/** How many addresses and kinds are remembered; of those that are forgotten the bound for all still holds. */
const MAX_TRACKED_KEYS = 10_000;

/** How often it is told what was left out, in ms. */
const SUMMARY_INTERVAL_MS = 60_000;

/** How much of a text of a client is written, in characters; a line counts once more for each 256 of them. */
const MAX_TEXT_CHARS = 1024;
const CHARS_PER_TOKEN = 256;

interface DroppedRecords {
  count: number;
  /** The line that was left out last: where to look first. */
  last: LogLine;
  readonly kinds: Map<string, number>;
}

/** Who comes and goes fast makes lines fast: these are about one client, and were meant for who looks, not for a disk. */
const isAboutClient = ({ level, remote, action }: LogLine): boolean =>
  level !== 'error' && action === undefined && remote !== undefined;

const truncated = (line: LogLine): LogLine =>
  Object.fromEntries(
    Object.entries(line).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && value.length > MAX_TEXT_CHARS
        ? `${value.slice(0, MAX_TEXT_CHARS)}…`
        : value,
    ]),
  ) as unknown as LogLine;

const costOf = (line: LogLine): number =>
  1 +
  Object.values(line).reduce<number>(
    (sum, value: unknown) =>
      sum + (typeof value === 'string' ? Math.floor(value.length / CHARS_PER_TOKEN) : 0),
    0,
  );

/**
 * Bounds what clients make the log grow by: a kind of line from an address has a token bucket, and so have all together.
 * What is left out is counted, and told once a minute. Errors, and what operators do, are never left out.
 */
export class LogRateLimiter {
  readonly #options: LogRateLimiterOptions;
  /** Until when the tokens of an address and a kind are taken, in ms of the clock's `elapsed`, the oldest first. */
  readonly #taken = new Map<string, number>();
  #allTaken = 0;
  #dropped: DroppedRecords | undefined;
  #stop: () => void = () => undefined;

  constructor(options: LogRateLimiterOptions) {
    this.#options = options;
  }

  /** How many addresses and kinds are remembered. */
  get size(): number {
    return this.#taken.size;
  }

  log(line: LogLine): void {
    if (!isAboutClient(line)) {
      this.#options.write(line);
      return;
    }
    const short = truncated(line);
    if (this.#take(short)) this.#options.write(short);
    else this.#drop(short);
  }

  /** Tells what was left out so far. */
  flush(): void {
    this.#stop();
    if (!this.#dropped) return;
    const { count, last, kinds } = this.#dropped;
    this.#dropped = undefined;
    const counts = [...kinds].map(([kind, times]) => `${times} ${kind}`).join(', ');
    const { remote = '' } = last;
    this.#options.write({ level: 'warn', message: `log lines left out: ${counts}`, count, remote });
  }

  #take(line: LogLine): boolean {
    const now = this.#options.clock.elapsed();
    const { remote = '', message } = line;
    const key = `${clientNetwork(remote) ?? remote} ${message}`;
    const weight = costOf(line);
    const one = Math.max(this.#taken.get(key) ?? now, now) + (weight * 1000) / LIMIT_PER_KEY.rate;
    const all = Math.max(this.#allTaken, now) + (weight * 1000) / TOTAL_LIMIT.rate;
    if (
      one - now > (LIMIT_PER_KEY.burst * 1000) / LIMIT_PER_KEY.rate ||
      all - now > (TOTAL_LIMIT.burst * 1000) / TOTAL_LIMIT.rate
    )
      return false;
    this.#taken.delete(key);
    this.#taken.set(key, one);
    this.#allTaken = all;
    this.#evict(now);
    return true;
  }

  /** Drops a few of those whose bucket is full again, and the oldest where there are too many. */
  #evict(now: number): void {
    let looks = 0;
    for (const [key, until] of this.#taken) {
      if (until <= now || this.#taken.size > MAX_TRACKED_KEYS) this.#taken.delete(key);
      if (++looks === 4) return;
    }
  }

  #drop(line: LogLine): void {
    if (!this.#dropped) {
      this.#dropped = { count: 0, last: line, kinds: new Map() };
      this.#stop = this.#options.clock.setTimeout(() => this.flush(), SUMMARY_INTERVAL_MS);
    }
    const { kinds } = this.#dropped;
    this.#dropped.count++;
    this.#dropped.last = line;
    kinds.set(line.message, (kinds.get(line.message) ?? 0) + 1);
  }
}
