import type { Clock } from '../contracts/clock';

/** One thing that will happen, unless something else is set, or it is cleared. */
export class Timer {
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pending(): boolean {
    return this.#cancel !== undefined;
  }

  /** In so many ms; 0 is never. */
  start(ms: number, work: () => void): void {
    this.clear();
    if (ms === 0) return;
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
