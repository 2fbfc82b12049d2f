import type { Command } from '../chat';
import { Reason, type Gate } from './gate';

/** What a line costs beside its text, in bytes as rendered: time, brackets, newline, the longest name. */
const LINE = 64;

/** What a command will weigh on the tapes, or on its client's answers, about. */
export const weigh = (command: Command): number => {
  switch (command.kind) {
    case 'say':
    case 'act':
    case 'tell':
    case 'topic':
      return Buffer.byteLength(command.text) + LINE;
    case 'enter':
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

/**
 * Bounds what was posted to a room and not folded yet, which is how much one turn can add to its tapes. Who passes
 * the bound waits for the turn; the first to wait goes on first.
 *
 * Without it one 64 KiB read of short lines becomes 1 MiB of chat, and ten senders overrun every tape within a turn.
 */
export class InFlight {
  readonly #cap: number;
  readonly #waiting = new Set<Sender>();
  #bytes = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  post(sender: Sender, bytes: number): void {
    sender.inFlight += bytes;
    this.#bytes += bytes;
    if (this.#bytes <= this.#cap) return;
    this.#waiting.add(sender);
    sender.gate.close(Reason.inFlight);
  }

  /** What was posted has been folded. Of a sender that was forgotten in between nothing is in flight any more. */
  fold(sender: Sender, bytes: number): void {
    const folded = Math.min(bytes, sender.inFlight);
    sender.inFlight -= folded;
    this.#bytes -= folded;
  }

  /** A turn has been folded: those who waited go on. */
  relax(): void {
    if (this.#bytes > this.#cap || this.#waiting.size === 0) return;
    const senders = [...this.#waiting];
    this.#waiting.clear();
    for (const sender of senders) sender.gate.open(Reason.inFlight);
  }

  /** A sender is gone, or goes to another room. */
  forget(sender: Sender): void {
    this.fold(sender, sender.inFlight);
    this.#waiting.delete(sender);
    sender.gate.open(Reason.inFlight);
  }
}
