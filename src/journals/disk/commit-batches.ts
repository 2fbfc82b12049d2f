import { Observable, type OperatorFunction } from 'rxjs';
import {
  isEntry,
  type ChatState,
  type JournalItem,
  type ClientCommand,
  type Entry,
  type Turn,
} from '../../chat';
import { applyBatch, sequenceItems, type JournalBatch, type WallClock } from '../../stream';
import { deletionRows, countMessages, roomIndexRows } from '../store/room-index';
import type { Retention } from './retention';
import { encodeEntries } from '../store/row-codec';
import type { Snapshots } from './snapshots';
import type { Store } from '../store/store';

export interface CommitBatchesOptions {
  readonly store: Store;
  /** The state that what is kept leads to. */
  readonly state: ChatState;
  readonly clock: WallClock;
  readonly snapshots: Snapshots;
  readonly retention: Retention;
  /** Hears how long each batch took to be kept, in ms. */
  readonly onCommit?: ((ms: number) => void) | undefined;
}

/**
 * Orders, keeps, and only then hands on. One transaction is under way at a time; what comes meanwhile is gathered and
 * makes the next.
 */
export const commitBatches =
  (options: CommitBatchesOptions): OperatorFunction<readonly ClientCommand[], JournalBatch> =>
  (post$) =>
    new Observable((subscriber) => {
      const { store, clock, snapshots, retention, onCommit } = options;
      let { state } = options;
      const order = sequenceItems(clock, state.seq);
      let gathered: ClientCommand[] = [];
      let busy = false;
      let ended = false;
      let failed = false;

      const fail = (error: unknown) => {
        failed = true;
        subscriber.error(error);
      };

      /** Applies a batch ahead: the index and the deletions of its entries follow from its turn. */
      const commit = async (items: readonly JournalItem[]): Promise<JournalBatch> => {
        const entries = items.filter(isEntry);
        const [first] = entries;
        if (!first) return { items };
        const errors: unknown[] = [];
        const turn = applyBatch(state, items, (error) => errors.push(error));
        await write(first.seq, entries, turn);
        return { items, turn, errors };
      };

      const write = async (seq: number, entries: readonly Entry[], turn: Turn): Promise<void> => {
        const before = performance.now();
        await store.write({
          batch: {
            seq,
            entries: encodeEntries(entries),
            index: roomIndexRows(seq, turn),
            deleted: deletionRows(turn),
          },
        });
        onCommit?.(performance.now() - before);
        state = turn.state;
        retention.record(state.seq, countMessages(turn), fail);
        snapshots.record(state, fail);
      };

      const pump = async (): Promise<void> => {
        busy = true;
        while (gathered.length > 0 && !subscriber.closed) {
          const items = order(gathered);
          gathered = [];
          subscriber.next(await commit(items));
        }
        busy = false;
        if (ended) subscriber.complete();
      };

      const subscription = post$.subscribe({
        next: (posts) => {
          if (failed) return;
          for (const post of posts) gathered.push(post);
          if (!busy) pump().catch(fail);
        },
        error: fail,
        complete: () => {
          ended = true;
          if (!busy) subscriber.complete();
        },
      });
      // Once it has failed the clients are still to be told. To unsubscribe from them would cut them off before.
      return () => {
        if (!failed) subscription.unsubscribe();
      };
    });
