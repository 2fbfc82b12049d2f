import { SERVER, type ChatState, type ClientCommand } from '../../chat';

export interface WallClockOptions {
  /** The wall clock, in ms since 1970: it may be wrong, and set while it runs. */
  readonly now: () => number;
  /** A clock that only measures, in ms: it is never set. */
  readonly elapsed: () => number;
  /** The state that the log continues from. @default a new log */
  readonly from?: ChatState;
  /** Takes the wall clock for right at the start, however far it is from the newest entry. @default false */
  readonly accept?: boolean;
}

/** A wall clock that is further from where it should be was set, in ms: NTP slews what is less. */
const CLOCK_STEP_MS = 1000;
/** A silence before the start that is longer may as well be a clock that is ahead, in ms. */
const MAX_TRUSTED_SILENCE_MS = 10 * 60_000;
/** For how long the wall clock must go without being set, until such a silence is certain, in ms. */
const DOUBT_TIMEOUT_MS = 60 * 60_000;

/** When something is ordered. */
export interface ClockReading {
  readonly at: number;
  /** Comes before it in the order: by how much the wall clock is ahead of the log's from here on. */
  readonly wasSet?: ClientCommand;
}

/**
 * Dates a log by the wall clock, and times it by one that is never set. The two drift apart as the wall clock is set.
 * An entry records by how much, so that every reduction of the log times it alike.
 *
 * While nothing ran only the wall clock tells how long that was. Durations end by that. Deletion by age is final. So
 * for it a silence of more than ten minutes counts only after the clock has run for an hour without being set. By then
 * NTP has mostly corrected it.
 */
export class WallClock {
  readonly #options: WallClockOptions;
  /** The log's own time, and what the other clock showed then. */
  #time = 0;
  #measured: number | undefined;
  #skew = 0;
  #doubt = 0;
  #steadySince = 0;
  /** The clock values of the log. */
  #known = { skew: 0, doubt: 0 };

  constructor(options: WallClockOptions) {
    this.#options = options;
  }

  /** The log's own time, in ms. */
  get time(): number {
    const { elapsed, now } = this.#options;
    if (this.#measured === undefined) this.#begin(now());
    return this.#time + elapsed() - (this.#measured ?? 0);
  }

  /** The same without the silence before the start that is not certain yet. */
  get certain(): number {
    return this.time - this.#doubt;
  }

  read(): ClockReading {
    const { now, elapsed } = this.#options;
    const at = now();
    if (this.#measured === undefined) this.#begin(at);
    const step = Math.round(at - this.time - this.#skew);
    if (Math.abs(step) > CLOCK_STEP_MS) this.#take(step);
    else if (this.#doubt > 0 && elapsed() - this.#steadySince >= DOUBT_TIMEOUT_MS) this.#doubt = 0;
    return this.#isKnown() ? { at } : { at, wasSet: this.#tell() };
  }

  #begin(now: number): void {
    const { from, elapsed, accept = false } = this.#options;
    this.#measured = this.#steadySince = elapsed();
    this.#time = now;
    if (!from || from.seq === 0) return;
    const { at, clock } = from;
    this.#known = { skew: clock.skew, doubt: clock.doubt };
    const silence = Math.max(0, now - at);
    this.#time = clock.time + silence;
    this.#doubt = accept ? 0 : clock.doubt + (silence > MAX_TRUSTED_SILENCE_MS ? silence : 0);
    const skew = Math.round(now - this.#time);
    this.#skew = Math.abs(skew - clock.skew) > CLOCK_STEP_MS ? skew : clock.skew;
  }

  /** The wall clock was set: what it takes back of a silence was none. */
  #take(step: number): void {
    this.#skew += step;
    this.#doubt = Math.max(0, this.#doubt + Math.min(0, step));
    this.#steadySince = this.#options.elapsed();
  }

  #isKnown(): boolean {
    return this.#known.skew === this.#skew && this.#known.doubt === this.#doubt;
  }

  #tell(): ClientCommand {
    this.#known = { skew: this.#skew, doubt: this.#doubt };
    return { client: SERVER, command: { kind: 'clock', ...this.#known } };
  }
}
