import type { Command } from '../../chat';
import { authoredText, definitionOf } from '../../chat/reducer/commands';
import { Reason, type PauseControl } from './pause-control';

/** Bytes of a rendered line beside its text: time, brackets, newline, the longest name. */
export const LINE_OVERHEAD_BYTES = 64;

/**
 * The approximate bytes that a command will add to the tapes, or to the replies of its client. A character of a text
 * counts as a byte.
 */
export const estimateBytes = (command: Command): number => {
  const { size } = definitionOf(command);
  if (size === 'none') return 0;
  if (command.kind === 'talk') return command.texts.reduce((sum, text) => sum + estimateLineBytes(text), 0);
  return estimateLineBytes(size === 'text' ? authoredText(command) : undefined);
};

/** The same of a line with a text. */
export const estimateLineBytes = (text = ''): number => LINE_OVERHEAD_BYTES + text.length;

/** A sender in a room. */
export interface Sender {
  readonly pauseControl: PauseControl;
  /** Bytes of its commands that are not reduced yet. */
  inFlight: number;
}

/** Bytes in flight to all rooms together: they may wait for a durable journal. */
export class GlobalInFlightLimiter {
  readonly #limit: number;
  readonly waiting = new Set<InFlightLimiter>();
  bytes = 0;

  /** 0 is no limit. */
  constructor(cap: number) {
    this.#limit = cap;
  }

  get full(): boolean {
    return this.#limit > 0 && this.bytes > this.#limit;
  }

  /** A turn has been reduced: senders that waited for the total continue. */
  releaseWaiting(): void {
    if (!this.full) for (const room of [...this.waiting]) room.releaseWaiting();
  }
}

/**
 * Bounds what was posted to a room and not reduced yet, which is how much one turn can add to its tapes. A sender beyond
 * the limit waits for the turn; the first to wait continues first.
 *
 * Without it one 64 KiB read of short lines becomes 1 MiB of chat, and ten senders overrun every tape within a turn.
 */
export class InFlightLimiter {
  readonly #limit: number;
  readonly #waiting = new Set<Sender>();
  readonly #all: GlobalInFlightLimiter;
  #bytes = 0;

  constructor(cap: number, all = new GlobalInFlightLimiter(0)) {
    this.#limit = cap;
    this.#all = all;
  }

  add(sender: Sender, bytes: number): void {
    sender.inFlight += bytes;
    this.#bytes += bytes;
    this.#all.bytes += bytes;
    if (!this.#full) return;
    this.#waiting.add(sender);
    this.#all.waiting.add(this);
    sender.pauseControl.pause(Reason.inFlight);
  }

  /** The commands have been reduced. Of a sender that was forgotten in between nothing is in flight any more. */
  complete(sender: Sender, bytes: number): void {
    const folded = Math.min(bytes, sender.inFlight);
    sender.inFlight -= folded;
    this.#bytes -= folded;
    this.#all.bytes -= folded;
  }

  /** A turn has been reduced: waiting senders continue. */
  releaseWaiting(): void {
    if (this.#full) return;
    this.#all.waiting.delete(this);
    const senders = [...this.#waiting];
    this.#waiting.clear();
    for (const sender of senders) sender.pauseControl.resume(Reason.inFlight);
  }

  get #full(): boolean {
    return this.#bytes > this.#limit || this.#all.full;
  }

  /** A sender is gone, or goes to another room. */
  remove(sender: Sender): void {
    this.complete(sender, sender.inFlight);
    this.#waiting.delete(sender);
    sender.pauseControl.resume(Reason.inFlight);
  }
}
