import { clientNetwork } from '../../chat';
import type { Clock } from '../../stream';
import { COMMAND_LOG_EVENTS, type OutgoingRecord } from './command-log';

export interface LogRateLimiterOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'setTimeout'>;
  /** Takes the records that are written. */
  readonly write: (record: OutgoingRecord) => void;
}

/** Lines at once, and a second in the long run: of one kind from one address, and of all kinds from all together. */
const LIMIT_PER_KEY = { burst: 20, rate: 1 } as const;
const TOTAL_LIMIT = { burst: 1000, rate: 20 } as const;

/** How many addresses and kinds are remembered; of those that are forgotten the limit for all still holds. */
const MAX_TRACKED_KEYS = 10_000;

/** How often it is told what was left out, in ms. */
const SUMMARY_INTERVAL_MS = 60_000;
const SUMMARY_EVENT = 'log-records-suppressed';

/** How much of a text of a client is written, in characters; a record counts once more for each 256 of them. */
const MAX_TEXT_CHARS = 1024;
const CHARS_PER_TOKEN = 256;

interface DroppedRecords {
  count: number;
  /** The record that was left out last: where to look first. */
  last: OutgoingRecord;
  readonly kinds: Map<string, number>;
}

/** Records about one client: a client that connects and leaves fast makes many of them. */
const isAboutClient = ({ level, remote, action }: OutgoingRecord): boolean =>
  level !== 'error' && action === undefined && remote !== undefined;

const truncated = (record: OutgoingRecord): OutgoingRecord =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && value.length > MAX_TEXT_CHARS
        ? `${value.slice(0, MAX_TEXT_CHARS)}…`
        : value,
    ]),
  ) as unknown as OutgoingRecord;

const costOf = (record: OutgoingRecord): number =>
  1 +
  Object.values(record).reduce<number>(
    (sum, value: unknown) =>
      sum + (typeof value === 'string' ? Math.floor(value.length / CHARS_PER_TOKEN) : 0),
    0,
  );

/**
 * Bounds what clients make the log grow by: an event of an address has a token bucket, and so have all together.
 * Omitted lines are counted and reported once per minute. Errors, and what operators do, are never left out.
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

  log(record: OutgoingRecord): void {
    if (!isAboutClient(record)) {
      this.#options.write(record);
      return;
    }
    const short = truncated(record);
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
    const { level, message } = COMMAND_LOG_EVENTS[SUMMARY_EVENT];
    const { remote } = last;
    this.#options.write({ event: SUMMARY_EVENT, level, message: `${message}: ${counts}`, count, remote });
  }

  #take(record: OutgoingRecord): boolean {
    const now = this.#options.clock.elapsed();
    const remote = String(record.remote);
    const key = `${clientNetwork(remote) ?? remote} ${record.event}`;
    const weight = costOf(record);
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

  #drop(record: OutgoingRecord): void {
    if (!this.#dropped) {
      this.#dropped = { count: 0, last: record, kinds: new Map() };
      this.#stop = this.#options.clock.setTimeout(() => this.flush(), SUMMARY_INTERVAL_MS);
    }
    const { kinds } = this.#dropped;
    this.#dropped.count++;
    this.#dropped.last = record;
    kinds.set(record.message, (kinds.get(record.message) ?? 0) + 1);
  }
}
