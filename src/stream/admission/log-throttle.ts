import type { Clock } from '../contracts/clock';
import type { LogEvent, LogRecord } from '../contracts/log-record';

export interface LogThrottleOptions {
  readonly clock: Clock;
  readonly log: (record: LogRecord) => void;
}

/** How often an event is logged at most, in ms: a flood of rejected connections is not to become a flood of records. */
const LOG_INTERVAL_MS = 60_000;

/** Logs each event and code once a minute at most, with how many records were suppressed meanwhile. */
export class LogThrottle {
  readonly #options: LogThrottleOptions;
  readonly #logged = new Map<`${LogEvent} ${string}`, { at: number; suppressed: number }>();

  constructor(options: LogThrottleOptions) {
    this.#options = options;
  }

  /** Whether it was logged, and not counted only. */
  log(record: LogRecord): boolean {
    const { clock, log } = this.#options;
    const key = `${record.event} ${record.code ?? ''}` as const;
    const now = clock.elapsed();
    const last = this.#logged.get(key);
    if (last && now - last.at < LOG_INTERVAL_MS) {
      last.suppressed++;
      return false;
    }
    this.#logged.set(key, { at: now, suppressed: 0 });
    log(last && last.suppressed > 0 ? { ...record, suppressed: last.suppressed } : record);
    return true;
  }
}
