import type { Message } from '../../chat';
import type { HistoryRange } from '../../stream';
import { TurnQueue } from './turn-queue';
import { indexedMessages } from '../store/room-index';
import { hashLongKey, type IndexRow } from '../store/row-codec';
import { RowError } from '../store/row-checksums';
import type { Store } from '../store/store';

/** How many rows of the index, and messages in them, are counted in one go. */
const INDEX_ROWS_PER_READ = 64;
const MAX_MESSAGES_PER_READ = 2048;

type Row = IndexRow & { readonly seq: number };

/** How far it has been counted, from the newest backwards. */
interface RowCount {
  found: number;
  bytes: number;
  /** The seq before which it goes on; undefined once it is known where to begin. */
  before: number | undefined;
  /** The requested messages follow this seq. */
  behind: number;
}

/** Reads what a room said from the log. A reader retains a position only, however long it takes. */
export class HistoryReader {
  readonly #store: Store;
  readonly #queue = new TurnQueue();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The messages of a room after `afterSeq` and before `beforeSeq`, the last `limit` of them, in their order; those that were
   * deleted since are left out. The event loop goes on in between, and whoever reads most waits for the others.
   */
  async *read(room: string, range: HistoryRange): AsyncGenerator<readonly Message[]> {
    const key = hashLongKey(room);
    const { beforeSeq } = range;
    const behind = await this.#firstSeq(key, range);
    const [first] = this.#store.index(key, behind + 1);
    let row = first ?? this.#store.indexFrom(key, behind + 1);
    while (row && row.seq < beforeSeq) {
      const shown = this.#messages(row).filter(({ seq }) => seq > behind && seq < beforeSeq);
      const next: number = row.seq + 1;
      if (shown.length > 0) yield shown;
      await this.#queue.nextTurn();
      row = this.#store.indexFrom(key, next);
    }
  }

  /** Behind which seq what is asked for begins. Counts, and keeps nothing of what it counts. */
  async #firstSeq(key: string, range: HistoryRange): Promise<number> {
    const { afterSeq = 0, beforeSeq, limit = Infinity, maxBytes } = range;
    if (!maxBytes && limit >= this.#limitRange(beforeSeq)) return afterSeq;
    const count: RowCount = { found: 0, bytes: 0, before: beforeSeq, behind: afterSeq };
    while (count.before !== undefined) {
      this.#countSome(key, range, count);
      await this.#queue.nextTurn();
    }
    return count.behind;
  }

  /** How many messages there may be before a seq, in all rooms. */
  #limitRange(before: number): number {
    const { seq, messages } = this.#store.count;
    return messages + Math.max(0, before - 1 - seq);
  }

  #countSome(key: string, range: HistoryRange, count: RowCount): void {
    let [rows, messages] = [0, 0];
    for (const row of this.#store.index(key, count.before ?? 0)) {
      messages += this.#countRow(row, range, count);
      if (count.before === undefined) return;
      if (++rows === INDEX_ROWS_PER_READ || messages >= MAX_MESSAGES_PER_READ) return;
    }
    count.before = undefined;
  }

  /** Counts a row; returns how many messages it has. */
  #countRow(
    row: Row,
    { afterSeq = 0, beforeSeq, limit = Infinity, maxBytes }: HistoryRange,
    count: RowCount,
  ): number {
    const all = indexedMessages(row);
    const said = this.#left(all).filter(([seq]) => seq > afterSeq && seq < beforeSeq);
    const first = all[0]?.[0] ?? 0;
    count.found += said.length;
    if (maxBytes && row.seq < maxBytes.beforeSeq) count.bytes += row.bytes;
    const last = said[count.found - limit];
    if (last) count.behind = last[0] - 1;
    else if (maxBytes && count.bytes > maxBytes.bytes) count.behind = Math.max(afterSeq, first - 1);
    const isEnough = maxBytes !== undefined && count.bytes > maxBytes.bytes;
    const isLast = count.found >= limit || isEnough || first <= afterSeq;
    count.before = isLast ? undefined : row.seq - 1;
    return all.length;
  }

  /** Without those that were deleted since. */
  #left<T extends readonly [seq: number, from: string]>(said: readonly T[]): readonly T[] {
    return this.#store.hasDeletions ? said.filter(([seq, from]) => !this.#store.isDeleted(seq, from)) : said;
  }

  #messages(row: Row): readonly Message[] {
    const { room } = row;
    const names = new Map(this.#left(indexedMessages(row)));
    const entries = this.#store.batch(row.seq);
    if (entries.length === 0) throw new RowError('batches', [row.seq], 'it is missing');
    return entries.flatMap(({ seq, at, client, command }) => {
      const from = names.get(seq);
      if (from === undefined || (command.kind !== 'say' && command.kind !== 'act')) return [];
      const kind = command.kind === 'say' ? 'said' : 'acted';
      return [{ kind, seq, at, client, from, room, text: command.text } as const];
    });
  }
}
