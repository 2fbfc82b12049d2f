/** For how long a reader may lag and take too little, in ms, before it has been slow for long. */
export const SLOW_AFTER_MS = 10_000;
/** Taking so much of a tape makes up for that time. */
export const TAPE_SHARE_CREDIT = 1 / 8;
/** The maximum debt, in ms: a reader that accepts bytes again counts again. */
const MAX_DEBT_MS = 60_000;
/** How much of it the time makes up for in which it does not lag, each ms. */
const CREDIT_PER_MS = 0.5;
/** Lagging readers are checked once per second: in a longer interval the process stood still, and no client could read. */
const MAX_SAMPLE_MS = 1000;

/** A reader at one moment. */
export interface SlownessSample {
  /** The time, by `Clock.elapsed`. */
  readonly at: number;
  /** Whether the reader lags. */
  readonly isLagging: boolean;
  /** Tapes that the reader has taken since it came. */
  readonly taken: number;
}

/**
 * How long a reader has been slow: the time in which it lagged, less what it has taken meanwhile.
 *
 * Bytes make up for it, and not that it has caught up. A reader that skips to the newest line has caught up too, and
 * kernels take bytes in lumps. So a reader that takes an eighth of the tape in ten seconds is never slow, however far
 * behind it is.
 */
export class SlownessMeter {
  #debtMs = 0;
  #at: number;
  #taken: number;

  constructor({ at, taken }: SlownessSample) {
    this.#at = at;
    this.#taken = taken;
  }

  /** Whether it has been slow for long. */
  sample({ at, isLagging, taken }: SlownessSample): boolean {
    const passed = at - this.#at;
    const spent = isLagging ? Math.min(passed, MAX_SAMPLE_MS) : -passed * CREDIT_PER_MS;
    const paid = ((taken - this.#taken) / TAPE_SHARE_CREDIT) * SLOW_AFTER_MS;
    this.#debtMs = Math.min(MAX_DEBT_MS, Math.max(0, this.#debtMs + spent - paid));
    this.#at = at;
    this.#taken = taken;
    return this.#debtMs > SLOW_AFTER_MS;
  }
}
