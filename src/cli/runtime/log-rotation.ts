import type { Logger } from 'pino';
import { openLogFile, type LogFile } from './log-file';
import type { LogSink } from './log-destination';

/** How often one looks whether the log file is still at its path, in ms. */
const LOOK = 10_000;

/** Keeps the log where its path leads. */
export class LogPlace {
  readonly #path: string;
  readonly #sink: LogSink;
  readonly #logger: Logger;
  #file: LogFile;
  #lost = false;
  #closed = false;
  #looking: NodeJS.Timeout | undefined;

  constructor(path: string, file: LogFile, to: { readonly sink: LogSink; readonly logger: Logger }) {
    this.#path = path;
    this.#file = file;
    this.#sink = to.sink;
    this.#logger = to.logger;
  }

  /** Opens the file anew when it was moved or removed: what is written to that goes nowhere. Until `close`. */
  watch(every = LOOK): void {
    const again = () => !this.#closed && this.watch(every);
    this.#looking = setTimeout(() => void this.look().then(again), every).unref();
  }

  async look(): Promise<void> {
    if (await this.#file.isAtPath()) return;
    const error = await this.#open();
    if (error === undefined) this.#logger.warn('the log file was moved or removed: opened anew');
    else if (!this.#lost) this.#logger.error({ err: error }, 'log file not reopened: the old one stays');
    this.#lost = error !== undefined;
  }

  /** Opens the file anew: what was moved away stays as it is. */
  async reopen(): Promise<void> {
    const error = await this.#open();
    if (error === undefined) this.#logger.info('log file reopened');
    else this.#logger.error({ err: error }, 'log file not reopened: the old one stays');
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#looking);
  }

  /** Resolves with why it could not be opened. */
  async #open(): Promise<unknown> {
    try {
      this.#file = await openLogFile(this.#path);
      this.#sink.replace(this.#file.descriptor);
      return undefined;
    } catch (error) {
      return error;
    }
  }
}
