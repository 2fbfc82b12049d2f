import { setImmediate } from 'node:timers/promises';
import { dirname } from 'node:path';
import { ChatError } from '../../chat';
import { DiskSpace } from '../store/disk-space';
import { FreshStore, RESERVE_BYTES } from './fresh-store';
import { LogCopy, type CopiedEntry } from './log-copy';
import { PartialFolder } from './partial-folder';
import { toDataError } from '../store/store';
import { StoreReader } from '../read/store-reader';

export interface BackupOptions {
  /** A folder that holds a chat; a server may write to it meanwhile. */
  readonly from: string;
  /** Where the copy will be. Nothing may be there. */
  readonly to: string;
  /** Ends it: nothing is left of the copy then, and it rejects with the reason. */
  readonly stop?: AbortSignal;
  /** Comes before each go of reading. @default lets the event loop go on */
  readonly pause?: () => Promise<unknown>;
}

/** How often it is begun again, because a server has pruned what was to be copied next. */
const MAX_ATTEMPTS = 10;
const MIB_BYTES = 1024 * 1024;

/**
 * Copies a chat into a folder of its own: a prefix of the log, up to its newest entry of now, by another id. The server that
 * writes to the log isn't held up by it.
 *
 * Rejects with a `ChatError`: something is there already, the disk has no room, there is no chat, or it is damaged.
 */
export const backup = async (options: BackupOptions): Promise<CopiedEntry> => {
  const store = StoreReader.open(options.from);
  try {
    return await copyLog(store, options);
  } catch (error) {
    if (options.stop?.aborted) throw error;
    throw toDataError(options.to, error);
  } finally {
    store.close();
  }
};

const copyLog = async (store: StoreReader, options: BackupOptions): Promise<CopiedEntry> => {
  for (let left = MAX_ATTEMPTS; left > 0; left--) {
    const folder = new PartialFolder(options.to);
    try {
      checkSpace(store.size, options.to);
      const copied = await copyInto(folder, store, options);
      if (copied) folder.commit();
      if (copied) return copied;
    } finally {
      folder.remove();
    }
  }
  throw new ChatError(
    'RX_CHAT_DATA',
    `${options.from} is pruned faster than it can be read here: try again when that is done`,
  );
};

/** Undefined: what comes next was pruned meanwhile. */
const copyInto = async (
  folder: PartialFolder,
  store: StoreReader,
  { from, stop, pause = setImmediate }: BackupOptions,
): Promise<CopiedEntry | undefined> => {
  const fresh = new FreshStore(folder.path);
  try {
    const copy = new LogCopy(from, store, fresh);
    for (let more = true; more; more = !copy.isDone) {
      await pause();
      stop?.throwIfAborted();
      if (!copy.isDone && !copy.step()) return undefined;
    }
    copy.end();
    return copy.found;
  } finally {
    await fresh.close();
  }
};

const checkSpace = (bytes: number, to: string): void => {
  if (new DiskSpace(dirname(to), RESERVE_BYTES).tryReservePages(bytes)) return;
  const [takes, free] = [bytes, RESERVE_BYTES].map((amount) => Math.ceil(amount / MIB_BYTES));
  throw new ChatError(
    'RX_CHAT_DATA',
    `${to} can't be written: it takes about ${takes} MiB, and ${free} MiB are to stay free: make room`,
  );
};
