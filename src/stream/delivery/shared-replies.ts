import type { ChatEvent } from '../../chat';
import type { Dialect, CorrelationTail } from '../contracts/dialect';

/** The part that is the same for all clients that asked, as one Buffer, and the end for one of them. */
export interface SharedReply {
  readonly bytes: Buffer;
  readonly end: string;
}

interface EncodedReply {
  readonly at: number;
  readonly bytes: Buffer;
}

const NO_CUT: CorrelationTail = { cut: 0, end: '' };

const encodedReplies = new WeakMap<Dialect, WeakMap<ChatEvent, Map<string | undefined, EncodedReply>>>();
const buffers = new WeakSet<Uint8Array>();

/** Marks bytes that many clients may hold. */
export const markShared = (bytes: Buffer): Buffer => {
  buffers.add(bytes);
  return bytes;
};

/** Whether a piece is one that many clients may hold. */
export const isSharedChunk = (piece: Uint8Array | string): piece is Uint8Array =>
  typeof piece !== 'string' && buffers.has(piece);

/**
 * A list that many may ask for at once, rendered and encoded once for all of them. Undefined where the dialect can't
 * tell the id apart from the rest.
 */
export const sharedReply = (
  dialect: Dialect,
  fact: ChatEvent,
  at: number,
  id?: string,
): SharedReply | undefined => {
  const tail = id === undefined ? NO_CUT : dialect.tail?.(id);
  return tail && { bytes: encodeReply(dialect, fact, at, tail), end: tail.end };
};

const encodeReply = (
  dialect: Dialect,
  fact: ChatEvent,
  at: number,
  { placeholder, cut }: CorrelationTail,
): Buffer => {
  const facts =
    encodedReplies.get(dialect) ?? new WeakMap<ChatEvent, Map<string | undefined, EncodedReply>>();
  encodedReplies.set(dialect, facts);
  const known = facts.get(fact) ?? new Map<string | undefined, EncodedReply>();
  facts.set(fact, known);
  const key = `${cut} ${placeholder ?? ''}`;
  const found = known.get(key);
  if (found?.at === at) return found.bytes;
  const text = dialect.write(fact, at, placeholder);
  const bytes = markShared(Buffer.from(cut === 0 ? text : text.slice(0, -cut)));
  known.set(key, { at, bytes });
  return bytes;
};
