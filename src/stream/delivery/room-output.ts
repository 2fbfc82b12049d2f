import type { ClientId, Fact } from '../../chat';
import type { Clock } from '../contracts/clock';
import { Congestion, TAKING, type CongestionOptions, type Reader } from '../flow/room-backpressure';
import { Deadline } from '../flow/timer';
import type { Dialect } from '../contracts/dialect';
import { InFlight, type AllInFlight } from '../flow/in-flight-limiter';
import { deedOf, Tape } from './tape';

/** How much of a tape one turn may fill. */
const TURN = 1 / 16;

export interface RoomWireOptions extends CongestionOptions {
  /** What is in flight to all rooms. @default this one alone */
  readonly all?: AllInFlight;
}

/** A room as the router knows it: a tape a dialect, and what is in flight to it. */
export class RoomWire {
  readonly key: string;
  readonly inFlight: InFlight;
  readonly congestion: Congestion;
  readonly #clock: Clock;
  #judging: (() => void) | undefined;
  /** Nobody may make a turn while all who speak are held. */
  readonly #look: Deadline;
  readonly #tapes = new Map<Dialect, Tape>();

  constructor(key: string, options: RoomWireOptions, clock: Clock) {
    this.key = key;
    this.#clock = clock;
    this.inFlight = new InFlight(options.tape * TURN, options.all);
    this.congestion = new Congestion(options, clock);
    this.#look = new Deadline(clock);
  }

  /** How many read its tapes. */
  get readers(): number {
    let count = 0;
    for (const { readers } of this.#tapes.values()) count += readers;
    return count;
  }

  /** The tape of a dialect, begun if nobody has read one yet. */
  tape(dialect: Dialect): Tape {
    const tape = this.#tapes.get(dialect) ?? new Tape();
    this.#tapes.set(dialect, tape);
    return tape;
  }

  /** Renders a fact once for each dialect that is read here. */
  write(fact: Fact, at: number, author?: ClientId): void {
    const mark = author === undefined || isMessage(fact) ? author : deedOf(author);
    for (const [dialect, tape] of this.#tapes) {
      const lines = dialect.write(fact, at);
      if (lines !== '') tape.append(lines, mark);
    }
  }

  /** What its tapes keep for who is behind, in bytes, at most. */
  get kept(): number {
    return this.congestion.kept * this.#tapes.size;
  }

  /** A reader has taken all there is, or has to be waited for. */
  note(reader: Reader, waiting: boolean): void {
    this.congestion.note(reader, waiting);
    if (this.congestion.congested) this.#judging ??= this.#clock.setImmediate(() => this.judge());
  }

  /** Finds whether the readers can follow. */
  judge(): void {
    this.#judging?.();
    this.#judging = undefined;
    const { congestion } = this;
    if (congestion.laggards.size > 0 || congestion.congested) congestion.judge();
    if (!congestion.congested) this.#look.clear();
    else if (!this.#look.pending) this.#look.set(TAKING, () => this.judge());
  }

  /** Nothing is looked at any more. */
  close(): void {
    this.#judging?.();
    this.#look.clear();
  }

  publish(): void {
    for (const tape of this.#tapes.values()) tape.publish();
  }

  /** Drops the tapes that nobody reads. False: nobody reads anything here. */
  sweep(): boolean {
    for (const [dialect, tape] of this.#tapes) if (tape.readers === 0) this.#tapes.delete(dialect);
    return this.#tapes.size > 0;
  }
}

/** Who ignores somebody does not hear these, and hears of all else. */
const isMessage = ({ kind }: Fact): boolean => kind === 'said' || kind === 'acted';
