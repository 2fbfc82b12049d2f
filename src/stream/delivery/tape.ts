import { Subject, type PartialObserver, type Subscription } from 'rxjs';
import type { ClientId } from '../../chat';

/** Where an author's own lines stand in a node, in bytes. */
interface ByteRange {
  readonly start: number;
  end: number;
}

/** One turn of a tape. Open while the turn is routed; sealed, and never changed again, when it is published. */
export interface TapeNode {
  /** Its place on the tape, in bytes since the tape began. */
  readonly start: number;
  /** Bytes so far. */
  size: number;
  /** How many lines it has, after the first request. */
  lines: number | undefined;
  /** The encoded turn, once sealed. */
  bytes: Buffer | undefined;
  /** The same as pieces to write, made once for all readers of the whole node. */
  parts: readonly Buffer[];
  /** The encoded lines so far, while it is open. */
  readonly excludedRuns: Buffer[];
  next: TapeNode | undefined;
  /** Each author's own lines, by a mark of it: what it does not read back. */
  readonly rangesByAuthor: Map<string, ByteRange[]>;
}

/** The marks that a reader excludes: its own, and those of ignored clients. */
export type ExcludedMarks = readonly string[];

/** The mark of events that readers with an ignore list receive too: a new name, a topic. */
export const actionMark = (author: ClientId): string => `${author}*`;

/** Whether a turn has nothing that its reader leaves out. */
export const isWhole = ({ rangesByAuthor }: TapeNode, skips: ExcludedMarks): boolean => {
  if (rangesByAuthor.size === 0) return true;
  for (const mark of skips) if (rangesByAuthor.has(mark)) return false;
  return true;
};

/** A place on a tape. */
export interface Cursor {
  readonly node: TapeNode;
  readonly offset: number;
}

const openNode = (start: number): TapeNode => ({
  start,
  size: 0,
  lines: undefined,
  bytes: undefined,
  parts: [],
  excludedRuns: [],
  next: undefined,
  rangesByAuthor: new Map(),
});

/**
 * The encoded turns of a room in a dialect: a linked list of Buffers that all its readers share.
 *
 * A turn's lines are rendered once, encoded once and handed to every reader as the same Buffer. The tape itself holds
 * only its open end. A node lives as long as some reader's cursor stands at or before it. So a node that all readers
 * have passed is garbage.
 */
export class Tape {
  readonly #turn$ = new Subject<void>();
  #readers = 0;
  #open = openNode(0);
  /** A run: lines of one author, or without an author, not encoded yet. */
  #text = '';
  #author: string | undefined;

  /** Just behind what has been written so far, also inside the turn that is being routed. */
  get end(): Cursor {
    this.#encode();
    return { node: this.#open, offset: this.#open.size };
  }

  /** Bytes written since the tape began. */
  get position(): number {
    this.#encode();
    return this.#open.start + this.#open.size;
  }

  /** How many read it. */
  get readers(): number {
    return this.#readers;
  }

  /** Writes lines for all readers, except those that exclude that mark, if there is one. */
  append(lines: string, author?: string): void {
    if (author !== this.#author) this.#encode();
    this.#author = author;
    this.#text += lines;
  }

  /** Ends the turn: encodes what was written and lets the readers have it. */
  publish(): void {
    if (!this.#closeNode()) return;
    this.#turn$.next();
  }

  /** Called after each turn that wrote something. */
  subscribe(reader: PartialObserver<void>): Subscription {
    const reading = this.#turn$.subscribe(reader);
    this.#readers++;
    reading.add(() => this.#readers--);
    return reading;
  }

  /** Ends a run. A socket's lines come many at a time: to encode each, or to ask how long it is, costs more. */
  #encode(): void {
    if (this.#text === '') return;
    const node = this.#open;
    const start = node.size;
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    node.excludedRuns.push(bytes);
    node.size += bytes.length;
    if (this.#author !== undefined) markOwn(node, this.#author, { start, end: node.size });
  }

  #closeNode(): boolean {
    this.#encode();
    const node = this.#open;
    if (node.size === 0) return false;
    node.bytes =
      node.excludedRuns.length === 1 ? node.excludedRuns[0] : Buffer.concat(node.excludedRuns, node.size);
    node.parts = node.bytes ? [node.bytes] : [];
    node.excludedRuns.length = 0;
    node.next = openNode(node.start + node.size);
    this.#open = node.next;
    return true;
  }
}

const LF = 0x0a;

const countNewlines = (bytes: Buffer, from = 0, to = bytes.length): number => {
  let count = 0;
  for (let at = bytes.indexOf(LF, from); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
};

/** Lines that follow on each other are one range. */
const markOwn = (node: TapeNode, author: string, range: ByteRange): void => {
  const ranges = node.rangesByAuthor.get(author);
  const last = ranges?.at(-1);
  if (last?.end === range.start) {
    last.end = range.end;
  } else if (ranges) {
    ranges.push(range);
  } else {
    node.rangesByAuthor.set(author, [range]);
  }
};

/** Where the lines stand that a reader leaves out, in their order. */
const excludedRanges = ({ rangesByAuthor }: TapeNode, skips: ExcludedMarks): readonly ByteRange[] => {
  const found = skips.flatMap((mark) => rangesByAuthor.get(mark) ?? []);
  return found.length > 1 ? found.sort((a, b) => a.start - b.start) : found;
};

/** The part of a sealed node between two offsets for a reader: all lines except the excluded ones, without copying. */
export const readNode = (
  node: TapeNode,
  [from, to]: readonly [number, number],
  skips: ExcludedMarks,
): readonly Buffer[] => {
  const { bytes } = node;
  if (!bytes || from === to) return [];
  const ranges = excludedRanges(node, skips);
  if (ranges.length === 0) return from === 0 && to === bytes.length ? node.parts : [bytes.subarray(from, to)];
  const pieces: Buffer[] = [];
  let at = from;
  for (const { start, end } of [...ranges, { start: to, end: to }]) {
    const stop = Math.min(start, to);
    if (stop > at) pieces.push(bytes.subarray(at, stop));
    at = Math.max(at, end);
  }
  return pieces;
};

/** How many lines a sealed node has. Counted once, at the first request: of a skip, or a meter. */
export const linesOf = (node: TapeNode): number =>
  (node.lines ??= node.bytes === undefined ? 0 : countNewlines(node.bytes));

/** How many lines a reader gets there. */
export const countLines = (
  node: TapeNode,
  [from, to]: readonly [number, number],
  skips: ExcludedMarks,
): number => {
  const { bytes } = node;
  if (!bytes) return 0;
  if (from > 0 || to < node.size)
    return readNode(node, [from, to], skips).reduce((sum, piece) => sum + countNewlines(piece), 0);
  let lines = linesOf(node);
  for (const mark of skips)
    for (const { start, end } of node.rangesByAuthor.get(mark) ?? [])
      lines -= countNewlines(bytes, start, end);
  return lines;
};
