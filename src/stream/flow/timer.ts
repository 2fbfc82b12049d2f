import type { Clock } from '../contracts/clock';

/** One timeout at a time: starting another one, or clearing it, cancels it. */
export class Timer {
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pending(): boolean {
    return this.#cancel !== undefined;
  }

  /** Runs `work` in `ms`. */
  start(ms: number, work: () => void): void {
    this.clear();
    this.#cancel = this.#clock.setTimeout(() => {
      this.#cancel = undefined;
      work();
    }, ms);
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
