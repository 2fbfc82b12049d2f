import type { Subscription } from 'rxjs';
import type { HistoryWindow, Missed } from '../../chat';
import type { Clock } from '../contracts/clock';
import type { Connection } from '../contracts/connection';
import type { Dialect } from '../contracts/dialect';
import type { Handed, Meter } from '../contracts/meter';
import type { Outflow } from './write-budget';
import type { Kept } from './reply-backlog';
import { Bytes, Past, Pulled, Shared, Skipped, Span, Told, type Piece, type Segment } from './segments';
import { isShared, type Answer } from './shared-replies';
import { deedOf, type Skips, type Tape } from './tape';

/** How far ahead of the socket a sink renders and gathers, as a part of the tape: no more than one turn may fill of it. */
const AHEAD = 1 / 16;

/** How much of what others tell its client may wait, as a part of the tape, and one message. */
const TOLD = 1 / 16;

/** How many segments may wait before it is skipped forward: each time that one comes whom it ignores there is one more. */
const SEGMENTS = 8192;

export interface SinkOptions {
  /** How far a reader may fall behind its room, in bytes. */
  readonly tape: number;
  readonly clock: Clock;
  /** Takes down what is written. @default nobody does */
  readonly meter?: Meter | undefined;
  /** Bounds what is written of lists in a pass of the event loop. @default nothing does */
  readonly outflow?: Outflow;
}

/** How long an ending sink may flush, in ms. */
export const FLUSH_TIMEOUT = 5000;

/** What a message of a history that waits counts for among the answers, in bytes. */
const RECALLED = 64;

/**
 * Writes to one client, at the client's pace.
 *
 * What is still to be written is a short queue of segments, nearly always one live Span. An answer closes that Span at
 * its place inside the turn, is appended, and a new Span follows, so that the client reads everything in its order.
 * Nothing is copied into the queue, and one write is outstanding at a time, so a client that does not read costs a
 * cursor.
 */
export class Sink {
  readonly #connection: Connection;
  readonly #dialect: Dialect;
  readonly #clock: Clock;
  readonly #ahead: number;
  readonly #mostTold: number;
  readonly #handed: Handed | undefined;
  readonly #outflow: Outflow | undefined;
  /** A list has to wait for the next pass of the event loop. */
  #passing = false;
  readonly #queue: Segment[] = [];
  /** Bytes of what others have told its client that are in the queue, about. */
  #told = 0;
  /** What of answers was written and not taken. */
  #unsent: readonly Kept[] = [];
  /** What is kept may be more or less than was said. */
  #changed = false;
  #kept = 0;
  #live: Span | undefined;
  #tape: Tape | undefined;
  #reading: Subscription | undefined;
  #skips: Skips;
  /** What its client is called, once it is in. */
  #name = '';
  /** Its client stands behind what was written last, not behind a line of its own. */
  #prompted = false;
  /** Its client is to be asked for the next line, though there may be nothing else to write. */
  #due = false;
  #waiting = false;
  #took: number;
  /** Bytes that it was given to write, since it began. */
  #written = 0;
  #ending = false;
  #closed = false;
  #cause = '';
  #giveUp: (() => void) | undefined;

  constructor(connection: Connection, dialect: Dialect, { tape, clock, meter, outflow }: SinkOptions) {
    this.#outflow = outflow;
    this.#connection = connection;
    this.#dialect = dialect;
    this.#clock = clock;
    this.#ahead = tape * AHEAD;
    this.#mostTold = tape * TOLD;
    this.#handed = meter?.handed(dialect.name);
    this.#took = clock.elapsed();
    this.#skips = skipsOf(connection.id, []);
    connection.onDrain = () => {
      this.#waiting = false;
      this.#noteUnsent([]);
      this.flush();
      this.onWait(this.#waiting);
    };
  }

  /** Its client has to take something before more is written, or has taken something. */
  onWait: (waiting: boolean) => void = () => undefined;

  /** It keeps so many bytes of answers now, about. */
  onKept: (bytes: number) => void = () => undefined;

  /** Whether its client has to take something before more is written. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** How long its client has taken nothing although there is something, in ms. */
  get stalledFor(): number {
    return this.#waiting ? this.#clock.elapsed() - this.#took : 0;
  }

  /** Bytes that its client has taken, since it came. */
  get taken(): number {
    return this.#written - this.#connection.pending;
  }

  /** Bytes of its tape that it has still to write, and so keeps alive. */
  get behind(): number {
    return this.#queue.reduce((sum, segment) => sum + (segment instanceof Span ? segment.size : 0), 0);
  }

  /** Bytes of answers that its client asked for and that wait, about. */
  get answers(): number {
    return this.#queue.reduce((sum, segment) => sum + answerOf(segment), 0);
  }

  /** What it keeps of answers, and of what others told its client. */
  *kept(): Generator<Kept> {
    for (const { kept } of this.#queue) if (kept) yield kept;
    yield* this.#unsent;
  }

  /** Bytes between what its client has taken and what there is. */
  get lag(): number {
    return this.#queue.reduce((sum, segment) => sum + segment.size, this.#connection.pending);
  }

  /** Appends a text of its own, at this place in the turn. */
  say(text: string): void {
    if (text !== '') this.#append(new Bytes(text));
  }

  /** Appends what somebody else causes. False: too much of that waits, and a gap is told instead. */
  hear(text: string, of?: Missed['of']): boolean {
    if (this.#ending || text === '') return true;
    if (this.#told > this.#mostTold) {
      for (const gap of this.#gap(1, of)) this.#append(gap);
      return false;
    }
    const told = new Told(text);
    this.#told += told.weight;
    this.#append(told);
    return true;
  }

  /** Appends an answer that others may have too. */
  answer(answer: Answer): void {
    this.#append(new Shared(answer));
  }

  /** Appends a history. */
  recall(history: HistoryWindow): void {
    if (history.to > history.from) this.#append(new Past(history, this.#dialect));
  }

  /** Appends texts that have still to be read. */
  pull(texts: AsyncIterable<string>): void {
    if (this.#ending) return;
    this.#append(new Pulled(texts, () => this.#wake()));
  }

  /** Its client is in, under that name. */
  call(name: string): void {
    this.#name = name;
  }

  /** Its client has said something: where the dialect has a prompt, it follows. */
  prompt(): void {
    this.#due = true;
  }

  /** From here on, nothing of theirs. */
  ignore(clients: readonly string[]): void {
    this.#skips = skipsOf(this.#connection.id, clients);
    if (!this.#live) return;
    this.#closeLive();
    this.#openLive();
    if (this.#queue.length > SEGMENTS) this.skip();
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
  skip(): void {
    const spans = this.#queue.filter((segment) => segment instanceof Span);
    const count = spans.reduce((sum, span) => sum + span.lines, 0);
    const first = this.#queue.findIndex((segment) => segment instanceof Span);
    if (first < 0) return;
    if (this.#handed) this.#handed.skipped += count;
    const rest = this.#queue.splice(first).filter((segment) => !(segment instanceof Span));
    this.#live = undefined;
    this.#queue.push(...this.#gap(count), ...rest);
    this.#openLive();
  }

  /** Nothing more: what is queued is flushed, then the connection is closed, for that cause. */
  finish(cause: string): void {
    if (this.#ending) return;
    this.#closeLive();
    this.#release();
    this.#ending = true;
    this.#cause = cause;
    this.#giveUp = this.#clock.setTimeout(() => this.#connection.destroy('flush timeout'), FLUSH_TIMEOUT);
  }

  /** Lets go of everything: its connection is gone. */
  close(): void {
    this.#release();
    this.#giveUp?.();
    this.#closed = true;
    for (const segment of this.#queue) if (segment instanceof Pulled) segment.cancel();
    this.#queue.length = 0;
    this.#live = undefined;
    this.#ending = true;
    this.#unsent = [];
    this.#tellKept();
  }

  /** The tape has a new turn. */
  next(): void {
    this.flush();
  }

  /** Writes as much as the socket takes. Never throws: a socket that does is this client's fault alone. */
  flush(): void {
    try {
      while (!this.#waiting && !this.#idle) {
        const pieces = this.#onlyTurn() ?? this.#take();
        if (pieces.length === 0) break;
        this.#write(pieces);
      }
      if (this.#due && this.#framed && !this.#waiting && !this.#ending) this.#write([]);
      if (this.#ending && this.#queue.length === 0) this.#connection.end(this.#cause);
      if (this.#changed) this.#tellKept();
    } catch (error) {
      this.#connection.destroy(String(error));
    }
  }

  /** Something has come that was waited for. */
  #wake(): void {
    if (this.#closed) return;
    this.flush();
    this.onWait(this.#waiting);
  }

  #noteUnsent(pieces: readonly Piece[]): void {
    const kept = pieces.filter((piece) => typeof piece === 'string' || isShared(piece));
    if (kept.length === 0 && this.#unsent.length === 0) return;
    this.#unsent = kept.map((piece) => [
      typeof piece === 'string' ? {} : piece,
      typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length,
    ]);
    this.#changed = true;
  }

  #tellKept(): void {
    this.#changed = false;
    let bytes = 0;
    for (const [, size] of this.kept()) bytes += size;
    if (bytes === this.#kept) return;
    this.#kept = bytes;
    this.onKept(bytes);
  }

  #release(): void {
    this.#reading?.unsubscribe();
    this.#reading = undefined;
    this.#tape = undefined;
  }

  #write(pieces: readonly Piece[]): void {
    const whole = this.#framed ? this.#frame(pieces) : pieces;
    const size = sizeOf(whole);
    this.#written += size;
    if (this.#handed) this.#handed.bytes += size;
    this.#waiting = !this.#connection.write(whole);
    if (!this.#waiting) return;
    this.#noteUnsent(whole);
    this.#took = this.#clock.elapsed();
    this.onWait(true);
  }

  /** Whether something goes about what is written. */
  get #framed(): boolean {
    return this.#dialect.around !== undefined && this.#name !== '';
  }

  #frame(pieces: readonly Piece[]): readonly Piece[] {
    const around = this.#dialect.around?.(this.#name, this.#clock.now());
    const before = this.#prompted && pieces.length > 0 ? around?.before : undefined;
    const after = this.#ending && this.#queue.length === 0 ? undefined : around?.after;
    this.#prompted = true;
    this.#due = false;
    return [before, ...pieces, after].filter((piece) => piece !== undefined);
  }

  /** Whether there is nothing to write now. */
  get #idle(): boolean {
    const queue = this.#queue;
    return queue.length === 0 || (queue.length === 1 && this.#live?.idle === true);
  }

  /** The one turn that there is to write, in the common case. */
  #onlyTurn(): readonly Piece[] | undefined {
    return this.#queue.length === 1 ? this.#live?.takeTurn() : undefined;
  }

  #take(): Piece[] {
    const pieces: Piece[] = [];
    let budget = this.#ahead;
    for (let head = this.#queue[0]; head && budget > 0; head = this.#queue[0]) {
      if (head instanceof Shared && !this.#mayPass(head)) break;
      budget -= head.take(pieces, budget);
      if (!head.done) break;
      if (head instanceof Told) this.#told -= head.weight;
      this.#queue.shift();
      if (!(head instanceof Span)) this.#changed = true;
    }
    return pieces;
  }

  #mayPass({ size }: Shared): boolean {
    if (this.#passing) return false;
    const again = () => {
      this.#passing = false;
      this.#wake();
    };
    this.#passing = this.#outflow?.admits(size, again) === false;
    return !this.#passing;
  }

  /** One gap is told once, where it begins, however often it grows before it is told. */
  #gap(count: number, of?: Missed['of']): readonly Segment[] {
    if (count === 0) return [];
    const known = this.#queue.find((segment) => segment instanceof Skipped && segment.of === of) as
      Skipped | undefined;
    const gap = known ?? new Skipped(this.#dialect, of);
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
    this.#live = new Span(this.#tape, this.#skips, this.#handed);
    this.#queue.push(this.#live);
  }
}

const skipsOf = (client: string, ignored: readonly string[]): Skips => [client, deedOf(client), ...ignored];

const sizeOf = (pieces: readonly Piece[]): number => {
  let size = 0;
  for (const piece of pieces) size += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
  return size;
};

const answerOf = (segment: Segment): number => {
  if (segment instanceof Pulled) return Infinity;
  if (segment instanceof Past) return segment.left * RECALLED;
  if (segment instanceof Told) return 0;
  return segment instanceof Bytes || segment instanceof Shared ? segment.size : 0;
};
