import { mkdirSync } from 'node:fs';
import { tap } from 'rxjs';
import { WallClock, settlesWithin, type Journal } from '../../stream';
import { checkClock } from './check-clock';
import { checkKeep, DEFAULT_KEEP, type RetentionPolicy } from './keep';
import { HistoryReader } from '../read/history-reader';
import { commitBatches } from './commit-batches';
import { lockFolder } from './folder-lock';
import { OWNER_ONLY_FOLDER_MODE } from './owner-only';
import { restore } from './restore';
import { Retention } from './retention';
import { Snapshots } from './snapshots';
import { toDataError, Store } from '../store/store';

export interface DiskJournalOptions {
  /** Where the chat is kept; made if it is missing. */
  readonly folder: string;
  /** What is kept beside what the rooms remember. @default the last million messages, 10 million entries and 4 GB at most */
  readonly keep?: RetentionPolicy;
  /** The wall clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** A clock that only measures, in ms, and is never set: durations run by it. @default performance.now */
  readonly elapsed?: () => number;
  /**
   * Takes the wall clock for right at this start, also where the newest entry is in its future, or long past.
   * @default refuses the first; prunes nothing for the second within an hour
   */
  readonly acceptClock?: boolean;
  /** Hears how long each batch took to be on disk, in ms. */
  readonly onCommit?: (ms: number) => void;
}

/**
 * A journal that keeps: what it emits is on disk. One transaction a batch; what arrives meanwhile is gathered and makes
 * the next one, so that a slow disk makes larger batches, and never a queue of them.
 *
 * Rejects with a `ChatError` if the folder or a bound of `keep` can't be used, or if the wall clock is before what it holds. When it can't be
 * written any more the journal errors, and what was not kept is not emitted.
 */
export const diskJournal = async (options: DiskJournalOptions): Promise<Journal> => {
  const { folder, keep = DEFAULT_KEEP } = options;
  checkKeep(keep);
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER_MODE });
  } catch (error) {
    throw toDataError(folder, error);
  }
  const lock = await lockFolder(folder).catch((error: unknown) => {
    throw toDataError(folder, error);
  });
  try {
    return await openJournal(options, () => lock.release());
  } catch (error) {
    await lock.release();
    throw toDataError(folder, error, 'read');
  }
};

const openJournal = async (options: DiskJournalOptions, release: () => Promise<void>): Promise<Journal> => {
  const store = Store.open(options.folder);
  try {
    return journalOn(store, options, release);
  } catch (error) {
    await settlesWithin(CLOSE_TIMEOUT_MS, store.close());
    throw error;
  }
};

const journalOn = (store: Store, options: DiskJournalOptions, release: () => Promise<void>): Journal => {
  const {
    folder,
    keep = DEFAULT_KEEP,
    now = Date.now,
    elapsed = () => performance.now(),
    onCommit,
  } = options;
  const { acceptClock: accept = false } = options;
  const restored = restore(store);
  const { state, count } = restored;
  if (!accept) checkClock(folder, state, now);
  const clock = new WallClock({ now, elapsed, from: state, accept });
  const retention = new Retention({ store, keep, now, time: () => clock.certain, count });
  const snapshots = new Snapshots(store, restored, () => retention.count);
  const history = new HistoryReader(store);
  let failed = false;
  let closing: Promise<void> | undefined;
  const operator = commitBatches({ store, state, clock, snapshots, retention, onCommit });
  const guarded = (post$: Parameters<typeof operator>[0]) =>
    operator(post$).pipe(tap({ error: () => (failed = true) }));
  const close = async (): Promise<void> => {
    try {
      await retention.close();
      // What can't be written once can't be written now, and the log has all that the state was made of.
      if (!failed) await snapshots.close();
    } finally {
      await settlesWithin(CLOSE_TIMEOUT_MS, store.close());
      await release();
    }
  };
  return Object.assign(guarded, {
    logId: store.log,
    state,
    readHistory: (room, range) => mapDataErrors(folder, history.read(room, range)),
    oldestSeq: () => store.oldest ?? 0,
    close: () => (closing ??= close()),
  } satisfies Partial<Journal>);
};

/** What is damaged is an error that names the folder, and what of it. */
async function* mapDataErrors<T>(folder: string, chunks: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* chunks;
  } catch (error) {
    throw toDataError(folder, error, 'read');
  }
}

/** A store on a disk that is full may never close. */
const CLOSE_TIMEOUT_MS = 1000;
