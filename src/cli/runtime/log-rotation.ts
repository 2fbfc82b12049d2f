import { openLogFile, type LogFile } from './log-file';
import type { LogCommandEvent } from './command-log';
import type { LogDestination } from './log-destination';

/** How often one looks whether the log file is still at its path, in ms. */
const PATH_CHECK_MS = 10_000;

/** Keeps the log where its path leads. */
export class LogRotation {
  readonly #path: string;
  readonly #destination: LogDestination;
  readonly #event: LogCommandEvent;
  #file: LogFile;
  #isDetached = false;
  #closed = false;
  #checking: NodeJS.Timeout | undefined;

  constructor(
    path: string,
    file: LogFile,
    to: { readonly sink: LogDestination; readonly event: LogCommandEvent },
  ) {
    this.#path = path;
    this.#file = file;
    this.#destination = to.sink;
    this.#event = to.event;
  }

  /** Opens the file again when it was moved or removed: what is written to that goes nowhere. Until `close`. */
  watch(every = PATH_CHECK_MS): void {
    const again = () => !this.#closed && this.watch(every);
    this.#checking = setTimeout(() => void this.check().then(again), every).unref();
  }

  async check(): Promise<void> {
    if (await this.#file.isAtPath()) return;
    const error = await this.#open();
    if (error === undefined) this.#event('log-file-moved');
    else if (!this.#isDetached) this.#event('log-file-reopen-failed', { error });
    this.#isDetached = error !== undefined;
  }

  /** Opens the file again: what was moved away stays as it is. */
  async reopen(): Promise<void> {
    const error = await this.#open();
    if (error === undefined) this.#event('log-file-reopened');
    else this.#event('log-file-reopen-failed', { error });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#checking);
  }

  /** Resolves with why it could not be opened. */
  async #open(): Promise<unknown> {
    try {
      this.#file = await openLogFile(this.#path);
      this.#destination.replace(this.#file.descriptor);
      return undefined;
    } catch (error) {
      return error;
    }
  }
}
