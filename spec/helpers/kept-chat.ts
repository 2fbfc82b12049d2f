import { open, type Database } from 'lmdb';
import { firstValueFrom, share, Subject } from 'rxjs';
import type { Post } from '../../src/chat';
import { diskJournal, type DiskJournalOptions } from '../../src/journals';
import { filesOf } from '../../src/journals/store';
import { oneClock } from './one-clock';

type Options = Omit<DiskJournalOptions, 'folder'>;

/** A journal that is open: `keep` resolves once a batch is on disk. Its wall clock is never set. */
export const openKept = async (folder: string, options: Options = {}) => {
  const clock = options.now && !options.elapsed ? oneClock(options.now) : {};
  const journal = await diskJournal({ folder, ...options, ...clock });
  const post$ = new Subject<readonly Post[]>();
  const kept$ = post$.pipe(journal, share());
  const subscription = kept$.subscribe();
  const keep = async (batch: readonly Post[]): Promise<void> => {
    const kept = firstValueFrom(kept$);
    post$.next(batch);
    await kept;
  };
  const close = async (): Promise<void> => {
    subscription.unsubscribe();
    await journal.close?.();
  };
  return { keep, close };
};

/** Keeps batches of posts in a folder, each batch a transaction of its own. */
export const keepPosts = async (
  folder: string,
  batches: readonly (readonly Post[])[],
  options: Options = {},
): Promise<void> => {
  const { keep, close } = await openKept(folder, options);
  for (const batch of batches) await keep(batch);
  await close();
};

export type RawDatabase = Database<Buffer, string | number | (string | number)[]>;

/** Changes rows behind the store's back. `name` is that of a database; '' is the one that holds the others. */
export const editRows = async (
  folder: string,
  name: string,
  edit: (database: RawDatabase) => void,
): Promise<void> => {
  const root = open({ path: filesOf(folder).data, noSubdir: true, encoding: 'binary', maxDbs: 8 });
  const database = name === '' ? root : root.openDB(name, { encoding: 'binary' });
  edit(database as unknown as RawDatabase);
  await root.flushed;
  await root.close();
};

/** Changes what a row says. */
export const editJson = (
  database: RawDatabase,
  key: string | number | (string | number)[],
  edit: (value: Record<string, unknown>) => unknown,
): void => {
  const value = JSON.parse(String(database.get(key))) as Record<string, unknown>;
  database.putSync(key, Buffer.from(JSON.stringify(edit(value))));
};
