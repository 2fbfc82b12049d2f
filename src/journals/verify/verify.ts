import { applyTurn, type ChatState, type Entry, type Turn } from '../../chat';
import { compareStates } from './compare-states';
import { Problems } from './problems';
import { DeletionCheck } from './deletion-check';
import { IndexCheck } from './index-check';
import { countMessages } from '../store/room-index';
import { SequenceCheck } from './sequence-check';
import type { Table } from '../store/row-checksums';
import type { MessageCount } from '../store/store';
import type { StoredEnds, StoreReader } from '../read/store-reader';
import { validEntries } from '../store/row-codec';

/** The contents of a store, and its problems. */
export interface VerifyReport {
  readonly entries: number;
  readonly messages: number;
  /** How many rooms those were said in. */
  readonly rooms: number;
  /** When the first and the last entry were ordered, in ms since 1970; undefined if there is none. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The first damages, a line each, and how many there are in all. */
  readonly problems: readonly string[];
  readonly count: number;
}

const TABLES = ['batches', 'index', 'states', 'deleted'] as const;

/** How many damages are told. */
const MAX_PROBLEMS_SHOWN = 20;

/**
 * Checks all that a store holds against its log. A server may write to it meanwhile, and prune it. The compared rows
 * are either of one moment, or were written once and for all. A row that was pruned meanwhile is no damage.
 */
export const verify = (store: StoreReader, told = MAX_PROBLEMS_SHOWN): VerifyReport => {
  const damages = new Problems(told);
  const check = new Verification(store, damages);
  damages.attempt('the rest of the file', () => check.run());
  return { ...check.found, problems: damages.lines, count: damages.count };
};

class Verification {
  readonly #store: StoreReader;
  readonly #problems: Problems;
  readonly #sequence: SequenceCheck;
  readonly #index: IndexCheck;
  readonly #deletions: DeletionCheck;
  /** The state after the log so far; undefined after the first gap. */
  #state: ChatState | undefined;
  #base: ChatState | undefined;
  #head: ChatState | undefined;
  #counted: MessageCount | undefined;
  /** The batch that was taken last. */
  #last = -1;
  #entries = 0;
  #messages = 0;
  #messagesCounted = 0;
  #from: number | undefined;
  #to: number | undefined;

  constructor(store: StoreReader, damages: Problems) {
    this.#store = store;
    this.#problems = damages;
    this.#sequence = new SequenceCheck(damages);
    this.#index = new IndexCheck(store, damages);
    this.#deletions = new DeletionCheck(store, damages);
  }

  get found(): Omit<VerifyReport, 'problems' | 'count'> {
    return {
      entries: this.#entries,
      messages: this.#messages,
      rooms: this.#index.rooms,
      from: this.#from,
      to: this.#to,
    };
  }

  run(): void {
    const ends = this.#problems.attempt('the states', () => this.#store.ends());
    if (ends) this.#begin(ends);
    while (!this.#takeAll());
    if (this.#state) this.#end(this.#state);
    for (const table of TABLES) this.#countRows(table);
  }

  #begin(ends: StoredEnds): void {
    const damages = this.#problems;
    this.#base = damages.attempt('the state before the oldest entry', () => ends.state('base'));
    this.#head = damages.attempt('the newest state', () => ends.state('head'));
    this.#counted = damages.attempt('the number of messages', () => ends.count());
    this.#state = this.#base;
    this.#entries = this.#messages = this.#messagesCounted = 0;
    this.#from = undefined;
    this.#sequence.begin(this.#state?.seq);
    if (this.#state) this.#compareHead(this.#state);
  }

  /** Takes the batches that are left. False: what came next was pruned, and it has begun again. */
  #takeAll(): boolean {
    for (const seq of this.#store.seqs(this.#last)) {
      const isBehindHole = seq > (this.#sequence.next ?? Infinity);
      if (isBehindHole && this.#beginBehindPruned()) return false;
      const batch = this.#problems.attempt(`the batch of entry ${seq}`, () => this.#store.batch(seq));
      const isGone = batch?.length === 0 && !this.#store.hasBatch(seq);
      if (isGone && this.#beginBehindPruned()) return false;
      this.#last = seq;
      this.#takeBatch(seq, batch);
    }
    return true;
  }

  #beginBehindPruned(): boolean {
    const { seq } = this.#base ?? {};
    if (seq === undefined) return false;
    const ends = this.#store.ends();
    const isPruned = (this.#problems.attempt('the states', () => ends.state('base').seq) ?? 0) > seq;
    if (isPruned) this.#begin(ends);
    return isPruned;
  }

  /** Takes a batch; undefined if it could not be read. */
  #takeBatch(seq: number, batch: readonly Entry[] | undefined): void {
    const entries = batch && this.#problems.attempt(`the batch of entry ${seq}`, () => validEntries(batch));
    if (!entries) this.#sequence.begin(undefined);
    const follows = entries !== undefined && this.#sequence.take(seq, entries);
    this.#entries += entries?.length ?? 0;
    const times = (entries ?? []).map(({ at }) => at).filter((at) => at > 0);
    this.#from ??= times[0];
    this.#to = times.at(-1) ?? this.#to;
    if (!follows) this.#state = undefined;
    else if (this.#state) this.#fold(seq, entries, this.#state);
  }

  /** Up to the seqs of the newest state and of the count, which need not end a batch, and then the rest. */
  #fold(batch: number, entries: readonly Entry[], before: ChatState): void {
    const counted = this.#counted?.seq ?? 0;
    let state = before;
    const events: Turn['events'][number][] = [];
    for (const part of splitAt(entries, [this.#head?.seq ?? 0, counted])) {
      const turn = applyTurn(state, part);
      state = turn.state;
      events.push(...turn.events);
      this.#messages += countMessages(turn);
      if (state.seq <= counted) this.#messagesCounted = this.#messages;
      this.#compareHead(state);
    }
    const turn = { items: entries, state, events };
    this.#index.take(batch, turn);
    this.#deletions.take(batch, turn);
    this.#state = state;
  }

  #compareHead(state: ChatState): void {
    if (!this.#head || this.#head.seq !== state.seq) return;
    for (const line of compareStates(state, this.#head))
      this.#problems.add(`the newest state, of entry ${state.seq}: ${line}`);
  }

  #end({ seq }: ChatState): void {
    this.#index.end(this.#last);
    this.#deletions.end();
    if (this.#head && this.#head.seq > seq)
      this.#problems.add(`the newest state is of entry ${this.#head.seq}, but the log ends with ${seq}`);
    if (this.#counted) this.#compareCount(this.#counted, seq);
  }

  /** Rows that are lost are not always missed: the newest batches are what the log ends with. */
  #countRows(table: Table): void {
    const rows = this.#problems.attempt(`the table ${table}`, () => ({ of: this.#store.counts(table) }));
    const { said, found } = rows?.of ?? { said: 0, found: 0 };
    if (said !== found) this.#problems.add(`the table ${table} has ${found} rows, not ${said}`);
  }

  #compareCount({ seq, messages }: MessageCount, end: number): void {
    if (seq > end)
      this.#problems.add(`the messages are counted up to entry ${seq}, but the log ends with ${end}`);
    else if (messages !== this.#messagesCounted)
      this.#problems.add(
        `${messages} messages are counted up to entry ${seq}, but there are ${this.#messagesCounted}`,
      );
  }
}

/** Cuts a batch behind the entries of some seqs. */
const splitAt = (entries: readonly Entry[], seqs: readonly number[]): readonly (readonly Entry[])[] => {
  const cuts = seqs.map((seq) => entries.findIndex((entry) => entry.seq === seq) + 1);
  const ends = [...new Set([0, ...cuts, entries.length])].sort((a, b) => a - b);
  return ends.slice(1).map((end, index) => entries.slice(ends[index], end));
};
