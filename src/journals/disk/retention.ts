import { applyTurn, type ChatState, type Turn } from '../../chat';
import { deletionsIn, type Deletion, countMessages, roomIndexRows } from '../store/room-index';
import { prunedSizeBytes, maxKeptEntries, type RetentionPolicy } from './keep';
import { stateRows, type Row } from '../store/row-codec';
import { forEachInTimeSlices } from '../time-slices';
import type { Batch, MessageCount, Store } from '../store/store';

export interface RetentionOptions {
  readonly store: Store;
  readonly keep: RetentionPolicy;
  /** The wall clock, in ms since 1970. */
  readonly now: () => number;
  /** The log's own clock, in ms, as far as it is certain. */
  readonly time: () => number;
  /** How many messages are kept as it begins. */
  readonly count: MessageCount;
}

/** How many entries go at once, in one transaction, and so by how many there may be too many. */
const PRUNE_BATCH_MESSAGES = 5000;
/** How often the age of the oldest is looked at, in ms. */
const AGE_CHECK_MS = 60_000;
/** Behind how many entries it is looked again how many bytes there are. */
const SIZE_CHECK_ENTRIES = 100;

/** How much there is, or how much of it is to go. */
interface Amount {
  readonly messages: number;
  readonly entries: number;
  readonly bytes: number;
}

const NO_AMOUNT: Amount = { messages: 0, entries: 0, bytes: 0 };

/** A batch that is to go. */
interface PrunableBatch {
  readonly seq: number;
  readonly turn: Turn;
  /** It, and those before it. */
  readonly gone: Amount;
}

/** Whether there is so much beyond a limit that it is worth a transaction. */
const exceeds = (amount: number, bound = Infinity): boolean =>
  amount >= bound + Math.min(PRUNE_BATCH_MESSAGES, bound / 10 + 1);

/**
 * Prunes what is no longer to be kept, a chunk at a time, in the background. The state before the oldest entry that is
 * left is kept with it, so that the log can always be reduced.
 */
export class Retention {
  readonly #options: RetentionOptions;
  #messages: number;
  #seq: number;
  /** The seq of the last entry that is not kept any more. */
  #pruned: number;
  #measured = -Infinity;
  #base: ChatState | undefined;
  #checkedAt = -Infinity;
  #pruning: Promise<void> | undefined;
  #closed = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#messages = options.count.messages;
    this.#seq = options.count.seq;
    this.#pruned = (options.store.oldest ?? this.#seq + 1) - 1;
  }

  /** How many messages are kept. */
  get count(): MessageCount {
    return { seq: this.#seq, messages: this.#messages };
  }

  /** So many messages more are kept, up to that seq. */
  record(seq: number, messages: number, onError: (error: unknown) => void): void {
    this.#seq = seq;
    this.#messages += messages;
    if (this.#pruning || this.#closed || !this.#isDue()) return;
    this.#pruning = this.#prune()
      .catch(onError)
      .finally(() => (this.#pruning = undefined));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pruning;
  }

  #isDue(): boolean {
    const { keep } = this.#options;
    if (exceeds(this.#messages, keep.messages)) return true;
    if (exceeds(this.#seq - this.#pruned, maxKeptEntries(keep))) return true;
    return this.#areBytesDue() || this.#isAgeDue();
  }

  #areBytesDue(): boolean {
    if (this.#seq - this.#measured < SIZE_CHECK_ENTRIES) return false;
    this.#measured = this.#seq;
    return this.#isTooLarge();
  }

  #isTooLarge(): boolean {
    const { store, keep } = this.#options;
    return keep.bytes !== undefined && store.bytes > keep.bytes;
  }

  #isAgeDue(): boolean {
    const { keep, time } = this.#options;
    if (keep.age === undefined || time() - this.#checkedAt < Math.min(AGE_CHECK_MS, keep.age)) return false;
    this.#checkedAt = time();
    return true;
  }

  async #prune(): Promise<void> {
    while (!this.#closed && (await this.#pruneChunk()));
  }

  /** True: there may be more. */
  async #pruneChunk(): Promise<boolean> {
    const { store } = this.#options;
    const before = (this.#base ??= store.state('base'));
    let base = before;
    let gone = NO_AMOUNT;
    const batches: number[] = [];
    const index: Row[] = [];
    const deleted: Deletion[] = [];
    await forEachInTimeSlices(this.#findPrunable(before), (old) => {
      base = old.turn.state;
      gone = old.gone;
      batches.push(old.seq);
      index.push(...roomIndexRows(old.seq, old.turn, true));
      deleted.push(...deletionsIn(old.turn));
    });
    if (batches.length === 0) return false;
    const rows: Row[] = [];
    await forEachInTimeSlices(stateRows(base, before), (row) => rows.push(row));
    this.#messages -= gone.messages;
    const pruned = { batches, index, deleted };
    await store.write({ states: [{ kept: 'base', rows }], pruned, count: this.count });
    this.#base = base;
    this.#pruned = base.seq;
    return gone.entries >= PRUNE_BATCH_MESSAGES || this.#isTooLarge();
  }

  /** The batches that are to go now, reduced. The newest always stays. */
  *#findPrunable(before: ChatState): Generator<PrunableBatch> {
    let state = before;
    let gone = NO_AMOUNT;
    const excess = this.#excess();
    let held: Batch | undefined;
    for (const batch of this.#options.store.batches()) {
      if (held) {
        if (gone.entries >= PRUNE_BATCH_MESSAGES) return;
        const turn = applyTurn(state, held.entries);
        const next = addBatch(gone, held, turn);
        if (gone.bytes >= excess && !this.#isPrunable(turn.state, next)) return;
        yield { seq: held.seq, turn, gone: next };
        state = turn.state;
        gone = next;
      }
      held = batch;
    }
  }

  /** How many bytes are to go. */
  #excess(): number {
    const { store, keep } = this.#options;
    return keep.bytes === undefined ? 0 : store.bytes - prunedSizeBytes(keep.bytes);
  }

  /** Whether a batch that leads to a state may go, though there are not too many bytes; with it so much is gone. */
  #isPrunable(state: ChatState, gone: Amount): boolean {
    const { keep } = this.#options;
    if (keep.messages !== undefined && this.#messages - gone.messages >= keep.messages) return true;
    if (this.#seq - state.seq >= maxKeptEntries(keep)) return true;
    return keep.age !== undefined && this.#isOlder(state, keep.age);
  }

  /** Both clocks must say so: either may be wrong. A date in the future says nothing. */
  #isOlder({ at, clock }: ChatState, age: number): boolean {
    const { now, time } = this.#options;
    const isRecent = at <= now() && at >= now() - age;
    return clock.time < time() - age && !isRecent;
  }
}

const addBatch = ({ messages, entries, bytes }: Amount, batch: Batch, turn: Turn): Amount => ({
  messages: messages + countMessages(turn),
  entries: entries + batch.entries.length,
  bytes: bytes + batch.bytes,
});
