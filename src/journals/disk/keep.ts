import { ChatError } from '../../chat';

/**
 * How much of the log a disk journal keeps. The oldest entries beyond any of these limits are removed; without a limit
 * all are kept. The history of the rooms and the newest turn are always kept.
 *
 * @example { age: 30 * 86_400_000, bytes: 2e9 }
 */
export interface RetentionPolicy {
  /** The most messages, from 0 up. @default no limit */
  readonly messages?: number;
  /** The greatest age of an entry, in ms, from 0 up. @default no limit */
  readonly age?: number;
  /**
   * The most entries, from 0 up. Each message, join, leave, rename, topic and refusal is one.
   * @default ten times `messages`, at least 100,000; no limit without `messages`
   */
  readonly entries?: number;
  /**
   * The most bytes of the file, about, from 0 up: the pages that the log, its index and its deletions use. The states of
   * the rooms are beside that, and free pages are used again, so the file may have a fifth more.
   * @default no limit
   */
  readonly bytes?: number;
}

/** The default retention. */
export const DEFAULT_KEEP: RetentionPolicy = { messages: 1_000_000, bytes: 4_000_000_000 };

const BOUNDS = ['messages', 'age', 'entries', 'bytes'] as const;

/** Throws a `ChatError` if a limit is no number from 0 up: it would prune all, or nothing. */
export const checkKeep = (keep: RetentionPolicy): void => {
  for (const bound of BOUNDS) {
    const value: number | null | undefined = keep[bound];
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    throw new ChatError('RX_CHAT_OPTION', `keep.${bound} is ${String(value)}: it takes a number from 0 up`);
  }
};

/** Entries that may come with each message that is kept, and how many may always. */
const ENTRIES_PER_MESSAGE = 10;
const MIN_KEPT_ENTRIES = 100_000;

/** How many entries are kept. Without a limit of theirs joins and renames would never go where nothing is said. */
export const maxKeptEntries = ({ messages = Infinity, entries }: RetentionPolicy): number =>
  entries ?? Math.max(ENTRIES_PER_MESSAGE * messages, MIN_KEPT_ENTRIES);

/** By how much a limit in bytes may be undercut, at most: so much room is made at once. */
const MIN_SPARE_BYTES = 16 * 1024 * 1024;

/** Down to how many bytes is pruned. */
export const prunedSizeBytes = (bytes: number): number => bytes - Math.min(MIN_SPARE_BYTES, bytes / 10);
