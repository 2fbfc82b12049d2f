import { Subject } from 'rxjs';
import { cleanText } from '../chat';
import { LogThrottle, systemClock, type LogLine, type RequestRejection } from '../stream';

/** What the operator is told of requests that are refused for what they say of where they come from, or go. */
const MESSAGES = {
  origin: 'cross-origin WebSocket rejected',
  host: 'request for an unknown host rejected',
} as const satisfies Record<RequestRejection, string>;

/** How much of what they say the log shows, in characters: whoever asks may make it as long as headers go. */
const MAX_LOGGED_CHARS = 200;

/** Tells of requests that are refused: each by a line for who debugs; for the operator one a minute. */
export class RejectionLog {
  readonly #onRefused: (reason: RequestRejection) => void;
  readonly #log$ = new Subject<LogLine>();
  readonly log$ = this.#log$.asObservable();
  readonly #refusals = new LogThrottle({ clock: systemClock, log: (line) => this.#log$.next(line) });

  /** Gives each of them to `onRefused` too, for the metrics. */
  constructor(onRefused: (reason: RequestRejection) => void) {
    this.#onRefused = onRefused;
  }

  log(cause: RequestRejection, remote: string, said = ''): void {
    this.#onRefused(cause);
    const line = { remote, cause, [cause]: cleanText(said.slice(0, MAX_LOGGED_CHARS)) };
    this.#log$.next({ ...line, level: 'debug', message: 'request rejected' });
    this.#refusals.log({ ...line, level: 'warn', message: MESSAGES[cause] });
  }

  close(): void {
    this.#log$.complete();
  }
}
