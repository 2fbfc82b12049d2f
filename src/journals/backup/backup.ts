import { setImmediate } from 'node:timers/promises';
import { dirname } from 'node:path';
import { ChatError } from '../../chat';
import { FreeSpace } from '../store/disk-space';
import { FreshStore, RESERVE } from './fresh-store';
import { LogCopy, type Copied } from './log-copy';
import { PartialFolder } from './partial-folder';
import { explain } from '../store/store';
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

/** How often it is begun anew, because a server has pruned what was to be copied next. */
const ATTEMPTS = 10;
const MIB = 1024 * 1024;

/**
 * Copies a chat into a folder of its own: a prefix of the log, up to its newest entry of now, by another id. The server that
 * writes to the log isn't held up by it.
 *
 * Rejects with a `ChatError`: something is there already, the disk has no room, there is no chat, or it is damaged.
 */
export const backup = async (options: BackupOptions): Promise<Copied> => {
  const store = StoreReader.open(options.from);
  try {
    return await copyOf(store, options);
  } catch (error) {
    if (options.stop?.aborted) throw error;
    throw explain(options.to, error);
  } finally {
    store.close();
  }
};

const copyOf = async (store: StoreReader, options: BackupOptions): Promise<Copied> => {
  for (let left = ATTEMPTS; left > 0; left--) {
    const folder = new PartialFolder(options.to);
    try {
      checkSpace(store.size, options.to);
      const copied = await fill(folder, store, options);
      if (copied) folder.keep();
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
const fill = async (
  folder: PartialFolder,
  store: StoreReader,
  { from, stop, pause = setImmediate }: BackupOptions,
): Promise<Copied | undefined> => {
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
  if (new FreeSpace(dirname(to), RESERVE).hasPages(bytes)) return;
  const [takes, free] = [bytes, RESERVE].map((amount) => Math.ceil(amount / MIB));
  throw new ChatError(
    'RX_CHAT_DATA',
    `${to} can't be written: it takes about ${takes} MiB, and ${free} MiB are to stay free: make room`,
  );
};
