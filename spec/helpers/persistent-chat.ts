import { open, type Database } from 'lmdb';
import { firstValueFrom, share, Subject } from 'rxjs';
import type { ClientCommand } from '../../src/chat';
import { diskJournal, type DiskJournalOptions } from '../../src/journals';
import { addChecksum } from '../../src/journals/store/row-checksums';
import { filesOf } from '../../src/journals/store/store';
import { oneClock } from './one-clock';

type Options = Omit<DiskJournalOptions, 'folder'>;

/** A journal that is open: `keep` resolves once a batch is on disk. Its wall clock is never set. */
export const openKept = async (folder: string, options: Options = {}) => {
  const clock = options.now && !options.elapsed ? oneClock(options.now) : {};
  const journal = await diskJournal({ folder, ...options, ...clock });
  const post$ = new Subject<readonly ClientCommand[]>();
  const kept$ = post$.pipe(journal, share());
  const subscription = kept$.subscribe();
  const keep = async (batch: readonly ClientCommand[]): Promise<void> => {
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
  batches: readonly (readonly ClientCommand[])[],
  options: Options = {},
): Promise<void> => {
  const { keep, close } = await openKept(folder, options);
  for (const batch of batches) await keep(batch);
  await close();
};

type Key = string | number | (string | number)[];

/** Rows of a database, as JSON: they get the checksums that they need, also where what is put is none of a server's. */
export interface RawDatabase {
  readonly get: (key: Key) => Buffer | undefined;
  readonly getRange: () => Iterable<{ readonly key: Key; readonly value: Buffer }>;
  readonly putSync: (key: Key, json: Buffer) => void;
  /** Puts bytes as they are. */
  readonly putRawSync: (key: Key, bytes: Buffer) => void;
  readonly removeSync: (key: Key) => void;
}

/** What is in front of the JSON of a row. */
const SEAL = 5;

/** Changes rows behind the store's back. `name` is that of a database; '' is the one that holds the others. */
export const editRows = async (
  folder: string,
  name: 'batches' | 'index' | 'states' | 'deleted' | '',
  edit: (database: RawDatabase) => void,
): Promise<void> => {
  const root = open({ path: filesOf(folder).data, noSubdir: true, encoding: 'binary', maxDbs: 8 });
  const opened = name === '' ? root : root.openDB(name, { encoding: 'binary' });
  const database = opened as unknown as Database<Buffer, Key>;
  const jsonOf = (bytes: Buffer): Buffer => (bytes[0] === 1 ? bytes.subarray(SEAL) : bytes);
  const put = (key: Key, bytes: Buffer): void => {
    database.putSync(key, bytes);
  };
  edit({
    get: (key) => {
      const bytes = database.get(key);
      return bytes && jsonOf(bytes);
    },
    getRange: () => database.getRange({}).map(({ key, value }) => ({ key, value: jsonOf(value) })),
    putSync: (key, json) => {
      if (key === 'format') put(key, json);
      else put(key, name === '' ? addChecksum('count', [], json) : addChecksum(name, [key].flat(), json));
    },
    putRawSync: put,
    removeSync: (key) => void database.removeSync(key),
  });
  await root.flushed;
  await root.close();
};

/** Changes what a row says. */
export const editJson = (
  database: RawDatabase,
  key: Key,
  edit: (value: Record<string, unknown>) => unknown,
): void => {
  const value = JSON.parse(String(database.get(key))) as Record<string, unknown>;
  database.putSync(key, Buffer.from(JSON.stringify(edit(value))));
};

/** Makes a folder what an rx-chat without checksums has left. */
export const makePlain = async (folder: string): Promise<void> => {
  let log = '';
  await editRows(folder, '', (rows) => {
    log = (JSON.parse(String(rows.get('format'))) as { log: string }).log;
    rows.putRawSync('format', Buffer.from(JSON.stringify({ format: 1, log })));
    rows.putRawSync('count', rows.get('count') ?? Buffer.from('{}'));
  });
  for (const name of ['batches', 'index', 'states', 'deleted'] as const)
    await editRows(folder, name, (rows) => {
      for (const { key, value } of [...rows.getRange()])
        rows.putRawSync(name === 'batches' ? key : [key].flat(), Buffer.from(value));
    });
};
