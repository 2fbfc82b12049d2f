import {
  applyTurn,
  ChatError,
  cleanText,
  emptyChat,
  redactedEntry,
  type ChatState,
  type Entry,
  type Turn,
} from '../../chat';
import { compareStates } from '../verify/compare-states';
import { errorMessage } from '../verify/problems';
import { deletionRows, countMessages, roomIndexRows } from '../store/room-index';
import type { FreshStore } from './fresh-store';
import { encode, encodeEntries, stateRows } from '../store/row-codec';
import { RowError } from '../store/row-checksums';
import type { SnapshotKind } from '../store/store';
import type { ReadBatch, StoreReader } from '../read/store-reader';
import type { VerifyReport } from '../verify/verify';

/** The contents of a copy. */
export type CopiedEntry = Omit<VerifyReport, 'problems' | 'count'>;

/** The entry as it is copied: of a private message that rx-chat 0.1 has kept its place is left, and not its time. */
const copyEntry = (entry: Entry): Entry =>
  entry.command.kind === 'withheld' ? redactedEntry(entry.seq) : entry;

/**
 * Copies a log up to its newest entry of now, and makes again what follows from it: the index, the deletions, the newest state,
 * the count. Throws a `ChatError` that says what is damaged, if it is.
 */
export class LogCopy {
  readonly #folder: string;
  readonly #from: StoreReader;
  readonly #to: FreshStore;
  readonly #base: ChatState;
  readonly #head: ChatState;
  /** The entry with which the copy is to end, or one of its batch. */
  readonly #last: number;
  readonly #rooms = new Set<string>();
  #state: ChatState;
  #entries = 0;
  #messages = 0;
  #oldest: number | undefined;
  #newest: number | undefined;
  /** Whether a time was left out of which the newest state may know. */
  #isAltered = false;

  constructor(folder: string, from: StoreReader, to: FreshStore) {
    this.#folder = folder;
    this.#from = from;
    this.#to = to;
    const ends = this.#read(() => from.ends());
    this.#state = this.#base = this.#read(() => ends.state('base'));
    this.#head = this.#read(() => ends.state('head'));
    this.#last = this.#read(() => newestOf(from, this.#head.seq));
  }

  get found(): CopiedEntry {
    return {
      entries: this.#entries,
      messages: this.#messages,
      rooms: this.#rooms.size,
      from: this.#oldest,
      to: this.#newest,
    };
  }

  get isDone(): boolean {
    return this.#state.seq >= this.#last;
  }

  /** Copies the next few batches. False: a server has pruned them. */
  step(): boolean {
    const batches = this.#read(() => this.#from.nextBatches(this.#state.seq));
    if (batches.length === 0) return this.#miss(this.#last);
    for (const batch of batches) {
      if (this.isDone) return true;
      if (batch.seq !== this.#state.seq + 1) return this.#miss(batch.seq - 1);
      this.#copyBatch(batch);
    }
    return true;
  }

  /** Writes what all that was copied has led to. */
  end(): void {
    this.#putState('base', this.#base);
    this.#putState('head', this.#state);
    const count = { seq: this.#state.seq, messages: this.#messages };
    this.#to.put('count', { key: [], value: encode(count) });
    this.#to.flush();
  }

  #copyBatch({ seq, entries }: ReadBatch): void {
    const kept = entries.map(copyEntry);
    this.#checkSequence(seq, kept);
    const turn = applyTurn(this.#state, kept);
    this.#state = turn.state;
    this.#isAltered ||= entries.some(({ at }, index) => at !== kept[index]?.at);
    this.#checkHead();
    this.#count(kept, turn);
    this.#to.put('batches', { key: [seq], value: encodeEntries(kept) });
    for (const row of roomIndexRows(seq, turn)) {
      this.#rooms.add(String(row.key[0]));
      this.#to.put('index', row);
    }
    for (const row of deletionRows(turn)) this.#to.put('deleted', row);
  }

  #count(entries: readonly Entry[], turn: Turn): void {
    this.#entries += entries.length;
    this.#messages += countMessages(turn);
    const times = entries.map(({ at }) => at).filter((at) => at > 0);
    this.#oldest ??= times[0];
    this.#newest = times.at(-1) ?? this.#newest;
  }

  #checkSequence(batch: number, entries: readonly Entry[]): void {
    const wrong = entries.find(({ seq }, index) => seq !== batch + index);
    if (wrong) throw this.#damage(`the batch of entry ${batch} has entry ${wrong.seq} out of its order`);
  }

  /** Replaying the log must give the state that the server stored. */
  #checkHead(): void {
    if (this.#state.seq !== this.#head.seq || this.#isAltered) return;
    for (const line of compareStates(this.#state, this.#head))
      throw this.#damage(`the newest state, of entry ${this.#state.seq}: ${line}`);
  }

  /** The next batch is absent: it was pruned after the read of the state before it, or it is missing. */
  #miss(to: number): false {
    if (this.#read(() => this.#from.state('base').seq) > this.#base.seq) return false;
    throw this.#damage(`entries ${this.#state.seq + 1} to ${to} are missing`);
  }

  #putState(kept: SnapshotKind, state: ChatState): void {
    for (const { key, value } of stateRows(state, emptyChat))
      if (value) this.#to.put('states', { key: [kept, ...key], value });
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof ChatError) throw error;
      const where = error instanceof RowError ? `${error.where} can't be read: ` : '';
      if (code === undefined) throw this.#damage(`${where}${errorMessage(error)}`, error);
      throw new ChatError('RX_CHAT_DATA', `${this.#folder} can't be read: ${errorMessage(error)}`, {
        cause: error,
      });
    }
  }

  #damage(what: string, cause?: unknown): ChatError {
    const message = `${this.#folder} is damaged: ${cleanText(what)}; rx-chat verify ${this.#folder} tells more`;
    return new ChatError('RX_CHAT_DATA', message, { cause });
  }
}

/** The entry that the newest batch begins with, if it is behind another. */
const newestOf = (store: StoreReader, behind: number): number => {
  let newest = behind;
  for (const seq of store.seqs(behind)) newest = seq;
  return newest;
};
