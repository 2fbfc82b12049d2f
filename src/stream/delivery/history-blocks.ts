import type { Message } from '../../chat';
import type { Dialect } from '../contracts/dialect';
import { markShared } from './shared-replies';

/** How many messages are rendered and encoded at once. */
const BLOCK_MESSAGES = 64;

/** How many blocks at the ends of histories are kept: clients that join one after the other read the same ones. */
const MAX_END_BLOCKS = 4;

/** The encoded messages of one array, in one dialect. */
interface HistoryBlocks {
  /** By the index of the block in the array. */
  readonly full: Map<number, Buffer>;
  /** Blocks that a history begins or ends in, by their range; the oldest first. */
  readonly ends: Map<string, Buffer>;
}

const encoded = new WeakMap<Dialect, WeakMap<readonly Message[], HistoryBlocks>>();

const blocksOf = (dialect: Dialect, messages: readonly Message[]): HistoryBlocks => {
  const arrays = encoded.get(dialect) ?? new WeakMap<readonly Message[], HistoryBlocks>();
  encoded.set(dialect, arrays);
  const blocks = arrays.get(messages) ?? { full: new Map<number, Buffer>(), ends: new Map<string, Buffer>() };
  arrays.set(messages, blocks);
  return blocks;
};

const encode = (dialect: Dialect, messages: readonly Message[], from: number, to: number): Buffer => {
  let text = '';
  for (let at = from; at < to; at++) {
    const message = messages[at];
    if (message) text += dialect.write(message, message.at);
  }
  return markShared(Buffer.from(text));
};

/**
 * The messages from an index up to `to`, but for no more than a block: encoded, and the index behind them.
 *
 * All clients that read a history share its blocks. The array of a history only grows, so a full block never changes;
 * it lives as long as the array.
 */
export const readBlock = (
  dialect: Dialect,
  messages: readonly Message[],
  from: number,
  to: number,
): { readonly bytes: Buffer; readonly next: number } => {
  const index = Math.floor(from / BLOCK_MESSAGES);
  const next = Math.min(to, (index + 1) * BLOCK_MESSAGES);
  const { full, ends } = blocksOf(dialect, messages);
  if (next - from === BLOCK_MESSAGES) {
    const bytes = full.get(index) ?? encode(dialect, messages, from, next);
    full.set(index, bytes);
    return { bytes, next };
  }
  const range = `${from} ${next}`;
  const bytes = ends.get(range) ?? encode(dialect, messages, from, next);
  ends.set(range, bytes);
  const [oldest] = ends.keys();
  if (ends.size > MAX_END_BLOCKS && oldest !== undefined) ends.delete(oldest);
  return { bytes, next };
};
