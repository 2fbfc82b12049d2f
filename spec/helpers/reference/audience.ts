import type { Guest } from './guest';
import type { Has } from './listen';

/** How long a server that mixes up the order waits for something to mix, in milliseconds. */
const WINDOW = 50;

interface Mixed {
  readonly from: string;
  readonly text: string;
}

/** Those who have entered, and how they are told. A fault of delivery is the same for all kinds of servers. */
export class Audience {
  readonly guests = new Set<Guest>();
  readonly #outsiders = new Set<Guest>();
  readonly #mixed = new Map<Guest, Mixed[]>();
  readonly #has: Has;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(has: Has) {
    this.#has = has;
  }

  /** One that may enter yet. */
  expect(guest: Guest): void {
    this.#outsiders.add(guest);
  }

  add(guest: Guest): void {
    this.#outsiders.delete(guest);
    this.guests.add(guest);
  }

  /** False if it was not here. */
  remove(guest: Guest): boolean {
    this.#outsiders.delete(guest);
    if (this.guests.delete(guest)) return true;
    return this.#has('tells a reset twice') && guest.name !== '';
  }

  named(name: string): Guest | undefined {
    return [...this.guests].find((guest) => guest.name === name);
  }

  /** Those whom a line from this one is for. */
  others(from: Guest): readonly Guest[] {
    const guests = [...this.guests].filter((guest) => guest !== from);
    const outsiders = this.#has('tells outsiders') ? [...this.#outsiders] : [];
    return [...guests.filter(({ room }) => room === from.room), ...outsiders];
  }

  /** Sends a message to those whom it is for. */
  say(from: Guest, write: (guest: Guest) => string): void {
    for (const guest of this.#hearers(from)) {
      if (this.#has('mixes up the order') && guest.name.startsWith('s')) this.#mix(guest, from, write(guest));
      else if (this.#has('waits for slow readers')) this.#queue(guest, write(guest));
      else guest.socket.write(write(guest));
    }
  }

  #hearers(from: Guest): readonly Guest[] {
    const all = [...this.guests];
    if (this.#has('has rooms that leak')) return all.filter((guest) => guest !== from);
    const others = this.others(from);
    if (this.#has('echoes to the sender')) return [...others, from];
    const crowd = all.filter(({ name }) => name.startsWith('u')).length;
    if (this.#has('loses one of many') && crowd >= 10) return others.slice(0, -1);
    if (this.#has('tells who came before'))
      return others.filter((guest) => all.indexOf(guest) < all.indexOf(from));
    return others;
  }

  /** Who is gone is passed over: thousands of writes that fail would keep this process busy for seconds. */
  #queue({ socket }: Guest, text: string): void {
    this.#writing = this.#writing.then(
      () =>
        new Promise<void>((resolve) => {
          if (socket.writable) socket.write(text, () => resolve());
          else resolve();
        }),
    );
  }

  /** Puts what several say in the order of their names. */
  #mix(guest: Guest, from: Guest, text: string): void {
    const waiting = this.#mixed.get(guest) ?? [];
    if (waiting.length === 0) setTimeout(() => this.#flush(guest), WINDOW);
    this.#mixed.set(guest, [...waiting, { from: from.name, text }]);
  }

  #flush(guest: Guest): void {
    const waiting = this.#mixed.get(guest) ?? [];
    this.#mixed.delete(guest);
    const mixed = waiting.toSorted((a, b) => a.from.localeCompare(b.from));
    guest.socket.write(mixed.map(({ text }) => text).join(''));
  }
}
