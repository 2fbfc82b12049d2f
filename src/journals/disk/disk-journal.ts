import { mkdirSync } from 'node:fs';
import { tap } from 'rxjs';
import { WallClock, settlesWithin, type Journal } from '../../stream';
import { checkClock } from './check-clock';
import { checkKeep, DEFAULT_KEEP, type RetentionPolicy } from './keep';
import { HistoryReader } from '../read/history-reader';
import { commitBatches } from './commit-batches';
import { lockFolder } from './folder-lock';
import { OWNER_ONLY_FOLDER_MODE } from '../store/owner-only';
import { restore } from './restore';
import { Retention } from './retention';
import { Snapshots } from './snapshots';
import { toDataError, Store } from '../store/store';

/** The options of `diskJournal`. */
export interface DiskJournalOptions {
  /** The folder that keeps the chat; made if it is missing, with the mode 0700. */
  readonly folder: string;
  /** How much is kept beside the history of the rooms. @default the last 1,000,000 messages, at most 10,000,000 entries and 4 GB */
  readonly keep?: RetentionPolicy;
  /** The wall clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** A monotonic clock, in ms: durations are measured by it. @default performance.now */
  readonly elapsed?: () => number;
  /**
   * Accepts the wall clock at this start, also if the newest entry is in its future, or long past.
   * @default false: the first is refused, and in the second case nothing is pruned by age for an hour
   */
  readonly acceptClock?: boolean;
  /** Called once for each batch, when it is on disk, with the ms that took. @default none */
  readonly onCommit?: (ms: number) => void;
}

/**
 * A durable journal: an entry is on disk before it is emitted. Each batch is one transaction. Commands that arrive
 * meanwhile make the next batch, so a slow disk makes larger batches, and never a queue of them.
 *
 * A journal is for one chat, and its folder for one process. When it can't write any more it errors, and does not emit
 * what it could not write.
 *
 * Rejects with a `ChatError`: `RX_CHAT_OPTION` if a limit of `keep` is out of its range, `RX_CHAT_DATA` if the folder
 * can't be used, `RX_CHAT_CLOCK` if its newest entry is more than an hour in the future.
 *
 * @example
 * const chat = createChat({ journal: await diskJournal({ folder: './chat', keep: { messages: 10_000 } }) });
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
      // After a failed write the snapshot would fail too, and the log has all entries of the state.
      if (!failed) await snapshots.close();
    } finally {
      await settlesWithin(CLOSE_TIMEOUT_MS, store.close());
      await release();
    }
  };
  return Object.assign(guarded, {
    logId: store.log,
    durable: true,
    acceptsTalk: true,
    state,
    readHistory: (room, range) => mapDataErrors(folder, history.read(room, range)),
    oldestSeq: () => store.oldest ?? 0,
    close: () => (closing ??= close()),
  } satisfies Partial<Journal>);
};

/** Maps damage to an error that names the folder and the damaged part. */
async function* mapDataErrors<T>(folder: string, chunks: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* chunks;
  } catch (error) {
    throw toDataError(folder, error, 'read');
  }
}

/** A store on a disk that is full may never close. */
const CLOSE_TIMEOUT_MS = 1000;
