import { Subject } from 'rxjs';
import { cleanText } from '../chat';
import { Refusals, systemClock, type LogLine, type RequestRefusal } from '../stream';

/** What the operator is told of requests that are refused for what they say of where they come from, or go. */
const MESSAGES = {
  origin: 'a page from elsewhere was refused',
  host: 'a request for an unknown host was refused',
} as const satisfies Record<RequestRefusal, string>;

/** How much of what they say the log shows, in characters: whoever asks may make it as long as headers go. */
const SHOWN = 200;

/** Tells of requests that are refused: each by a line for who debugs; for the operator one a minute. */
export class RefusedLog {
  readonly #onRefused: (reason: RequestRefusal) => void;
  readonly #log$ = new Subject<LogLine>();
  readonly log$ = this.#log$.asObservable();
  readonly #refusals = new Refusals({ clock: systemClock, log: (line) => this.#log$.next(line) });

  /** Gives each of them to `onRefused` too, for the metrics. */
  constructor(onRefused: (reason: RequestRefusal) => void) {
    this.#onRefused = onRefused;
  }

  tell(cause: RequestRefusal, remote: string, said = ''): void {
    this.#onRefused(cause);
    const line = { remote, cause, [cause]: cleanText(said.slice(0, SHOWN)) };
    this.#log$.next({ ...line, level: 'debug', message: 'client refused' });
    this.#refusals.log({ ...line, level: 'warn', message: MESSAGES[cause] });
  }

  close(): void {
    this.#log$.complete();
  }
}
