import { Subject, type PartialObserver, type Subscription } from 'rxjs';
import type { ClientId } from '../chat';

/** Where an author's own lines stand in a node, in bytes. */
interface Range {
  readonly start: number;
  end: number;
}

/** One turn of a tape. Open while the turn is routed; sealed, and never changed again, when it is published. */
export interface TapeNode {
  /** Its place on the tape, in bytes since the tape began. */
  readonly start: number;
  /** Bytes so far. */
  size: number;
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

  get read(): boolean {
    return this.#turn$.observed;
  }

  /** Writes lines that everybody reads but their author, if one is named. */
  append(lines: string, author?: ClientId): void {
    const node = this.#open;
    const start = node.size;
    this.#text += lines;
    node.size += Buffer.byteLength(lines);
    if (author !== undefined) markOwn(node, author, start);
  }

  /** Ends the turn: encodes what was written and lets the readers have it. */
  publish(): void {
    if (!this.#seal()) return;
    this.#turn$.next();
  }

  /** Is told after each turn that wrote something. */
  subscribe(reader: PartialObserver<void>): Subscription {
    return this.#turn$.subscribe(reader);
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

const markOwn = (node: TapeNode, author: ClientId, start: number): void => {
  const ranges = node.own.get(author);
  const last = ranges?.at(-1);
  if (last?.end === start) last.end = node.size;
  else if (ranges) ranges.push({ start, end: node.size });
  else node.own.set(author, [{ start, end: node.size }]);
};

/** What `reader` reads of a sealed node between two offsets: all but its own lines, without copying. */
export const readNode = (
  node: TapeNode,
  [from, to]: readonly [number, number],
  reader: ClientId,
): Buffer[] => {
  const { bytes, own } = node;
  if (!bytes) return [];
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
