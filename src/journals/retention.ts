import { applyTurn, type ChatState, type Turn } from '../chat';
import { countMessages, indexRows } from './index-rows';
import { stateRows, type Row } from './rows';
import { inSlices } from './slices';
import type { Batch, Count, Store } from './store';

/** How much is kept: the last so many messages, or those of so many ms. Neither: all. */
export interface Keep {
  readonly messages?: number;
  readonly age?: number;
}

export interface RetentionOptions {
  readonly store: Store;
  readonly keep: Keep;
  /** The wall clock, in ms since 1970. */
  readonly now: () => number;
  /** The log's own clock, in ms, as far as it is certain. */
  readonly time: () => number;
  /** How many messages are kept as it begins. */
  readonly count: Count;
}

/** How many messages go at once, in one transaction, and so by how many there may be too many. */
const CHUNK = 5000;
/** How often the age of the oldest is looked at, in ms. */
const LOOK = 60_000;

/** A batch that is to go. */
interface Old {
  readonly seq: number;
  readonly turn: Turn;
  readonly messages: number;
}

/**
 * Prunes what is no longer to be kept, a chunk at a time, in the background. The state before the oldest entry that is
 * left is kept with it, so that the log can always be folded.
 */
export class Retention {
  readonly #options: RetentionOptions;
  #messages: number;
  #seq: number;
  #base: ChatState | undefined;
  #lookedAt = -Infinity;
  #pruning: Promise<void> | undefined;
  #closed = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#messages = options.count.messages;
    this.#seq = options.count.seq;
  }

  /** How many messages are kept. */
  get count(): Count {
    return { seq: this.#seq, messages: this.#messages };
  }

  /** So many messages more are kept, up to that seq. */
  note(seq: number, messages: number, onError: (error: unknown) => void): void {
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
    const { keep, time } = this.#options;
    if (
      keep.messages !== undefined &&
      this.#messages >= keep.messages + Math.min(CHUNK, keep.messages / 10 + 1)
    )
      return true;
    if (keep.age === undefined || time() - this.#lookedAt < Math.min(LOOK, keep.age)) return false;
    this.#lookedAt = time();
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
    let messages = 0;
    const batches: number[] = [];
    const index: Row[] = [];
    await inSlices(this.#old(before), (old) => {
      base = old.turn.state;
      messages += old.messages;
      batches.push(old.seq);
      index.push(...indexRows(old.seq, old.turn, true));
    });
    if (batches.length === 0) return false;
    const rows: Row[] = [];
    await inSlices(stateRows(base, before), (row) => rows.push(row));
    this.#messages -= messages;
    await store.write({ states: [{ kept: 'base', rows }], pruned: { batches, index }, count: this.count });
    this.#base = base;
    return messages >= CHUNK;
  }

  /** The batches that are to go now, folded. The newest always stays. */
  *#old(before: ChatState): Generator<Old> {
    let state = before;
    let taken = 0;
    let held: Batch | undefined;
    for (const batch of this.#options.store.batches()) {
      if (held) {
        if (taken >= CHUNK) return;
        const turn = applyTurn(state, held.entries);
        const messages = countMessages(turn);
        if (!this.#mayGo(turn.state, taken + messages)) return;
        yield { seq: held.seq, turn, messages };
        state = turn.state;
        taken += messages;
      }
      held = batch;
    }
  }

  /** Whether a batch that leads to a state may go, with which so many messages would be gone. */
  #mayGo(state: ChatState, gone: number): boolean {
    const { keep } = this.#options;
    if (keep.messages !== undefined && this.#messages - gone >= keep.messages) return true;
    return keep.age !== undefined && this.#isOlder(state, keep.age);
  }

  /** Both clocks must say so: either may be wrong. A date in the future says nothing. */
  #isOlder({ at, clock }: ChatState, age: number): boolean {
    const { now, time } = this.#options;
    const isRecent = at <= now() && at >= now() - age;
    return clock.time < time() - age && !isRecent;
  }
}
