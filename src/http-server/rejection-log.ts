import { Subject } from 'rxjs';
import { cleanText } from '../chat';
import {
  LogThrottle,
  logRecord,
  systemClock,
  type LogEvent,
  type LogRecord,
  type RequestRejection,
} from '../stream';

/** The event of a request that is refused for what it says of where it comes from, or goes. */
const EVENTS = { origin: 'origin-rejected', host: 'host-rejected' } as const satisfies Record<
  RequestRejection,
  LogEvent
>;

/** How much of what a request says the log shows, in characters: a client may make it as long as headers go. */
const MAX_LOGGED_CHARS = 200;

/** Logs requests that are refused: one a minute of each event as a warning, the others for those who debug. */
export class RejectionLog {
  readonly #onRefused: (reason: RequestRejection) => void;
  readonly #log$ = new Subject<LogRecord>();
  readonly log$ = this.#log$.asObservable();
  readonly #throttle = new LogThrottle({ clock: systemClock, log: (record) => this.#log$.next(record) });

  /** Gives each of them to `onRefused` too, for the metrics. */
  constructor(onRefused: (reason: RequestRejection) => void) {
    this.#onRefused = onRefused;
  }

  log(cause: RequestRejection, remote: string, said = ''): void {
    this.#onRefused(cause);
    const fields = { remote, cause, [cause]: cleanText(said.slice(0, MAX_LOGGED_CHARS)) };
    const record = logRecord(EVENTS[cause], fields);
    if (!this.#throttle.log(record)) this.#log$.next({ ...record, level: 'debug' });
  }

  close(): void {
    this.#log$.complete();
  }
}
