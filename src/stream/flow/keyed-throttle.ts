import type { Clock } from '../contracts/clock';

export interface ThrottleOptions {
  /** Actions a second for one key in the long run; 0 is no bound. */
  readonly rate: number;
  /** Actions at once for one key after a silence; 0 is no bound. */
  readonly burst: number;
  readonly clock: Clock;
}

/**
 * Spreads what is done for a key, an address for one: beyond the burst each action gets a delay. A key is remembered
 * until its burst is whole again, however connections come and go.
 */
export class Throttle {
  readonly #options: ThrottleOptions;
  /** Until when the turns of a key are taken, in ms of the clock's `elapsed`. */
  readonly #taken = new Map<string, number>();

  constructor(options: ThrottleOptions) {
    this.#options = options;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#taken.size;
  }

  /** Takes the next turn of a key: in how many ms it is. No key, no bound. */
  delay(key: string | undefined): number {
    const { rate, burst, clock } = this.#options;
    if (rate === 0 || burst === 0 || key === undefined) return 0;
    const now = clock.elapsed();
    const turn = 1000 / rate;
    const until = Math.max(this.#taken.get(key) ?? now, now) + turn;
    this.#forget(now);
    this.#taken.delete(key);
    this.#taken.set(key, until);
    return Math.max(0, until - now - burst * turn);
  }

  /** Gives back a turn that will not be used: those who come next need not wait for it. */
  giveBack(key: string | undefined): void {
    const until = key === undefined ? undefined : this.#taken.get(key);
    if (key !== undefined && until !== undefined) this.#taken.set(key, until - 1000 / this.#options.rate);
  }

  /** Drops those whose burst is whole again, from the one used longest ago; a few each time. */
  #forget(now: number): void {
    let looks = 0;
    for (const [key, until] of this.#taken) {
      if (until <= now) this.#taken.delete(key);
      if (++looks === 4) return;
    }
  }
}
