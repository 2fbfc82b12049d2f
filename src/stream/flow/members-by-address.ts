/**
 * Members by the address that they came from, and which address has most of them. That is found at once: as one comes
 * or goes, the maximum changes by one at most.
 */
export class MembersByAddress<Member> {
  /** The members of each address, in the order in which they came. */
  readonly #members = new Map<string, Set<Member>>();
  /** The addresses that have so many. */
  readonly #counts: Set<string>[] = [];
  #largest = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(address: string, member: Member): void {
    const members = this.#members.get(address) ?? new Set();
    if (members.has(member)) return;
    this.#members.set(address, members);
    members.add(member);
    this.#size++;
    this.#move(address, members.size - 1, members.size);
  }

  remove(address: string, member: Member): void {
    const members = this.#members.get(address);
    if (!members?.delete(member)) return;
    if (members.size === 0) this.#members.delete(address);
    this.#size--;
    this.#move(address, members.size + 1, members.size);
  }

  /** The member that came first, where all are from one address. */
  oldestOfSoleAddress(): Member | undefined {
    if (this.#members.size !== 1) return undefined;
    const [members = []] = this.#members.values();
    const [oldest] = members;
    return oldest;
  }

  /** The member that came first from the address that has most; of several such from any of them. */
  oldestOfMost(): Member | undefined {
    const [most] = this.#counts[this.#largest] ?? [];
    const [oldest] = (most === undefined ? undefined : this.#members.get(most)) ?? [];
    return oldest;
  }

  /** The member that came last from the address that has most; of several such from `address`, if it is one of them. */
  newestOfLargestAddress(address: string): Member | undefined {
    const crowded = this.#counts[this.#largest];
    const [first] = crowded ?? [];
    const most = crowded?.has(address) ? address : first;
    return most === undefined ? undefined : [...(this.#members.get(most) ?? [])].at(-1);
  }

  *[Symbol.iterator](): Generator<Member> {
    for (const members of this.#members.values()) yield* members;
  }

  #move(address: string, from: number, to: number): void {
    this.#counts[from]?.delete(address);
    if (to > 0) (this.#counts[to] ??= new Set()).add(address);
    this.#largest = to > this.#largest ? to : this.#largest;
    if (this.#counts[this.#largest]?.size === 0) this.#largest--;
  }
}
