import { Subject } from 'rxjs';
import { cleanText } from '../chat';
import { Refusals, systemClock, type LogLine } from '../stream';

/** What the operator is told of requests that are refused for what they say of where they come from, or go. */
const MESSAGES = {
  origin: 'a page from elsewhere was refused',
  host: 'a request for an unknown host was refused',
} as const;

/** How much of what they say the log shows, in characters: whoever asks may make it as long as headers go. */
const SHOWN = 200;

/** Tells of requests that are refused: each by a line for who debugs, and which is counted; for the operator one a minute. */
export class RefusedLog {
  readonly #log$ = new Subject<LogLine>();
  readonly log$ = this.#log$.asObservable();
  readonly #refusals = new Refusals({ clock: systemClock, log: (line) => this.#log$.next(line) });

  tell(cause: keyof typeof MESSAGES, remote: string, said = ''): void {
    const line = { remote, cause, [cause]: cleanText(said.slice(0, SHOWN)) };
    this.#log$.next({ ...line, level: 'debug', message: 'client refused' });
    this.#refusals.log({ ...line, level: 'warn', message: MESSAGES[cause] });
  }

  close(): void {
    this.#log$.complete();
  }
}
