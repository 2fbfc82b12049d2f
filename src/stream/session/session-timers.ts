import type { Clock } from '../contracts/clock';
import { Deadline } from '../flow/timer';

export interface TimeoutsOptions {
  /** How long a client may take to enter, in ms; 0 is for ever. */
  readonly nameTimeout: number;
  /** How long a client that is in may say nothing, in ms; 0 is for ever. */
  readonly idle: number;
  /** After how long somebody from an address may enter, in ms. */
  readonly joinDelay: (remote: string) => number;
  /** Somebody from an address who was to wait does not enter after all. */
  readonly joinForgone: (remote: string) => void;
  readonly clock: Clock;
}

/** The one thing that time does to a client next: its name is due, its turn to join comes, it has been idle. */
export class Timeouts {
  readonly #options: TimeoutsOptions;
  readonly #deadline: Deadline;
  #nameDue: number;
  #spokeAt = 0;
  /** Whose turn to join has not come yet. */
  #waiting: string | undefined;

  constructor(options: TimeoutsOptions) {
    this.#options = options;
    this.#deadline = new Deadline(options.clock);
    this.#nameDue = options.clock.elapsed() + options.nameTimeout;
  }

  /** Its client has said something. */
  spoke(): void {
    const { idle, clock } = this.#options;
    if (idle > 0) this.#spokeAt = clock.elapsed();
  }

  /** Calls back when its name is overdue. Bad names get no more time. */
  awaitName(overdue: (text: string) => void): void {
    const { nameTimeout, clock } = this.#options;
    if (nameTimeout === 0) return;
    const rest = Math.max(1, this.#nameDue - clock.elapsed());
    this.#deadline.set(rest, () => overdue(`no name within ${nameTimeout / 1000} s`));
  }

  /** Calls back at once, or when it is the turn of somebody from its address to join. That time is not its own. */
  awaitTurn(remote: string, join: () => void): void {
    const delay = this.#options.joinDelay(remote);
    this.#deadline.clear();
    this.#nameDue += delay;
    if (delay === 0) return join();
    this.#waiting = remote;
    this.#deadline.set(delay, () => {
      this.#waiting = undefined;
      join();
    });
  }

  /** Calls back when it has been idle. Looks when the time is up, which costs less than a new timer a line. */
  awaitWord(isHeld: () => boolean, idle: (text: string) => void): void {
    const { idle: most, clock } = this.#options;
    const wait = (ms: number): void =>
      this.#deadline.set(ms, () => {
        const rest = this.#spokeAt + most - clock.elapsed();
        if (rest > 0) return wait(rest);
        // Its next line may be waiting at the gate: that is no silence.
        if (isHeld()) return wait(most);
        idle(`idle for ${most / 1000} s`);
      });
    wait(most);
  }

  /** Nothing more is awaited. A turn to join that was not used goes to the next. */
  clear(): void {
    this.#deadline.clear();
    if (this.#waiting !== undefined) this.#options.joinForgone(this.#waiting);
    this.#waiting = undefined;
  }
}
