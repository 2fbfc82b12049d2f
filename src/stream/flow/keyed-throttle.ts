import type { Clock } from '../contracts/clock';

export interface KeyedThrottleOptions {
  /** Actions a second for one key in the long run; 0 is no limit. */
  readonly rate: number;
  /** Actions at once for one key after a silence; 0 is no limit. */
  readonly burst: number;
  readonly clock: Clock;
}

/**
 * Spreads what is done for a key, an address for one: beyond the burst each action gets a delay. A key is remembered
 * until its burst is whole again, however connections come and go.
 */
export class KeyedThrottle {
  readonly #options: KeyedThrottleOptions;
  /** Until when the turns of a key are taken, in ms of the clock's `elapsed`. */
  readonly #reservedUntil = new Map<string, number>();

  constructor(options: KeyedThrottleOptions) {
    this.#options = options;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#reservedUntil.size;
  }

  /** Takes the next turn of a key: in how many ms it is. No key, no limit. */
  reserveSlot(key: string | undefined): number {
    const { rate, burst, clock } = this.#options;
    if (rate === 0 || burst === 0 || key === undefined) return 0;
    const now = clock.elapsed();
    const turn = 1000 / rate;
    const until = Math.max(this.#reservedUntil.get(key) ?? now, now) + turn;
    this.#dropIdle(now);
    this.#reservedUntil.delete(key);
    this.#reservedUntil.set(key, until);
    return Math.max(0, until - now - burst * turn);
  }

  /** Returns an unused slot: the next clients need not wait for it. */
  releaseSlot(key: string | undefined): void {
    const until = key === undefined ? undefined : this.#reservedUntil.get(key);
    if (key !== undefined && until !== undefined)
      this.#reservedUntil.set(key, until - 1000 / this.#options.rate);
  }

  /** Drops those whose burst is whole again, from the one used longest ago; a few each time. */
  #dropIdle(now: number): void {
    let looks = 0;
    for (const [key, until] of this.#reservedUntil) {
      if (until <= now) this.#reservedUntil.delete(key);
      if (++looks === 4) return;
    }
  }
}
