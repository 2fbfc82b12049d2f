import type { Clock } from '../contracts/clock';
import { Reason, type Gate } from './pause-control';
import { Slowness } from './slowness';
import { Weights } from './weights';

export interface CongestionOptions {
  /** How far a reader may fall behind its room, in bytes; it is skipped forward then. */
  readonly tape: number;
  /** After how long a reader that takes nothing counts no more, in ms. */
  readonly stall: number;
  /** After how long it is let go, in ms; 0 is never. */
  readonly stallTimeout: number;
}

/** Who reads a room, as far as its pace is concerned. */
export interface Reader {
  readonly gate: Gate;
  /** Where it comes from; undefined within this machine. */
  readonly address: string | undefined;
  /** Bytes that it has taken since it came. */
  readonly taken: number;
  /** Bytes between what it has taken and what there is. */
  readonly lag: number;
  /** How slow it has been, once it has lagged: it takes that along to another room. */
  slowness: Slowness | undefined;
  /** Bytes of the tape that are kept for it. */
  readonly behind: number;
  /** How long it has taken nothing, in ms. */
  readonly stalledFor: number;
  /** Gives up what it has still to read. */
  skip(): void;
  /** Is let go. */
  giveUp(): void;
}

/** Readers that lag more than this part of the tape make a room congested, ... */
const CONGESTED = 1 / 4;
/** ... and less than this part make it flow again. */
const FLOWING = 1 / 8;

/** As how many readers one counts that has been slow for long. */
const SLOW = 1 / 8;
/** Parts of readers are added up, which is not exact: half of them and this is no majority. */
const ROUNDING = 1e-6;

/** Who lags over this part of the tape, and is taking bytes, is waited for, until it lags less than the other part. */
const LATE = 1 / 2;
const CAUGHT_UP = 1 / 4;
/** Who took something in the last so many ms is taking bytes. */
export const TAKING = 500;
/** For how long a room waits for a few like that, in ms, and how much of that it earns back each ms. */
const PATIENCE = 5000;
const EARNED = 0.5;

/**
 * The median rule: a room goes at the pace of its median reader.
 *
 * While more than half of the readers lag over a quarter of the tape, who speaks is held, which loses nothing. Fewer
 * that lag do not slow down the others: who falls a whole tape behind is skipped forward. Who takes nothing at all
 * counts in neither number after the stall time, and is let go after the stall timeout. Only laggards are looked at.
 *
 * Equal readers are not equally far: kernels keep between half a megabyte and several for each. So a room waits for a
 * few who are late and taking bytes too, but for no more than five seconds and half of the time.
 *
 * One address is no majority (`Weights`), and who has been slow for long counts less, and is not waited for when it is
 * late (`Slowness`): else one address with many slow readers holds a room. Where all come from one address, each counts
 * as one.
 */
export class Congestion {
  readonly #options: CongestionOptions;
  readonly #laggards = new Set<Reader>();
  readonly #held = new Set<Gate>();
  readonly #weights = new Weights();
  readonly #clock: Clock;
  #congested = false;
  #patient = false;
  #patience = PATIENCE;
  #judgedAt: number;

  constructor(options: CongestionOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#judgedAt = clock.elapsed();
  }

  get laggards(): ReadonlySet<Reader> {
    return this.#laggards;
  }

  /** Whether who speaks is held. */
  get congested(): boolean {
    return this.#congested || this.#patient;
  }

  /** A reader has come. */
  add(reader: Reader): void {
    this.#weights.add(reader.address);
  }

  /** A reader has taken all there is, or has to be waited for. */
  note(reader: Reader, waiting: boolean): void {
    if (waiting) this.#laggards.add(reader);
    else this.#laggards.delete(reader);
  }

  /** A reader is gone, or goes to another room. */
  forget(reader: Reader): void {
    this.#weights.remove(reader.address);
    this.#laggards.delete(reader);
    this.#held.delete(reader.gate);
    reader.gate.open(Reason.room);
  }

  /** Somebody has spoken: waits while the room is congested. */
  hold(gate: Gate): void {
    if (!this.congested) return;
    this.#held.add(gate);
    gate.close(Reason.room);
  }

  /** What the room's tapes keep for the one who is furthest behind, in bytes. */
  get kept(): number {
    let most = 0;
    for (const { behind } of this.#laggards) most = Math.max(most, behind);
    return most;
  }

  skipFurthest(): void {
    const [furthest] = [...this.#laggards].sort((a, b) => b.behind - a.behind);
    furthest?.skip();
  }

  /** Looks at the laggards: skips forward, lets go, and finds whether the rest can follow. */
  judge(): void {
    for (const reader of [...this.#laggards]) this.#judgeReader(reader);
    const { isMajority, anyLate } = this.#tally();
    const patience = this.#spendPatience();
    this.#congested = isMajority;
    this.#patient = anyLate && patience > 0;
    if (!this.congested) this.#flow();
  }

  /** Whether more than half of what counts lags, and whether anybody is late who is waited for. */
  #tally(): { readonly isMajority: boolean; readonly anyLate: boolean } {
    const { tape, stall } = this.#options;
    const bound = tape * (this.#congested ? FLOWING : CONGESTED);
    const late = tape * (this.#patient ? CAUGHT_UP : LATE);
    let counted = this.#weights.total;
    let behind = 0;
    let anyLate = false;
    for (const reader of this.#laggards) {
      const { lag, stalledFor } = reader;
      const isSlow = this.#isSlow(reader, lag);
      const whole = this.#weights.of(reader.address);
      const weight = stall > 0 && stalledFor >= stall ? 0 : isSlow ? whole * SLOW : whole;
      counted -= whole - weight;
      if (lag > bound) behind += weight;
      if (lag > late && stalledFor < TAKING && !isSlow) anyLate = true;
    }
    return { isMajority: behind * 2 > counted + ROUNDING, anyLate };
  }

  /** Whether it has been slow for long, compared with readers of other addresses. */
  #isSlow(reader: Reader, lag: number): boolean {
    const { tape } = this.#options;
    const look = { now: this.#clock.elapsed(), lags: lag > tape * FLOWING, taken: reader.taken / tape };
    reader.slowness ??= new Slowness(look);
    return reader.slowness.look(look) && !this.#weights.alone;
  }

  /** Counts the time since the last look: what a room that is held for a few has spent, and what any has earned. */
  #spendPatience(): number {
    const now = this.#clock.elapsed();
    const passed = now - this.#judgedAt;
    const spent = this.#patient && !this.#congested ? passed : 0;
    this.#patience = Math.min(PATIENCE, this.#patience + passed * EARNED - spent);
    this.#judgedAt = now;
    return this.#patience;
  }

  #judgeReader(reader: Reader): void {
    const { tape, stallTimeout } = this.#options;
    if (reader.lag > tape) reader.skip();
    if (stallTimeout > 0 && reader.stalledFor >= stallTimeout) reader.giveUp();
  }

  #flow(): void {
    const gates = [...this.#held];
    this.#held.clear();
    for (const gate of gates) gate.open(Reason.room);
  }
}
