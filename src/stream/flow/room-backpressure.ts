import type { Clock } from '../contracts/clock';
import { Reason, type PauseControl } from './pause-control';
import { SlownessMeter, type SlownessSample } from './slowness';
import { MedianWeights } from './weights';

export interface RoomBackpressureOptions {
  /** How far a reader may fall behind its room, in bytes; it skips to the newest line then. */
  readonly tape: number;
  /** After how long a reader that takes nothing counts no more, in ms. */
  readonly stall: number;
  /** After how long it is disconnected, in ms; 0 is never. */
  readonly stallTimeout: number;
}

/** A reader of a room, for its pace. */
export interface Reader {
  readonly pauseControl: PauseControl;
  /** Where it comes from; undefined within this machine. */
  readonly address: string | undefined;
  /** Bytes that it has taken since it came. */
  readonly takenBytes: number;
  /** Bytes between what it has taken and what there is. */
  readonly lag: number;
  /** How slow it has been, once it has lagged: it takes that along to another room. */
  slowness: SlownessMeter | undefined;
  /** Bytes of the tape that are kept for it. */
  readonly backlogBytes: number;
  /** How long it has taken nothing, in ms. */
  readonly stalledFor: number;
  /** Gives up what it has still to read. */
  dropBacklog(): void;
  /** Is let go. */
  disconnectSlow(): void;
}

/** Readers that lag more than this part of the tape make a room congested, ... */
const LAG_HIGH_WATER = 1 / 4;
/** ... and less than this part make it flow again. */
const LAG_LOW_WATER = 1 / 8;

/** As how many readers one counts that has been slow for long. */
const MAX_SLOW_SHARE = 1 / 8;
/** Parts of readers are added up, which is not exact: half of them and this is no majority. */
const ROUNDING = 1e-6;

/** The room waits for an active reader that lags by more than the first part of the tape, until it lags by less than the second. */
const GRACE_HIGH_WATER = 1 / 2;
const GRACE_LOW_WATER = 1 / 4;
/** A reader is active if it accepted bytes within this time, in ms. */
export const ACTIVE_WITHIN_MS = 500;
/** For how long a room waits for a few like that, in ms, and how much of that it earns back each ms. */
const GRACE_MS = 5000;
const GRACE_SHARE = 0.5;

/**
 * The median rule: a room goes at the pace of its median reader.
 *
 * While more than half of the readers lag by more than a quarter of the tape, the room pauses its senders, which loses
 * nothing. Fewer lagging readers do not slow the others: a reader that lags by a whole tape skips to the newest line. A
 * reader that accepts nothing is excluded after the stall time, and disconnected after the stall timeout. Only lagging
 * readers are checked.
 *
 * Equal readers do not lag equally: kernels buffer between half a megabyte and several for each. So a room also waits
 * for a few late, active readers, but for at most five seconds and half of the time.
 *
 * One address is not a majority (`MedianWeights`). A reader that was slow for long counts less, and the room does not
 * wait for it (`SlownessMeter`). Otherwise one address with many slow readers could pause a room. If all come from one
 * address, each counts as one.
 */
export class RoomBackpressure {
  readonly #options: RoomBackpressureOptions;
  readonly #lagging = new Set<Reader>();
  readonly #held = new Set<PauseControl>();
  readonly #weights = new MedianWeights();
  readonly #clock: Clock;
  #congested = false;
  #inGrace = false;
  #graceMs = GRACE_MS;
  #evaluatedAt: number;

  constructor(options: RoomBackpressureOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#evaluatedAt = clock.elapsed();
  }

  get laggingReaders(): ReadonlySet<Reader> {
    return this.#lagging;
  }

  /** Whether senders are paused. */
  get isCongested(): boolean {
    return this.#congested || this.#inGrace;
  }

  /** A reader has come. */
  add(reader: Reader): void {
    this.#weights.add(reader.address);
  }

  /** A reader has taken all there is, or has to be waited for. */
  setLagging(reader: Reader, waiting: boolean): void {
    if (waiting) this.#lagging.add(reader);
    else this.#lagging.delete(reader);
  }

  /** A reader is gone, or goes to another room. */
  forget(reader: Reader): void {
    this.#weights.remove(reader.address);
    this.#lagging.delete(reader);
    this.#held.delete(reader.pauseControl);
    reader.pauseControl.resume(Reason.room);
  }

  /** A client has sent a message: it waits while the room is congested. */
  pauseIfCongested(gate: PauseControl): void {
    if (!this.isCongested) return;
    this.#held.add(gate);
    gate.pause(Reason.room);
  }

  /** Bytes that the room's tapes retain for the reader with the largest lag. */
  get retainedBytes(): number {
    let most = 0;
    for (const { backlogBytes } of this.#lagging) most = Math.max(most, backlogBytes);
    return most;
  }

  skipFurthest(): void {
    const [furthest] = [...this.#lagging].sort((a, b) => b.backlogBytes - a.backlogBytes);
    furthest?.dropBacklog();
  }

  /** Looks at the laggards: skips forward, lets go, and finds whether the rest can follow. */
  evaluate(): void {
    for (const reader of [...this.#lagging]) this.#evaluateReader(reader);
    const { isMajority, anyLate } = this.#countCongested();
    const patience = this.#consumeGrace();
    this.#congested = isMajority;
    this.#inGrace = anyLate && patience > 0;
    if (!this.isCongested) this.#release();
  }

  /** Whether more than half of the weight lags, and whether the room waits for a late reader. */
  #countCongested(): { readonly isMajority: boolean; readonly anyLate: boolean } {
    const { tape, stall } = this.#options;
    const bound = tape * (this.#congested ? LAG_LOW_WATER : LAG_HIGH_WATER);
    const late = tape * (this.#inGrace ? GRACE_LOW_WATER : GRACE_HIGH_WATER);
    let counted = this.#weights.total;
    let behind = 0;
    let anyLate = false;
    for (const reader of this.#lagging) {
      const { lag, stalledFor } = reader;
      const isSlow = this.#isSlow(reader, lag);
      const whole = this.#weights.weightOf(reader.address);
      const weight = stall > 0 && stalledFor >= stall ? 0 : isSlow ? whole * MAX_SLOW_SHARE : whole;
      counted -= whole - weight;
      if (lag > bound) behind += weight;
      if (lag > late && stalledFor < ACTIVE_WITHIN_MS && !isSlow) anyLate = true;
    }
    return { isMajority: behind * 2 > counted + ROUNDING, anyLate };
  }

  /** Whether it has been slow for long, compared with readers of other addresses. */
  #isSlow(reader: Reader, lag: number): boolean {
    const { tape } = this.#options;
    const sample: SlownessSample = {
      at: this.#clock.elapsed(),
      isLagging: lag > tape * LAG_LOW_WATER,
      taken: reader.takenBytes / tape,
    };
    reader.slowness ??= new SlownessMeter(sample);
    return reader.slowness.sample(sample) && !this.#weights.alone;
  }

  /** Counts the time since the last look: what a room that is held for a few has spent, and what any has earned. */
  #consumeGrace(): number {
    const now = this.#clock.elapsed();
    const passed = now - this.#evaluatedAt;
    const spent = this.#inGrace && !this.#congested ? passed : 0;
    this.#graceMs = Math.min(GRACE_MS, this.#graceMs + passed * GRACE_SHARE - spent);
    this.#evaluatedAt = now;
    return this.#graceMs;
  }

  #evaluateReader(reader: Reader): void {
    const { tape, stallTimeout } = this.#options;
    if (reader.lag > tape) reader.dropBacklog();
    if (stallTimeout > 0 && reader.stalledFor >= stallTimeout) reader.disconnectSlow();
  }

  #release(): void {
    const gates = [...this.#held];
    this.#held.clear();
    for (const gate of gates) gate.resume(Reason.room);
  }
}
