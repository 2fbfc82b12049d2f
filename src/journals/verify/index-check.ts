import type { Message, Turn } from '../../chat';
import type { Problems } from './problems';
import { messagesByRoom, indexedMessages } from '../store/room-index';
import { hashLongKey } from '../store/row-codec';
import type { StoreReader } from '../read/store-reader';

/** Checks that the index says of each room which messages are where, and of whom, as folding the log says. */
export class IndexCheck {
  readonly #store: StoreReader;
  readonly #problems: Problems;
  /** The batches that each room has rows for, in their order. */
  readonly #expected = new Map<string, number[]>();

  constructor(store: StoreReader, damages: Problems) {
    this.#store = store;
    this.#problems = damages;
  }

  /** How many rooms something was said in. */
  get rooms(): number {
    return this.#expected.size;
  }

  take(seq: number, turn: Turn): void {
    for (const [room, messages] of messagesByRoom(turn)) {
      const key = hashLongKey(room);
      const seqs = this.#expected.get(key);
      if (seqs) seqs.push(seq);
      else this.#expected.set(key, [seq]);
      this.#compare(key, seq, messages);
    }
  }

  #compare(room: string, seq: number, messages: readonly Message[]): void {
    const what = `the index of room ${room} at entry ${seq}`;
    const found = this.#problems.attempt(what, () => this.#read(room, seq));
    if (!found) return;
    const shown = messages[0]?.room ?? '';
    const said = formatSeqs(messages.map((message) => [message.seq, message.from]));
    if (found.said === said && found.room === shown) return;
    // A batch and its rows are pruned at once.
    if (!this.#store.hasBatch(seq)) return;
    if (found.said === '') this.#problems.add(`${what} is missing`);
    else if (found.room !== shown) this.#problems.add(`${what} calls it ${found.room}, not ${shown}`);
    else this.#problems.add(`${what} has the messages ${found.said}, not ${said}`);
  }

  #read(room: string, seq: number): { readonly room: string; readonly said: string } {
    const row = this.#store.indexRow(room, seq);
    return row ? { room: row.room, said: formatSeqs(indexedMessages(row)) } : { room: '', said: '' };
  }

  /** Looks for rows that no batch led to, up to the last batch that was taken. */
  end(last: number): void {
    let [room, at] = ['', 0];
    for (const row of this.#store.indexKeys()) {
      if (row.room !== room) [room, at] = [row.room, 0];
      const seqs = this.#expected.get(room) ?? [];
      while ((seqs[at] ?? Infinity) < row.seq) at++;
      if (seqs[at] !== row.seq && this.#isTooMany(room, row.seq, last))
        this.#problems.add(`the index of room ${room} at entry ${row.seq} is one too many`);
    }
  }

  /** Whether a row has no batch: one that was added or pruned meanwhile is none too many. */
  #isTooMany(room: string, seq: number, last: number): boolean {
    if (seq > last && this.#store.hasBatch(seq)) return false;
    return this.#store.hasIndexRow(room, seq);
  }
}

const formatSeqs = (said: readonly (readonly [number, string])[]): string =>
  said.map(([seq, from]) => `${seq} (${from})`).join(', ');
