import type { Clock } from './clock';

export interface JoinOptions {
  /** Joins a second from one address in the long run; 0 is no bound. */
  readonly joinRate: number;
  readonly clock: Clock;
}

/** Joins at once from one address after a silence. */
const BURST = 100;

/**
 * Spreads the joins of an address: who comes beyond the burst waits for its turn. An address is remembered until its
 * burst is whole again, however its connections come and go.
 */
export class Joins {
  readonly #options: JoinOptions;
  /** Until when the turns of an address are taken, in ms of the clock's `elapsed`. */
  readonly #taken = new Map<string, number>();

  constructor(options: JoinOptions) {
    this.#options = options;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#taken.size;
  }

  /** Takes the next turn of an address: in how many ms it is. */
  delay(address: string | undefined): number {
    const { joinRate, clock } = this.#options;
    if (joinRate === 0 || address === undefined) return 0;
    const now = clock.elapsed();
    const turn = 1000 / joinRate;
    const until = Math.max(this.#taken.get(address) ?? now, now) + turn;
    this.#forget(now);
    this.#taken.delete(address);
    this.#taken.set(address, until);
    return Math.max(0, until - now - BURST * turn);
  }

  /** Gives back a turn that will not be used: those who come next need not wait for it. */
  giveBack(address: string | undefined): void {
    const until = address === undefined ? undefined : this.#taken.get(address);
    if (address !== undefined && until !== undefined)
      this.#taken.set(address, until - 1000 / this.#options.joinRate);
  }

  /** Drops those whose burst is whole again, from the one who joined longest ago; a few each time. */
  #forget(now: number): void {
    let looks = 0;
    for (const [address, until] of this.#taken) {
      if (until <= now) this.#taken.delete(address);
      if (++looks === 4) return;
    }
  }
}
