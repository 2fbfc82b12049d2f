import type { ClientId, Fact } from '../chat';
import type { Dialect } from './dialect';
import { InFlight } from './in-flight';
import { Tape } from './tape';

/** A room as the router knows it: a tape a dialect, and what is in flight to it. */
export class RoomWire {
  readonly key: string;
  readonly inFlight: InFlight;
  readonly #tapes = new Map<Dialect, Tape>();

  constructor(key: string, inFlightCap: number) {
    this.key = key;
    this.inFlight = new InFlight(inFlightCap);
  }

  /** The tape of a dialect, begun if nobody has read one yet. */
  tape(dialect: Dialect): Tape {
    const tape = this.#tapes.get(dialect) ?? new Tape();
    this.#tapes.set(dialect, tape);
    return tape;
  }

  /** Renders a fact once for each dialect that is read here. */
  write(fact: Fact, at: number, author?: ClientId): void {
    for (const [dialect, tape] of this.#tapes) {
      const lines = dialect.write(fact, at);
      if (lines !== '') tape.append(lines, author);
    }
  }

  publish(): void {
    for (const tape of this.#tapes.values()) tape.publish();
  }

  /** Drops the tapes that nobody reads. False: nobody reads anything here. */
  sweep(): boolean {
    for (const [dialect, tape] of this.#tapes) if (!tape.read) this.#tapes.delete(dialect);
    return this.#tapes.size > 0;
  }
}
