import { setImmediate } from 'node:timers/promises';
import type { Message } from '../chat';
import type { Range } from '../stream';
import { saidIn } from './index-rows';
import { shortKey } from './rows';
import type { Store } from './store';

/** A row of the index, and of what it tells only what is asked for. */
interface Row {
  readonly batch: number;
  readonly room: string;
  readonly said: readonly (readonly [seq: number, from: string])[];
}

/** Reads what a room said from the log. */
export class KeptHistory {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The messages of a room behind `after` and before `before`, the last `limit` of them, in their order; those that were
   * deleted since are left out. The event loop goes on in between.
   */
  async *read(
    room: string,
    { after = 0, before, limit = Infinity, most }: Range,
  ): AsyncGenerator<readonly Message[]> {
    const rows = await this.#find(room, { after, before, limit, ...(most && { most }) });
    let spare = rows.reduce((sum, { said }) => sum + said.length, 0) - limit;
    for (const row of rows.reverse()) {
      const messages = this.#messages(row).filter(({ seq }) => seq > after && seq < before);
      const shown = spare > 0 ? messages.slice(spare) : messages;
      spare -= row.said.length;
      if (shown.length > 0) yield shown;
      await setImmediate();
    }
  }

  /** The rows of the index that hold them, the newest first; of each only what is asked for. */
  async #find(room: string, { after = 0, before, limit = Infinity, most }: Range): Promise<Row[]> {
    const rows: Row[] = [];
    let found = 0;
    let looked = 0;
    let unsure = 0;
    for (const row of this.#store.index(shortKey(room), before)) {
      const all = saidIn(row);
      const said = all.filter(
        ([seq, from]) => seq > after && seq < before && !this.#store.isDeleted(seq, from),
      );
      if (said.length > 0) rows.push({ batch: row.seq, room: row.room, said });
      found += said.length;
      if (most && row.seq < most.before) unsure += row.bytes;
      if (most && unsure > most.bytes) break;
      if (found >= limit || (all[0]?.[0] ?? 0) <= after) break;
      if (++looked % 256 === 0) await setImmediate();
    }
    return rows;
  }

  #messages({ batch, room, said }: Row): readonly Message[] {
    const names = new Map(said);
    return this.#store.batch(batch).flatMap(({ seq, at, client, command }) => {
      const from = names.get(seq);
      if (from === undefined || (command.kind !== 'say' && command.kind !== 'act')) return [];
      const kind = command.kind === 'say' ? 'said' : 'acted';
      return [{ kind, seq, at, client, from, room, text: command.text } as const];
    });
  }
}
