/** Where a reader comes from; undefined within this machine. */
type Address = string | undefined;

/** As how many readers one address counts, at most. */
export const MAX_READERS_PER_ADDRESS = 8;

/**
 * The weights of the readers of a room in its median, by address.
 *
 * An address counts as eight readers at most, and as no more than all the others together: so none is a majority by
 * itself. Its readers share that. Where all come from one address (loopback, a proxy), each of them counts as one.
 *
 * Those without an address (unix sockets, streams of a program) count as one address: they cannot be distinguished.
 * A join or a leave costs the same, however many readers there are.
 */
export class MedianWeights {
  readonly #counts = new Map<Address, number>();
  /** The weight of all addresses together, without the limit for a dominant one. */
  #sum = 0;
  /** The one that is held to that, if there is one: no two can weigh more than half. */
  #dominantAddress: readonly [address: Address, weight: number] | undefined;

  /** Whether all come from one address. */
  get alone(): boolean {
    return this.#counts.size < 2;
  }

  /** The weight of all readers together. */
  get total(): number {
    if (this.#dominantAddress) return 2 * this.#dominantAddress[1];
    if (!this.alone) return this.#sum;
    const [count = 0] = this.#counts.values();
    return count;
  }

  add(address: Address): void {
    this.#set(address, this.#count(address) + 1);
  }

  remove(address: Address): void {
    this.#set(address, this.#count(address) - 1);
  }

  /** The weight of one reader of an address. */
  weightOf(address: Address): number {
    if (this.alone) return 1;
    const count = this.#count(address);
    return (
      (this.#dominantAddress?.[0] === address && this.#dominantAddress
        ? this.#dominantAddress[1]
        : cappedWeight(count)) / Math.max(count, 1)
    );
  }

  #count(address: Address): number {
    return this.#counts.get(address) ?? 0;
  }

  #set(address: Address, count: number): void {
    this.#sum += cappedWeight(count) - cappedWeight(this.#count(address));
    if (count > 0) this.#counts.set(address, count);
    else this.#counts.delete(address);
    this.#dominantAddress = this.#findDominantAddress();
  }

  /** No address weighs more than half of as much as two can weigh: then there is no need to look. */
  #findDominantAddress(): readonly [Address, number] | undefined {
    if (this.alone || this.#sum >= 2 * MAX_READERS_PER_ADDRESS) return undefined;
    for (const [address, count] of this.#counts)
      if (2 * cappedWeight(count) > this.#sum) return [address, this.#sum - cappedWeight(count)];
    return undefined;
  }
}

const cappedWeight = (count: number): number => Math.max(0, Math.min(count, MAX_READERS_PER_ADDRESS));
