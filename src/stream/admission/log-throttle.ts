import type { Clock } from '../contracts/clock';
import type { LogLine } from '../contracts/log-record';

export interface LogThrottleOptions {
  readonly clock: Clock;
  readonly log: (line: LogLine) => void;
}

/** How often refused connections are logged at most, in ms: a flood of them is not to become a flood of lines. */
const LOG_INTERVAL_MS = 60_000;

/** Logs refused connections, once a minute at most for each cause, with how many were refused meanwhile. */
export class LogThrottle {
  readonly #options: LogThrottleOptions;
  readonly #causes = new Map<string, { at: number; silent: number }>();

  constructor(options: LogThrottleOptions) {
    this.#options = options;
  }

  log(line: LogLine & { readonly cause: string }): void {
    const { clock, log } = this.#options;
    const now = clock.elapsed();
    const last = this.#causes.get(line.cause);
    if (last && now - last.at < LOG_INTERVAL_MS) {
      last.silent++;
      return;
    }
    this.#causes.set(line.cause, { at: now, silent: 0 });
    log(
      last && last.silent > 0
        ? { ...line, message: `${line.message}, and ${last.silent} since the last line` }
        : line,
    );
  }
}
