import { closeReason, type CloseReason } from '../contracts/close-reason';
import type { Subscription } from 'rxjs';
import type { HistoryWindow, MissedMessages } from '../../chat';
import type { Clock } from '../contracts/clock';
import type { Connection } from '../contracts/connection';
import type { Dialect } from '../contracts/dialect';
import type { DeliveryCounters, Meter } from '../contracts/meter';
import type { WriteBudget } from './write-budget';
import type { RetainedReply } from './reply-backlog';
import {
  TextSegment,
  HistorySegment,
  AsyncSegment,
  SharedSegment,
  GapSegment,
  TapeSegment,
  EventSegment,
  type Chunk,
  type Segment,
} from './segments';
import { isSharedChunk, type SharedReply } from './shared-replies';
import { actionMark, type ExcludedMarks, type Tape } from './tape';

/** How far ahead of the socket a sink renders and gathers, as a part of the tape: no more than one turn may fill of it. */
const WRITE_AHEAD_SHARE = 1 / 8;

/** The limit of waiting private messages, as a part of the tape, and one message. */
const MAX_EVENTS_SHARE = 1 / 16;

/** How many segments may wait before it skips to the newest line: each line of an ignored client adds one. */
const MAX_SEGMENTS = 8192;

export interface ClientOutputOptions {
  /** How far a reader may fall behind its room, in bytes. */
  readonly tape: number;
  readonly clock: Clock;
  /** Counts the writes. @default none */
  readonly meter?: Meter | undefined;
  /** Bounds what is written of lists in a pass of the event loop. @default nothing does */
  readonly writeBudget?: WriteBudget;
}

/** How long an ending sink may flush, in ms. */
export const FLUSH_TIMEOUT_MS = 5000;

/** The weight of a waiting message of a history among the answers, in bytes. */
const HISTORY_MESSAGE_COST_BYTES = 64;

/**
 * Writes to one client, at the client's pace.
 *
 * The pending output is a short queue of segments, nearly always one live `TapeSegment`. An answer closes that Span at
 * its place inside the turn, is appended, and a new Span follows, so that the client reads everything in its order.
 * Nothing is copied into the queue, and one write is outstanding at a time, so a client that does not read costs a
 * cursor.
 */
export class ClientOutput {
  readonly #connection: Connection;
  readonly #dialect: Dialect;
  readonly #clock: Clock;
  readonly #writeAhead: number;
  readonly #maxEventBytes: number;
  readonly #counters: DeliveryCounters | undefined;
  readonly #outflow: WriteBudget | undefined;
  /** A list has to wait for the next pass of the event loop. */
  #passing = false;
  readonly #queue: Segment[] = [];
  /** The approximate bytes of private messages in the queue. */
  #eventBytes = 0;
  /** The bytes of answers that were written and not accepted. */
  #unsent: readonly RetainedReply[] = [];
  /** The reported number of retained bytes may be out of date. */
  #changed = false;
  #kept = 0;
  #live: TapeSegment | undefined;
  #tape: Tape | undefined;
  #reading: Subscription | undefined;
  #excluded: ExcludedMarks;
  /** The name of its client, after its entry. */
  #name = '';
  /** Its client stands behind what was written last, not behind a line of its own. */
  #promptShown = false;
  /** Its client is to be asked for the next line, though there may be nothing else to write. */
  #flushDue = false;
  #waiting = false;
  #takenAt: number;
  /** Bytes that it was given to write, since it began. */
  #written = 0;
  #ending = false;
  #closed = false;
  #closeReason = closeReason('closed');
  #cancelTimeout: (() => void) | undefined;

  constructor(
    connection: Connection,
    dialect: Dialect,
    { tape, clock, meter, writeBudget }: ClientOutputOptions,
  ) {
    this.#outflow = writeBudget;
    this.#connection = connection;
    this.#dialect = dialect;
    this.#clock = clock;
    this.#writeAhead = tape * WRITE_AHEAD_SHARE;
    this.#maxEventBytes = tape * MAX_EVENTS_SHARE;
    this.#counters = meter?.counters(dialect.name);
    this.#takenAt = clock.elapsed();
    this.#excluded = excludedMarks(connection.id, []);
    connection.onDrain = () => {
      this.#waiting = false;
      this.#noteUnsent([]);
      this.flush();
      this.onBackpressure(this.#waiting);
    };
  }

  /** Its client has to take something before more is written, or has taken something. */
  onBackpressure: (waiting: boolean) => void = () => undefined;

  /** It keeps so many bytes of answers now, about. */
  onRetainedChange: (bytes: number) => void = () => undefined;

  /** Whether its client has to take something before more is written. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** How long its client has taken nothing although there is something, in ms. */
  get stalledFor(): number {
    return this.#waiting ? this.#clock.elapsed() - this.#takenAt : 0;
  }

  /** Bytes that its client has taken, since it came. */
  get taken(): number {
    return this.#written - this.#connection.writableLength;
  }

  /** Bytes of its tape that it has still to write, and so keeps alive. */
  get behind(): number {
    return this.#queue.reduce((sum, segment) => sum + (segment instanceof TapeSegment ? segment.size : 0), 0);
  }

  /** Bytes of answers that its client asked for and that wait, about. */
  get answers(): number {
    return this.#queue.reduce((sum, segment) => sum + sharedReplyOf(segment), 0);
  }

  /** The retained answers, and private messages to its client. */
  *retainedBytes(): Generator<RetainedReply> {
    for (const { retainedBytes } of this.#queue) if (retainedBytes) yield retainedBytes;
    yield* this.#unsent;
  }

  /** Bytes between what its client has taken and what there is. */
  get lag(): number {
    return this.#queue.reduce((sum, segment) => sum + segment.size, this.#connection.writableLength);
  }

  /** Appends a text of its own, at this place in the turn. */
  say(text: string): void {
    if (text !== '') this.#append(new TextSegment(text));
  }

  /** Appends an event that another client causes. False: too much of that waits, and a gap line follows instead. */
  watchBacklog(text: string, of?: MissedMessages['of']): boolean {
    if (this.#ending || text === '') return true;
    if (this.#eventBytes > this.#maxEventBytes) {
      for (const gap of this.#gap(1, of)) this.#append(gap);
      return false;
    }
    const told = new EventSegment(text);
    this.#eventBytes += told.weight;
    this.#append(told);
    return true;
  }

  /** Appends an answer that others may have too. */
  answer(answer: SharedReply): void {
    this.#append(new SharedSegment(answer));
  }

  /** Appends a history. */
  appendHistory(history: HistoryWindow): void {
    if (history.to > history.from) this.#append(new HistorySegment(history, this.#dialect));
  }

  /** Appends texts that have still to be read. */
  appendAsync(texts: AsyncIterable<string>): void {
    if (this.#ending) return;
    this.#append(new AsyncSegment(texts, () => this.#schedule()));
  }

  /** Its client is in, under that name. */
  setName(name: string): void {
    this.#name = name;
  }

  /** Its client has said something: where the dialect has a prompt, it follows. */
  showPrompt(): void {
    this.#flushDue = true;
  }

  /** From here on, nothing of theirs. */
  ignore(clients: readonly string[]): void {
    this.#excluded = excludedMarks(this.#connection.id, clients);
    if (!this.#live) return;
    this.#closeLive();
    this.#openLive();
    if (this.#queue.length > MAX_SEGMENTS) this.dropBacklog();
  }

  /** From here on, everything that is written to the tape. */
  follow(tape: Tape): void {
    if (this.#ending) return;
    this.#closeLive();
    this.#reading?.unsubscribe();
    this.#tape = tape;
    this.#reading = tape.subscribe(this);
    this.#openLive();
  }

  /** Gives up what it has still to write of its tape, and says how many lines that was. Its answers stay. */
  dropBacklog(): void {
    const spans = this.#queue.filter((segment) => segment instanceof TapeSegment);
    const count = spans.reduce((sum, span) => sum + span.lines, 0);
    const first = this.#queue.findIndex((segment) => segment instanceof TapeSegment);
    if (first < 0) return;
    if (this.#counters) this.#counters.skipped += count;
    const rest = this.#queue.splice(first).filter((segment) => !(segment instanceof TapeSegment));
    this.#live = undefined;
    this.#queue.push(...this.#gap(count), ...rest);
    this.#openLive();
  }

  /** Nothing more: what is queued is flushed, then the connection is closed, for that reason. */
  end(reason: CloseReason): void {
    if (this.#ending) return;
    this.#closeLive();
    this.#release();
    this.#ending = true;
    this.#closeReason = reason;
    this.#cancelTimeout = this.#clock.setTimeout(
      () => this.#connection.destroy(closeReason('flush-timeout')),
      FLUSH_TIMEOUT_MS,
    );
  }

  /** Lets go of everything: its connection is gone. */
  close(): void {
    this.#release();
    this.#cancelTimeout?.();
    this.#closed = true;
    for (const segment of this.#queue) if (segment instanceof AsyncSegment) segment.cancel();
    this.#queue.length = 0;
    this.#live = undefined;
    this.#ending = true;
    this.#unsent = [];
    this.#reportRetained();
  }

  /** The tape has a new turn. */
  next(): void {
    this.flush();
  }

  /** Writes as much as the socket takes. Never throws: a socket that does is this client's fault alone. */
  flush(): void {
    try {
      while (!this.#waiting && !this.#isIdle) {
        const pieces = this.#onlyTurn() ?? this.#take();
        if (pieces.length === 0) break;
        this.#write(pieces);
      }
      if (this.#flushDue && this.#isWrapped && !this.#waiting && !this.#ending) this.#write([]);
      if (this.#ending && this.#queue.length === 0) this.#connection.end(this.#closeReason);
      if (this.#changed) this.#reportRetained();
    } catch (error) {
      this.#connection.destroy(closeReason('error', String(error)));
    }
  }

  /** Something has come that was waited for. */
  #schedule(): void {
    if (this.#closed) return;
    this.flush();
    this.onBackpressure(this.#waiting);
  }

  #noteUnsent(pieces: readonly Chunk[]): void {
    const kept = pieces.filter((piece) => typeof piece === 'string' || isSharedChunk(piece));
    if (kept.length === 0 && this.#unsent.length === 0) return;
    this.#unsent = kept.map((piece) => [
      typeof piece === 'string' ? {} : piece,
      typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length,
    ]);
    this.#changed = true;
  }

  #reportRetained(): void {
    this.#changed = false;
    let bytes = 0;
    for (const [, size] of this.retainedBytes()) bytes += size;
    if (bytes === this.#kept) return;
    this.#kept = bytes;
    this.onRetainedChange(bytes);
  }

  #release(): void {
    this.#reading?.unsubscribe();
    this.#reading = undefined;
    this.#tape = undefined;
  }

  #write(pieces: readonly Chunk[]): void {
    const whole = this.#isWrapped ? this.#wrap(pieces) : pieces;
    const size = byteLengthOfPieces(whole);
    this.#written += size;
    if (this.#counters) this.#counters.bytes += size;
    this.#waiting = !this.#connection.write(whole);
    if (!this.#waiting) return;
    this.#noteUnsent(whole);
    this.#takenAt = this.#clock.elapsed();
    this.onBackpressure(true);
  }

  /** Whether something goes about what is written. */
  get #isWrapped(): boolean {
    return this.#dialect.wrap !== undefined && this.#name !== '';
  }

  #wrap(pieces: readonly Chunk[]): readonly Chunk[] {
    const around = this.#dialect.wrap?.(this.#name, this.#clock.now());
    const before = this.#promptShown && pieces.length > 0 ? around?.prefix : undefined;
    const after = this.#ending && this.#queue.length === 0 ? undefined : around?.suffix;
    this.#promptShown = true;
    this.#flushDue = false;
    return [before, ...pieces, after].filter((piece) => piece !== undefined);
  }

  /** Whether there is nothing to write now. */
  get #isIdle(): boolean {
    const queue = this.#queue;
    return queue.length === 0 || (queue.length === 1 && this.#live?.idle === true);
  }

  /** The one turn that there is to write, in the common case. */
  #onlyTurn(): readonly Chunk[] | undefined {
    return this.#queue.length === 1 ? this.#live?.takeWholeTurn() : undefined;
  }

  #take(): Chunk[] {
    const pieces: Chunk[] = [];
    let budget = this.#writeAhead;
    for (let head = this.#queue[0]; head && budget > 0; head = this.#queue[0]) {
      if (head instanceof SharedSegment && !this.#mayPass(head)) break;
      budget -= head.take(pieces, budget);
      if (!head.done) break;
      if (head instanceof EventSegment) this.#eventBytes -= head.weight;
      this.#queue.shift();
      if (!(head instanceof TapeSegment)) this.#changed = true;
    }
    return pieces;
  }

  #mayPass({ size }: SharedSegment): boolean {
    if (this.#passing) return false;
    const again = () => {
      this.#passing = false;
      this.#schedule();
    };
    this.#passing = this.#outflow?.tryReserve(size, again) === false;
    return !this.#passing;
  }

  /** A gap is reported once, where it begins, however often it grows before that. */
  #gap(count: number, of?: MissedMessages['of']): readonly Segment[] {
    if (count === 0) return [];
    const known = this.#queue.find((segment) => segment instanceof GapSegment && segment.of === of) as
      GapSegment | undefined;
    const gap = known ?? new GapSegment(this.#dialect, of);
    gap.count += count;
    return known ? [] : [gap];
  }

  #append(segment: Segment): void {
    if (this.#ending) return;
    this.#changed = true;
    this.#closeLive();
    this.#queue.push(segment);
    this.#openLive();
  }

  #closeLive(): void {
    const live = this.#live;
    if (!live) return;
    live.close();
    this.#live = undefined;
    if (live.done) this.#queue.pop();
  }

  #openLive(): void {
    if (!this.#tape) return;
    this.#live = new TapeSegment(this.#tape, this.#excluded, this.#counters);
    this.#queue.push(this.#live);
  }
}

const excludedMarks = (client: string, ignored: readonly string[]): ExcludedMarks => [
  client,
  actionMark(client),
  ...ignored,
];

const byteLengthOfPieces = (pieces: readonly Chunk[]): number => {
  let size = 0;
  for (const piece of pieces) size += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
  return size;
};

const sharedReplyOf = (segment: Segment): number => {
  if (segment instanceof AsyncSegment) return Infinity;
  if (segment instanceof HistorySegment) return segment.left * HISTORY_MESSAGE_COST_BYTES;
  if (segment instanceof EventSegment) return 0;
  return segment instanceof TextSegment || segment instanceof SharedSegment ? segment.size : 0;
};
