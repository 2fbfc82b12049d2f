import type { ChatState } from '../../chat';
import type { Restored } from './restore';
import { stateRows, type Row } from '../store/row-codec';
import { inSlices } from './time-slices';
import type { Count, Store } from '../store/store';

/** How many entries a start has to fold at most, about. */
const TAIL = 10_000;

/** Keeps the newest state, every so many entries, so that a start reads little. */
export class Snapshots {
  readonly #store: Store;
  /** The newest state that the store has. */
  #kept: ChatState;
  /** What all that it has leads to. */
  #newest: ChatState;
  readonly #count: () => Count;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(store: Store, { head, state }: Pick<Restored, 'head' | 'state'>, count: () => Count) {
    this.#store = store;
    this.#count = count;
    this.#kept = head;
    this.#newest = state;
  }

  /** Takes a state that is on disk as its entries. */
  note(state: ChatState, onError: (error: unknown) => void): void {
    this.#newest = state;
    if (this.#busy || state.seq - this.#kept.seq < TAIL) return;
    this.#writing = this.#write(state).catch(onError);
  }

  /** Keeps the last state. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#newest.seq > this.#kept.seq) await this.#write(this.#newest);
  }

  async #write(state: ChatState): Promise<void> {
    this.#busy = true;
    const rows: Row[] = [];
    await inSlices(stateRows(state, this.#kept), (row) => rows.push(row));
    await this.#store.write({ states: [{ kept: 'head', rows }], count: this.#count() });
    this.#kept = state;
    this.#busy = false;
  }
}
