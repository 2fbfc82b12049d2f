import { filter, firstValueFrom, Subject } from 'rxjs';
import type { JournalItem, ClientCommand } from '../../src/chat';
import type { Journal } from '../../src/stream';

/** A journal that a test posts to. */
export interface FedJournal {
  /** What it has emitted so far. */
  readonly batches: readonly (readonly JournalItem[])[];
  /** Resolves with its error, if it has one. */
  readonly failed: Promise<Error>;
  /** Posts a batch, and does not wait. */
  post(...posts: readonly ClientCommand[]): void;
  /** Posts a batch; resolves once all that was posted so far was emitted, rejects if the journal errs. */
  send(...posts: readonly ClientCommand[]): Promise<void>;
  /** Resolves once so many items were emitted in all. */
  emitted(count: number): Promise<void>;
  unsubscribe(): void;
}

export const feed = (journal: Journal): FedJournal => {
  const post$ = new Subject<readonly ClientCommand[]>();
  const emitted$ = new Subject<number>();
  const batches: (readonly JournalItem[])[] = [];
  let [posted, emitted] = [0, 0];
  let fail: (error: Error) => void;
  const failed = new Promise<Error>((resolve) => (fail = resolve));
  const subscription = post$.pipe(journal).subscribe({
    next: ({ items }) => {
      batches.push(items);
      // What it adds of its own is not waited for.
      emitted += items.filter(({ command }) => command.kind !== 'clock').length;
      emitted$.next(emitted);
    },
    error: (error: Error) => {
      fail(error);
      emitted$.error(error);
    },
  });
  const post = (...posts: readonly ClientCommand[]) => {
    posted += posts.length;
    post$.next(posts);
  };
  const until = async (count: number): Promise<void> => {
    if (emitted < count) await firstValueFrom(emitted$.pipe(filter((so) => so >= count)));
  };
  return {
    batches,
    failed,
    post,
    send: (...posts) => {
      post(...posts);
      return until(posted);
    },
    emitted: until,
    unsubscribe: () => subscription.unsubscribe(),
  };
};
