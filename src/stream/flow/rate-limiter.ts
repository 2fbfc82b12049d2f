import type { Clock } from '../contracts/clock';
import { Reason, type PauseControl } from './pause-control';

export interface RateLimiterOptions {
  /** Lines a second in the long run; 0 is no limit. */
  readonly rate: number;
  /** Lines at once after a silence; 0 is no limit. */
  readonly burst: number;
}

/** Holds a client that talks faster than its rate: a token bucket, asked after each of its lines. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #gate: PauseControl;
  readonly #clock: Clock;
  #tokens: number;
  #at: number;
  /** Until when it is held. */
  #until = 0;
  #cancel: (() => void) | undefined;

  constructor(options: RateLimiterOptions, gate: PauseControl, clock: Clock) {
    this.#options = options;
    this.#gate = gate;
    this.#clock = clock;
    this.#tokens = options.burst;
    this.#at = clock.elapsed();
  }

  /** A line has come, or what counts as so many, but for no more than a burst. */
  consume(lines = 1): void {
    const { rate, burst } = this.#options;
    if (rate === 0 || burst === 0 || lines === 0) return;
    this.#refill();
    this.#tokens -= Math.min(lines, burst);
    if (this.#tokens < 1 && !this.#cancel) this.hold(((1 - this.#tokens) * 1000) / rate);
  }

  /** Holds its client for so many ms, if it is not held for longer. */
  hold(ms: number): void {
    const until = this.#clock.elapsed() + ms;
    if (ms === 0 || until <= this.#until) return;
    this.close();
    this.#until = until;
    this.#gate.pause(Reason.rate);
    this.#cancel = this.#clock.setTimeout(() => {
      this.#cancel = undefined;
      this.#gate.resume(Reason.rate);
    }, ms);
  }

  /** Allows a burst from now on, and holds its client no longer. */
  refill(): void {
    this.#tokens = this.#options.burst;
    this.#until = 0;
    this.close();
    this.#gate.resume(Reason.rate);
  }

  #refill(): void {
    const { rate, burst } = this.#options;
    const now = this.#clock.elapsed();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) * rate) / 1000);
    this.#at = now;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
