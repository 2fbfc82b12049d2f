import type { Clock } from '../contracts/clock';

/** How many bytes of lists are written in a pass of the event loop, to all clients together; one more at most. */
const MAX_LIST_BYTES_PER_PASS = 8 * 1024 * 1024;

/**
 * Bounds what is written of lists in a pass of the event loop. A kernel takes megabytes at once, and hundreds of
 * clients may ask at once for the same megabyte. Outputs beyond it write in the next pass, in the same sequence.
 */
export class WriteBudget {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether so many bytes may be written in this pass. If not, it calls back in the next. */
  tryReserve(bytes: number, again: () => void): boolean {
    if (this.#bytes === 0) this.#clock.setImmediate(() => this.#next());
    if (this.#bytes >= MAX_LIST_BYTES_PER_PASS) {
      this.#waiting.push(again);
      return false;
    }
    this.#bytes += bytes;
    return true;
  }

  #next(): void {
    this.#bytes = 0;
    for (const again of this.#waiting.splice(0)) again();
  }
}
