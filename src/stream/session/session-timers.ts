import type { Clock } from '../contracts/clock';
import { Timer } from '../flow/timer';

export interface SessionTimersOptions {
  /** How long a client may take to enter, in ms; 0 is for ever. */
  readonly nameTimeout: number;
  /** How long a client that is in may say nothing, in ms; 0 is for ever. */
  readonly idle: number;
  /** The delay before a client of an address may enter, in ms. */
  readonly reserveJoinSlot: (remote: string) => number;
  /** A waiting client of an address does not enter after all. */
  readonly releaseJoinSlot: (remote: string) => void;
  readonly clock: Clock;
}

/** The one thing that time does to a client next: its name is due, its turn to join comes, it has been idle. */
export class SessionTimers {
  readonly #options: SessionTimersOptions;
  readonly #timer: Timer;
  #nameTimeoutAt: number;
  #lastInputAt = 0;
  /** Sessions that wait for their join slot. */
  #waiting: string | undefined;

  constructor(options: SessionTimersOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock);
    this.#nameTimeoutAt = options.clock.elapsed() + options.nameTimeout;
  }

  /** Its client has said something. */
  touch(): void {
    const { idle, clock } = this.#options;
    if (idle > 0) this.#lastInputAt = clock.elapsed();
  }

  /** Calls back when its name is overdue. Bad names get no more time. */
  startNameTimeout(overdue: (text: string) => void): void {
    const { nameTimeout, clock } = this.#options;
    if (nameTimeout === 0) return;
    const rest = Math.max(0, this.#nameTimeoutAt - clock.elapsed());
    this.#timer.start(rest, () => overdue(`no name within ${nameTimeout / 1000} s`));
  }

  /** Calls back immediately, or when its address may join. That wait does not count as its own time. */
  waitForJoinSlot(remote: string, join: () => void): void {
    const delay = this.#options.reserveJoinSlot(remote);
    this.#timer.clear();
    this.#nameTimeoutAt += delay;
    if (delay === 0) return join();
    this.#waiting = remote;
    this.#timer.start(delay, () => {
      this.#waiting = undefined;
      join();
    });
  }

  /** Calls back when it has been idle. Looks when the time is up, which costs less than a new timer a line. */
  watchIdle(isHeld: () => boolean, idle: (text: string) => void): void {
    const { idle: most, clock } = this.#options;
    if (most === 0) return;
    const wait = (ms: number): void =>
      this.#timer.start(ms, () => {
        const rest = this.#lastInputAt + most - clock.elapsed();
        if (rest > 0) return wait(rest);
        // Its next line may be waiting at the gate: that is no silence.
        if (isHeld()) return wait(most);
        idle(`idle for ${most / 1000} s`);
      });
    wait(most);
  }

  /** Nothing more is awaited. A turn to join that was not used goes to the next. */
  clear(): void {
    this.#timer.clear();
    if (this.#waiting !== undefined) this.#options.releaseJoinSlot(this.#waiting);
    this.#waiting = undefined;
  }
}
