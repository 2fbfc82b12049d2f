import { connected, pour } from './dial';
import { loadLines } from './load-reader';
import { Member } from './member';
import type { ServerProcess } from './server-process';
import { until } from './wait';

const CLIENTS = 50;
const SENDERS = 10;

/** No two crowds have the same names, so that one is told from another in the server's log. */
let rounds = 0;

/** 50 clients in one room, 10 of which write numbered lines of 1,000 bytes. */
export class Storm {
  readonly members: readonly Member[];
  /** One that writes nothing. */
  readonly last: Member;
  /** Who sees everything, to compare with. */
  readonly control: Member;
  readonly #server: ServerProcess;
  /** Descriptors of the server before anybody joined. */
  readonly #before: number;
  readonly #senders: readonly Member[];
  /** When the last line came that was waited for. */
  lastAt = 0;
  #each = 0;
  #pouring: Promise<unknown> = Promise.resolve();

  private constructor(server: ServerProcess, before: number, members: readonly Member[]) {
    this.#server = server;
    this.#before = before;
    const [control, last] = [members[SENDERS], members.at(-1)];
    if (!control || !last) throw new Error('too few clients');
    [this.members, this.control, this.last] = [members, control, last];
    this.#senders = members.slice(0, SENDERS);
  }

  /** All enter; once it resolves, each has seen where the count begins. */
  static async gather(server: ServerProcess): Promise<Storm> {
    const round = rounds++;
    const letter = String.fromCharCode(0x61 + (round % 26));
    const { port, descriptors } = server;
    const members = Array.from(
      { length: CLIENTS },
      (_, i) => new Member(port, i < SENDERS ? `${letter}${i}` : `r${round}-${i}`),
    );
    await Promise.all(members.map(({ socket }) => connected(socket)));
    const storm = new Storm(server, descriptors, members);
    const welcomed = () => members.every(({ reader }) => reader.others > 0);
    if (!(await until(welcomed, 10_000))) throw new Error('the crowd is not let in');
    await storm.mark('a', ({ reader }) => reader.begun);
    members[0]?.reader.begin();
    return storm;
  }

  /** Somebody says where a count begins or ends; resolves once all the others that write nothing have heard it. */
  async mark(which: 'a' | 'b', heard: (member: Member) => boolean, who = this.members): Promise<boolean> {
    const marker = this.#senders[0];
    marker?.socket.write(`mark ${which}\n`);
    return until(() => who.every((member) => member === marker || heard(member)), 20_000);
  }

  /** The senders begin to write, each its part of so many lines. */
  pour(lines: number): void {
    this.#each = Math.floor(lines / SENDERS);
    this.#pouring = Promise.all(this.#senders.map(({ socket }) => pour(socket, loadLines(this.#each))));
  }

  /** How many lines of the load a member is to get: its own do not come back. */
  expected(member: Member): number {
    return this.#each * (SENDERS - (this.#senders.includes(member) ? 1 : 0));
  }

  /** Waits until all of these have all, or nothing has come for so many ms. */
  async haveAll(members: readonly Member[], patience: number): Promise<boolean> {
    const total = () => members.reduce((sum, { reader }) => sum + reader.got, 0);
    const done = () => members.every((member) => member.reader.got >= this.expected(member));
    const moved = (before: number) => () => done() || total() !== before;
    for (;;) {
      this.lastAt = performance.now();
      if (!(await until(moved(total()), patience))) return false;
      if (!done()) continue;
      this.lastAt = performance.now();
      return true;
    }
  }

  /** What these have not got as it was sent. */
  faultsOf(members: readonly Member[]): string[] {
    const faults = members.flatMap((member) => {
      const { got, gaps, disorder, notices } = member.reader;
      const expected = this.expected(member);
      if (got === expected && gaps === 0 && disorder === 0 && notices === 0) return [];
      return [
        `${member.name}: ${got} of ${expected} lines, ${disorder} out of order, ${notices} skip notices`,
      ];
    });
    return faults.length > 3 ? [...faults.slice(0, 3), `and ${faults.length - 3} clients more`] : faults;
  }

  /** Bytes that the senders have still to write. */
  get unsent(): number {
    return this.#senders.reduce((sum, { socket }) => sum + socket.writableLength, 0);
  }

  /** All are gone; resolves once the server has noticed. */
  async dismiss(): Promise<void> {
    for (const { socket } of this.members) socket.resetAndDestroy();
    await this.#pouring;
    await until(() => !(this.#server.descriptors > this.#before), 10_000);
  }
}
