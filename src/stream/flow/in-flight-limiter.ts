import type { Command } from '../../chat';
import { Reason, type Gate } from './pause-control';

/** What a line costs beside its text, in bytes as rendered: time, brackets, newline, the longest name. */
export const LINE = 64;

/** What a command will weigh on the tapes, or on its client's answers, about. */
export const weigh = (command: Command): number => {
  switch (command.kind) {
    case 'say':
    case 'act':
    case 'tell':
    case 'topic':
      return Buffer.byteLength(command.text) + LINE;
    case 'enter':
    case 'resume':
    case 'leave':
    case 'part':
      return 0;
    default:
      return LINE;
  }
};

/** Who posts into a room. */
export interface Sender {
  readonly gate: Gate;
  /** What it has posted that is not folded yet, in bytes. */
  inFlight: number;
}

/** What is in flight to all rooms together: what may wait for a journal that keeps. */
export class AllInFlight {
  readonly #cap: number;
  readonly waiting = new Set<InFlight>();
  bytes = 0;

  /** 0 is no bound. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  get full(): boolean {
    return this.#cap > 0 && this.bytes > this.#cap;
  }

  /** A turn has been folded: those who waited for the sum of all go on. */
  relax(): void {
    if (!this.full) for (const room of [...this.waiting]) room.relax();
  }
}

/**
 * Bounds what was posted to a room and not folded yet, which is how much one turn can add to its tapes. Who passes
 * the bound waits for the turn; the first to wait goes on first.
 *
 * Without it one 64 KiB read of short lines becomes 1 MiB of chat, and ten senders overrun every tape within a turn.
 */
export class InFlight {
  readonly #cap: number;
  readonly #waiting = new Set<Sender>();
  readonly #all: AllInFlight;
  #bytes = 0;

  constructor(cap: number, all = new AllInFlight(0)) {
    this.#cap = cap;
    this.#all = all;
  }

  post(sender: Sender, bytes: number): void {
    sender.inFlight += bytes;
    this.#bytes += bytes;
    this.#all.bytes += bytes;
    if (!this.#full) return;
    this.#waiting.add(sender);
    this.#all.waiting.add(this);
    sender.gate.close(Reason.inFlight);
  }

  /** What was posted has been folded. Of a sender that was forgotten in between nothing is in flight any more. */
  fold(sender: Sender, bytes: number): void {
    const folded = Math.min(bytes, sender.inFlight);
    sender.inFlight -= folded;
    this.#bytes -= folded;
    this.#all.bytes -= folded;
  }

  /** A turn has been folded: those who waited go on. */
  relax(): void {
    if (this.#full) return;
    this.#all.waiting.delete(this);
    const senders = [...this.#waiting];
    this.#waiting.clear();
    for (const sender of senders) sender.gate.open(Reason.inFlight);
  }

  get #full(): boolean {
    return this.#bytes > this.#cap || this.#all.full;
  }

  /** A sender is gone, or goes to another room. */
  forget(sender: Sender): void {
    this.fold(sender, sender.inFlight);
    this.#waiting.delete(sender);
    sender.gate.open(Reason.inFlight);
  }
}
