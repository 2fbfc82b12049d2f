import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Inbox, type Found } from './inbox';
import { Failed } from './errors';
import { quote } from './quote';
import type { LineMatcher } from './line-matcher';

/** The name of a client of a check, as in the report. */
export type Role = 'sender' | 'newcomer' | 'others';

/** Between two lines that a client types, in milliseconds: long enough for them to come in packets of their own. */
const TRICKLE_GAP_MS = 20;

/** Between two bytes of a line that comes in fragments, in milliseconds. */
const TRICKLE_BYTES = 3;

/** How long a server may take to close too, in milliseconds. */
const CLIENT_CLOSE_GRACE_MS = 500;

interface Identity {
  readonly role: Role;
  /** A name for it, which nobody else has. */
  readonly name: string;
  /** How long it waits for a thing, in milliseconds. */
  readonly patience: number;
  /** Whether a line is about others than the check that it is in: a report leaves that out. */
  readonly isForeign: (line: string) => boolean;
}

/** A client of the server that is judged: a person at a terminal, who also can do what terminals do not. */
export class Client {
  readonly role: Role;
  readonly name: string;
  readonly inbox: Inbox;
  readonly #socket: Socket;
  readonly #isForeign: (line: string) => boolean;
  #typing: Promise<unknown> = Promise.resolve();

  constructor({ role, name, patience, isForeign }: Identity, socket: Socket) {
    this.role = role;
    this.name = name;
    this.inbox = new Inbox(role, patience, isForeign);
    this.#socket = socket;
    this.#isForeign = isForeign;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.inbox.take(chunk) || socket.destroy());
    socket.once('end', () => this.inbox.close('the server closed the connection', true));
    socket.once('close', () => this.inbox.close('the connection was cut', true));
    socket.on('error', () => this.inbox.close('the server reset the connection', true));
  }

  /** Sends this line, and no other in the same packet. */
  send(line: string): void {
    this.#typing = this.#typing.then(() => {
      this.write(`${line}\n`);
      return pause(TRICKLE_GAP_MS);
    });
  }

  /** Sends this at once, in one write. */
  write(data: string | Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(data);
  }

  /** Sends this a byte at a time. */
  async sendSlowly(text: string): Promise<void> {
    for (const byte of Buffer.from(text)) {
      this.write(Uint8Array.of(byte));
      await pause(TRICKLE_BYTES);
    }
  }

  /** Waits for a line. */
  expectLine(sight: LineMatcher): Promise<Found> {
    return this.inbox.find(sight);
  }

  /** Waits until all that is unread has this form, unfinished lines too. It is read then. */
  async expectOutput(what: string, pattern: RegExp): Promise<void> {
    await this.inbox.until(what, [], () => pattern.test(this.inbox.unread) || undefined);
    this.inbox.clear();
  }

  /** Waits until the server has closed. Its earlier lines are still unread. */
  async closed(expected = 'the connection is closed'): Promise<void> {
    await this.inbox.until(expected, [], () => this.inbox.ended || undefined);
  }

  /** Waits for this many bytes to have come since it connected. */
  async waitForBytes(bytes: number, expected: string): Promise<void> {
    await this.inbox.until(expected, [], () => this.inbox.received >= bytes || undefined);
  }

  /** A line of these must not have come. Lines about another check belong to that check. */
  expectNone(lines: readonly string[], unwanted: (line: string) => boolean, rule: string): void {
    const line = lines.find((each) => unwanted(each) && !this.#isForeign(each));
    if (line !== undefined) throw new Failed(`${this.role}: ${rule}`, `${this.role}: ${quote(line)}`);
  }

  /** Reads no more, as a program that hangs. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Says that it sends no more: FIN. Its earlier lines go first. */
  leave(): void {
    void this.#typing.then(() => this.#socket.end());
  }

  /** Goes without a word: RST. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Leaves, if it has not, and waits a little for the server to let it go. */
  async hasClosed(): Promise<void> {
    if (this.#socket.closed) return;
    this.inbox.discard = true;
    this.#socket.resume();
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.end();
    await Promise.race([closed, pause(CLIENT_CLOSE_GRACE_MS, undefined, { ref: false })]);
    this.#socket.destroy();
  }

  /** Ends at once: the time of the run is up. */
  abort(reason: string): void {
    this.inbox.close(reason);
    this.#socket.destroy();
  }
}
