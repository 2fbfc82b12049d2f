import { Subject, type PartialObserver, type Subscription } from 'rxjs';
import type { ClientId } from '../chat';

/** Where an author's own lines stand in a node, in bytes. */
interface Range {
  readonly start: number;
  end: number;
  lines: number;
}

/** One turn of a tape. Open while the turn is routed; sealed, and never changed again, when it is published. */
export interface TapeNode {
  /** Its place on the tape, in bytes since the tape began. */
  readonly start: number;
  /** Bytes so far. */
  size: number;
  /** Lines so far. */
  lines: number;
  /** The encoded turn, once sealed. */
  bytes: Buffer | undefined;
  next: TapeNode | undefined;
  /** Each author's own lines: what it does not read back. */
  readonly own: Map<ClientId, Range[]>;
}

/** A place on a tape. */
export interface Cursor {
  readonly node: TapeNode;
  readonly offset: number;
}

const openNode = (start: number): TapeNode => ({
  start,
  size: 0,
  lines: 0,
  bytes: undefined,
  next: undefined,
  own: new Map(),
});

/**
 * The encoded turns of a room in a dialect: a linked list of Buffers that all its readers share.
 *
 * A turn's lines are rendered once, encoded once and handed to every reader as the same Buffer. The tape itself holds
 * only its open end; a node lives as long as some reader's cursor stands at or before it, so what everybody has read
 * is garbage.
 */
export class Tape {
  readonly #turn$ = new Subject<void>();
  #readers = 0;
  #open = openNode(0);
  #text = '';

  /** Just behind what has been written so far, also inside the turn that is being routed. */
  get end(): Cursor {
    return { node: this.#open, offset: this.#open.size };
  }

  /** Bytes written since the tape began. */
  get position(): number {
    return this.#open.start + this.#open.size;
  }

  /** How many read it. */
  get readers(): number {
    return this.#readers;
  }

  /** Writes lines that everybody reads but their author, if one is named. */
  append(lines: string, author?: ClientId): void {
    const node = this.#open;
    const start = node.size;
    const count = countNewlines(lines);
    this.#text += lines;
    node.size += Buffer.byteLength(lines);
    node.lines += count;
    if (author !== undefined) markOwn(node, author, { start, end: node.size, lines: count });
  }

  /** Ends the turn: encodes what was written and lets the readers have it. */
  publish(): void {
    if (!this.#seal()) return;
    this.#turn$.next();
  }

  /** Is told after each turn that wrote something. */
  subscribe(reader: PartialObserver<void>): Subscription {
    const reading = this.#turn$.subscribe(reader);
    this.#readers++;
    reading.add(() => this.#readers--);
    return reading;
  }

  #seal(): boolean {
    const node = this.#open;
    if (node.size === 0) return false;
    node.bytes = Buffer.from(this.#text);
    node.next = openNode(node.start + node.size);
    this.#open = node.next;
    this.#text = '';
    return true;
  }
}

const countNewlines = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
};

/** Lines that follow on each other are one range. */
const markOwn = (node: TapeNode, author: ClientId, range: Range): void => {
  const ranges = node.own.get(author);
  const last = ranges?.at(-1);
  if (last?.end === range.start) {
    last.end = range.end;
    last.lines += range.lines;
  } else if (ranges) {
    ranges.push(range);
  } else {
    node.own.set(author, [range]);
  }
};

/** What `reader` reads of a sealed node between two offsets: all but its own lines, without copying. */
export const readNode = (
  node: TapeNode,
  [from, to]: readonly [number, number],
  reader: ClientId,
): Buffer[] => {
  const { bytes, own } = node;
  if (!bytes || from === to) return [];
  const ranges = own.get(reader);
  if (!ranges) return [from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)];
  const pieces: Buffer[] = [];
  let at = from;
  for (const { start, end } of [...ranges, { start: to, end: to }]) {
    const stop = Math.min(start, to);
    if (stop > at) pieces.push(bytes.subarray(at, stop));
    at = Math.max(at, end);
  }
  return pieces;
};

/** How many lines `reader` would have read there. */
export const countLines = (
  node: TapeNode,
  [from, to]: readonly [number, number],
  reader: ClientId,
): number => {
  if (from === 0 && to === node.size)
    return (node.own.get(reader) ?? []).reduce((left, { lines }) => left - lines, node.lines);
  return readNode(node, [from, to], reader).reduce(
    (sum, piece) => sum + countNewlines(piece.toString('latin1')),
    0,
  );
};
