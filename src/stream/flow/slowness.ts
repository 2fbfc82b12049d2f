/** For how long a reader may lag and take too little, in ms, before it has been slow for long. */
export const LONG = 10_000;
/** Taking so much of a tape makes up for that time. */
export const WORTH = 1 / 8;
/** No more than this is held against it, in ms: who takes bytes again counts again. */
const WORST = 60_000;
/** How much of it the time makes up for in which it does not lag, each ms. */
const EARNED = 0.5;
/** Who lags is looked at once a second: what is more than that, nobody had a chance to read (a process that stood still). */
const LOOK = 1000;

/** What a look at a reader finds. */
export interface Look {
  readonly now: number;
  /** Whether it lags. */
  readonly lags: boolean;
  /** What it has taken since it came, in tapes. */
  readonly taken: number;
}

/**
 * How long a reader has been slow: the time in which it lagged, less what it has taken meanwhile.
 *
 * Bytes make up for it, and not that it has caught up: who is skipped forward has caught up too, and kernels take bytes
 * in lumps. So who takes an eighth of the tape in ten seconds is never slow, however far behind it is.
 */
export class Slowness {
  #owed = 0;
  #at: number;
  #taken: number;

  constructor({ now, taken }: Look) {
    this.#at = now;
    this.#taken = taken;
  }

  /** Whether it has been slow for long. */
  look({ now, lags, taken }: Look): boolean {
    const passed = now - this.#at;
    const spent = lags ? Math.min(passed, LOOK) : -passed * EARNED;
    const paid = ((taken - this.#taken) / WORTH) * LONG;
    this.#owed = Math.min(WORST, Math.max(0, this.#owed + spent - paid));
    this.#at = now;
    this.#taken = taken;
    return this.#owed > LONG;
  }
}
