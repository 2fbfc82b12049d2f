import type { Fact } from '../../chat';
import type { Dialect, Tail } from '../contracts/dialect';

/** What is the same for all who asked: one Buffer, and how it ends for one of them. */
export interface Answer {
  readonly bytes: Buffer;
  readonly end: string;
}

interface Made {
  readonly at: number;
  readonly bytes: Buffer;
}

const WHOLE: Tail = { cut: 0, end: '' };

const made = new WeakMap<Dialect, WeakMap<Fact, Map<string | undefined, Made>>>();
const buffers = new WeakSet<Uint8Array>();

/** Whether a piece is an answer that many may hold. */
export const isShared = (piece: Uint8Array | string): piece is Uint8Array =>
  typeof piece !== 'string' && buffers.has(piece);

/**
 * A list that many may ask for at once, rendered and encoded once for all of them. Undefined where the dialect can't
 * tell the id apart from the rest.
 */
export const answerOf = (dialect: Dialect, fact: Fact, at: number, id?: string): Answer | undefined => {
  const tail = id === undefined ? WHOLE : dialect.tail?.(id);
  return tail && { bytes: bytesOf(dialect, fact, at, tail), end: tail.end };
};

const bytesOf = (dialect: Dialect, fact: Fact, at: number, { like, cut }: Tail): Buffer => {
  const facts = made.get(dialect) ?? new WeakMap<Fact, Map<string | undefined, Made>>();
  made.set(dialect, facts);
  const known = facts.get(fact) ?? new Map<string | undefined, Made>();
  facts.set(fact, known);
  const key = `${cut} ${like ?? ''}`;
  const found = known.get(key);
  if (found?.at === at) return found.bytes;
  const text = dialect.write(fact, at, like);
  const bytes = Buffer.from(cut === 0 ? text : text.slice(0, -cut));
  known.set(key, { at, bytes });
  buffers.add(bytes);
  return bytes;
};
