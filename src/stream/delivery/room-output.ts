import type { ClientId, ChatEvent, Message } from '../../chat';
import type { Clock } from '../contracts/clock';
import {
  RoomBackpressure,
  ACTIVE_WITHIN_MS,
  type RoomBackpressureOptions,
  type Reader,
} from '../flow/room-backpressure';
import { Timer } from '../flow/timer';
import type { Dialect } from '../contracts/dialect';
import { InFlightLimiter, type GlobalInFlightLimiter } from '../flow/in-flight-limiter';
import { actionMark, Tape } from './tape';

/** How much of a tape one turn may fill. */
const IN_FLIGHT_SHARE_OF_TAPE = 1 / 8;

export interface RoomOutputOptions extends RoomBackpressureOptions {
  /** The commands in flight to all rooms. @default this one alone */
  readonly all?: GlobalInFlightLimiter;
}

/** A room as the router knows it: a tape a dialect, and what is in flight to it. */
export class RoomOutput {
  readonly key: string;
  readonly inFlight: InFlightLimiter;
  readonly backpressure: RoomBackpressure;
  readonly #clock: Clock;
  #lagTimer: (() => void) | undefined;
  /** There may be no turn while all senders are paused. */
  readonly #checkLag: Timer;
  readonly #tapes = new Map<Dialect, Tape>();

  constructor(key: string, options: RoomOutputOptions, clock: Clock) {
    this.key = key;
    this.#clock = clock;
    this.inFlight = new InFlightLimiter(options.tape * IN_FLIGHT_SHARE_OF_TAPE, options.all);
    this.backpressure = new RoomBackpressure(options, clock);
    this.#checkLag = new Timer(clock);
  }

  /** How many read its tapes. */
  get readers(): number {
    let count = 0;
    for (const { readers } of this.#tapes.values()) count += readers;
    return count;
  }

  /** The tape of a dialect, created at its first reader. */
  tape(dialect: Dialect): Tape {
    const tape = this.#tapes.get(dialect) ?? new Tape();
    this.#tapes.set(dialect, tape);
    return tape;
  }

  /** Renders a fact once for each dialect that is read here. */
  write(fact: ChatEvent, at: number, author?: ClientId): void {
    const mark = author === undefined || isMessage(fact) ? author : actionMark(author);
    for (const [dialect, tape] of this.#tapes) {
      const lines = dialect.write(fact, at);
      if (lines !== '') tape.append(lines, mark);
    }
  }

  /** Renders messages of one author in a row, once for each dialect that is read here. */
  writeMessages(messages: readonly Message[], author: ClientId | undefined): void {
    for (const [dialect, tape] of this.#tapes) {
      const lines = renderMessages(dialect, messages);
      if (lines !== '') tape.append(lines, author);
    }
  }

  /** The most bytes that its tapes retain for lagging readers. */
  get retainedBytes(): number {
    return this.backpressure.retainedBytes * this.#tapes.size;
  }

  /** A reader has taken all there is, or has to be waited for. */
  setLagging(reader: Reader, waiting: boolean): void {
    this.backpressure.setLagging(reader, waiting);
    if (this.backpressure.isCongested) this.#lagTimer ??= this.#clock.setImmediate(() => this.evaluate());
  }

  /** Finds whether the readers can follow. */
  evaluate(): void {
    this.#lagTimer?.();
    this.#lagTimer = undefined;
    const { backpressure } = this;
    if (backpressure.laggingReaders.size > 0 || backpressure.isCongested) backpressure.evaluate();
    if (!backpressure.isCongested) this.#checkLag.clear();
    else if (!this.#checkLag.pending) this.#checkLag.start(ACTIVE_WITHIN_MS, () => this.evaluate());
  }

  /** Nothing is looked at any more. */
  close(): void {
    this.#lagTimer?.();
    this.#checkLag.clear();
  }

  publish(): void {
    for (const tape of this.#tapes.values()) tape.publish();
  }

  /** Drops the tapes without readers. False: the room has no readers. */
  dropUnused(): boolean {
    for (const [dialect, tape] of this.#tapes) if (tape.readers === 0) this.#tapes.delete(dialect);
    return this.#tapes.size > 0;
  }
}

const renderMessages = (dialect: Dialect, messages: readonly Message[]): string => {
  if (dialect.writeMessages) return dialect.writeMessages(messages);
  let lines = '';
  for (const message of messages) lines += dialect.write(message, message.at);
  return lines;
};

/** A reader with an ignore list does not receive these, and receives all other lines. */
const isMessage = ({ kind }: ChatEvent): boolean => kind === 'said' || kind === 'acted';
