import type { ChatState } from '../../chat';
import type { Restored } from './restore';
import { stateRows, type Row } from '../store/row-codec';
import { forEachInTimeSlices } from '../time-slices';
import type { MessageCount, Store } from '../store/store';

/** How many entries a start has to reduce at most, about. */
const SNAPSHOT_EVERY_ENTRIES = 10_000;

/** Keeps the newest state, every so many entries, so that a start reads little. */
export class Snapshots {
  readonly #store: Store;
  /** The newest state that the store has. */
  #storedSeq: ChatState;
  /** The state after all its entries. */
  #newest: ChatState;
  readonly #count: () => MessageCount;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(store: Store, { head, state }: Pick<Restored, 'head' | 'state'>, count: () => MessageCount) {
    this.#store = store;
    this.#count = count;
    this.#storedSeq = head;
    this.#newest = state;
  }

  /** Takes a state that is on disk as its entries. */
  record(state: ChatState, onError: (error: unknown) => void): void {
    this.#newest = state;
    if (this.#busy || state.seq - this.#storedSeq.seq < SNAPSHOT_EVERY_ENTRIES) return;
    this.#writing = this.#write(state).catch(onError);
  }

  /** Keeps the last state. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#newest.seq > this.#storedSeq.seq) await this.#write(this.#newest);
  }

  async #write(state: ChatState): Promise<void> {
    this.#busy = true;
    const rows: Row[] = [];
    await forEachInTimeSlices(stateRows(state, this.#storedSeq), (row) => rows.push(row));
    await this.#store.write({ states: [{ kept: 'head', rows }], count: this.#count() });
    this.#storedSeq = state;
    this.#busy = false;
  }
}
