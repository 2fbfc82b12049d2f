import type { HistoryWindow, MissedMessages } from '../../chat';
import type { Dialect } from '../contracts/dialect';
import type { DeliveryCounters } from '../contracts/meter';
import type { RetainedReply } from './reply-backlog';
import { LINE_OVERHEAD_BYTES } from '../flow/in-flight-limiter';
import { readBlock } from './history-blocks';
import type { SharedReply } from './shared-replies';
import {
  countLines,
  isWhole,
  linesOf,
  readNode,
  type Cursor,
  type ExcludedMarks,
  type Tape,
  type TapeNode,
} from './tape';

/** A piece of output of a connection: strings are encoded as UTF-8. */
export type Chunk = Uint8Array | string;

/** Something that a sink still has to write, taken piece by piece. Pieces end where lines end. */
export interface Segment {
  /** Bytes left. */
  readonly size: number;
  /** No more will come of it. */
  readonly done: boolean;
  /** The bytes that it keeps in memory, beside the tapes. @default nothing */
  readonly retainedBytes?: RetainedReply | undefined;
  /** Takes about `budget` bytes, more by one piece at most, into `pieces`; returns how many. */
  take(pieces: Chunk[], budget: number): number;
}

/** The approximate cost of a segment beside its text, and of the stretch of the tape behind it, in bytes. */
const SEGMENT_OVERHEAD_BYTES = 128;

/** A text of the sink's own: a greeting, a welcome, an answer. */
export class TextSegment implements Segment {
  #text: string;
  size: number;

  constructor(text: string) {
    this.#text = text;
    this.size = Buffer.byteLength(text);
  }

  get done(): boolean {
    return this.size === 0;
  }

  get retainedBytes(): RetainedReply {
    return [this, this.size + SEGMENT_OVERHEAD_BYTES];
  }

  take(pieces: Chunk[]): number {
    const { size } = this;
    pieces.push(this.#text);
    this.#text = '';
    this.size = 0;
    return size;
  }
}

/** An answer that many may hold: one Buffer, and how it ends for this client. */
export class SharedSegment implements Segment {
  readonly #answer: SharedReply;
  size: number;

  constructor(answer: SharedReply) {
    this.#answer = answer;
    this.size = answer.bytes.length + Buffer.byteLength(answer.end);
  }

  get done(): boolean {
    return this.size === 0;
  }

  get retainedBytes(): RetainedReply {
    return [this.#answer.bytes, this.size];
  }

  take(pieces: Chunk[]): number {
    const { size } = this;
    pieces.push(this.#answer.bytes);
    if (this.#answer.end !== '') pieces.push(this.#answer.end);
    this.size = 0;
    return size;
  }
}

/** The text of an event that another client has caused: its own client did not ask for it. */
export class EventSegment extends TextSegment {
  /** The approximate bytes that it keeps in memory. */
  readonly weight = this.size + SEGMENT_OVERHEAD_BYTES;
}

/** A gap in what a client reads, told once however often it grows. */
export class GapSegment implements Segment {
  readonly #dialect: Dialect;
  readonly of: MissedMessages['of'];
  readonly size = 0;
  count = 0;
  done = false;

  constructor(dialect: Dialect, of?: MissedMessages['of']) {
    this.#dialect = dialect;
    this.of = of;
  }

  take(pieces: Chunk[]): number {
    const { count, of } = this;
    const text = this.#dialect.write({ kind: 'skipped', count, ...(of && { of }) }, 0);
    if (text !== '') pieces.push(text);
    this.done = true;
    return Buffer.byteLength(text);
  }
}

/** The history of a room as of some entry, encoded in blocks as it is taken, so that a slow newcomer costs little. */
export class HistorySegment implements Segment {
  readonly #history: HistoryWindow;
  readonly #dialect: Dialect;
  #next: number;
  #weight: number | undefined;

  constructor(history: HistoryWindow, dialect: Dialect) {
    this.#history = history;
    this.#dialect = dialect;
    this.#next = history.from;
  }

  /** Not rendered yet, so not counted: it costs nothing until it is taken. */
  readonly size = 0;

  /** The messages, which the room may have forgotten meanwhile. */
  get retainedBytes(): RetainedReply {
    this.#weight ??= historyBytes(this.#history);
    return [this.#history.messages, this.#weight];
  }

  /** How many messages are left. */
  get left(): number {
    return this.#history.to - this.#next;
  }

  get done(): boolean {
    return this.#next >= this.#history.to;
  }

  take(pieces: Chunk[], budget: number): number {
    const { messages, to } = this.#history;
    let taken = 0;
    while (!this.done && taken < budget) {
      const { bytes, next } = readBlock(this.#dialect, messages, this.#next, to);
      pieces.push(bytes);
      taken += bytes.length;
      this.#next = next;
    }
    return taken;
  }
}

const historyBytes = ({ messages, from, to }: HistoryWindow): number => {
  let bytes = 0;
  for (let at = from; at < to; at++) bytes += (messages[at]?.text.length ?? 0) + LINE_OVERHEAD_BYTES;
  return bytes;
};

/** Texts that are read while they are written: of a history that memory no longer holds. */
export class AsyncSegment implements Segment {
  readonly #texts: AsyncIterator<string>;
  readonly #onText: () => void;
  /** Not read yet, so not counted. */
  readonly size = 0;
  #text = '';
  #pulling = false;
  #over = false;

  /** `onText` is called when there is something to take, or will be nothing more. */
  constructor(texts: AsyncIterable<string>, onText: () => void) {
    this.#texts = texts[Symbol.asyncIterator]();
    this.#onText = onText;
  }

  get done(): boolean {
    return this.#over && this.#text === '';
  }

  /** The text, and the messages that it was made of. */
  get retainedBytes(): RetainedReply | undefined {
    return this.#text === '' ? undefined : [this, 2 * this.#text.length];
  }

  take(pieces: Chunk[]): number {
    const text = this.#text;
    this.#text = '';
    if (text !== '') pieces.push(text);
    this.#pull();
    return Buffer.byteLength(text);
  }

  /** Nobody takes any more of it. */
  cancel(): void {
    this.#over = true;
    this.#texts.return?.().catch(() => undefined);
  }

  /** One text at a time: the next is read when this one was taken. */
  #pull(): void {
    if (this.#pulling || this.#over) return;
    this.#pulling = true;
    const next = ({ done, value }: IteratorResult<string>) => {
      if (done === true) this.#over = true;
      else this.#text = value;
    };
    void this.#texts
      .next()
      .then(next, () => (this.#over = true))
      .then(() => {
        this.#pulling = false;
        this.#onText();
      });
  }
}

/** A stretch of a tape: up to a cursor, or live, up to wherever the tape ends. */
export class TapeSegment implements Segment {
  readonly #tape: Tape;
  readonly #skips: ExcludedMarks;
  readonly #handed: DeliveryCounters | undefined;
  #node: TapeNode;
  #offset: number;
  #end: Cursor | undefined;

  /** Begins at the tape's end as it is now, also inside a turn. */
  constructor(tape: Tape, skips: ExcludedMarks, handed?: DeliveryCounters) {
    this.#tape = tape;
    this.#skips = skips;
    this.#handed = handed;
    ({ node: this.#node, offset: this.#offset } = tape.end);
  }

  get size(): number {
    return this.#endOffset - this.#node.start - this.#offset;
  }

  get done(): boolean {
    return this.#end !== undefined && this.size === 0;
  }

  /** How many lines it has left for its reader. */
  get lines(): number {
    let count = 0;
    let node: TapeNode | undefined = this.#node;
    for (let from = this.#offset; node?.bytes; from = 0) {
      const last: boolean = node === this.#end?.node;
      count += countLines(node, [from, last && this.#end ? this.#end.offset : node.size], this.#skips);
      node = last ? undefined : node.next;
    }
    return count;
  }

  /** Ends it where the tape ends now. */
  close(): void {
    this.#end = this.#tape.end;
  }

  /**
   * Takes the turn that it stands before, if that is all there is to take and none of it is its reader's own. It is so
   * for nearly every client at nearly every turn, and then costs no allocation.
   */
  takeWholeTurn(): readonly Chunk[] | undefined {
    const node = this.#node;
    const { next } = node;
    if (!next || next.bytes || this.#offset > 0 || this.#end || !isWhole(node, this.#skips)) return undefined;
    if (this.#handed) this.#handed.lines += linesOf(node);
    this.#node = next;
    return node.parts;
  }

  /** Whether there is nothing to take now. */
  get idle(): boolean {
    return this.#node.bytes === undefined;
  }

  take(pieces: Chunk[], budget: number): number {
    let taken = 0;
    while (taken < budget && this.#node.bytes) {
      const last = this.#node === this.#end?.node;
      const to = last && this.#end ? this.#end.offset : this.#node.size;
      for (const piece of readNode(this.#node, [this.#offset, to], this.#skips)) {
        pieces.push(piece);
        taken += piece.length;
      }
      if (this.#handed) this.#handed.lines += countLines(this.#node, [this.#offset, to], this.#skips);
      this.#moveTo(to);
      if (last) break;
    }
    return taken;
  }

  get #endOffset(): number {
    return this.#end ? this.#end.node.start + this.#end.offset : this.#tape.position;
  }

  /** Stands on the open node once all before it is read, so that an idle reader keeps no turn alive. */
  #moveTo(offset: number): void {
    const { size, next } = this.#node;
    if (offset === size && next) {
      this.#node = next;
      this.#offset = 0;
    } else {
      this.#offset = offset;
    }
  }
}
