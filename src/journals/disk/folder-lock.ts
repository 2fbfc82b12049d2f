import { folderInUseError, lockByFile, type FolderLock } from './lock-file';
import { openSocket, type OwnSocket } from './lock-socket';

/** How often one looks again while others start too, and how long it waits in between at most, in ms. */
const MAX_LOCK_ATTEMPTS = 50;
const LOCK_RETRY_MS = 100;

const pause = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * LOCK_RETRY_MS));

const openOwnSocket = async (folder: string): Promise<OwnSocket | undefined> => {
  try {
    return await openSocket(folder);
  } catch {
    return undefined;
  }
};

/**
 * Each listens first, and then looks who else does: of two, at least one sees the other. A server that sees an owner of
 * the folder gives up. A server that sees another one that only looks retries later.
 */
const findRival = async (folder: string, own: OwnSocket): Promise<FolderLock | undefined> => {
  const rival = await own.rival();
  if (rival === undefined) {
    own.claim();
    return { release: () => own.close() };
  }
  await own.close();
  if (rival !== 'lost' && rival.isOwner) throw folderInUseError(folder, rival.pid);
  return undefined;
};

/**
 * Locks a folder, or throws a `ChatError` that names who has. The lock is a socket in the folder. Any process that can
 * write there finds it, under any path and from any container of this machine. No other process can make one. The
 * kernel releases it with the process, however that ends. Of another machine the store itself finds out.
 */
export const lockFolder = async (folder: string): Promise<FolderLock> => {
  for (let looks = 0; looks < MAX_LOCK_ATTEMPTS; looks++) {
    const own = await openOwnSocket(folder);
    if (!own) return lockByFile(folder);
    const lock = await findRival(folder, own);
    if (lock) return lock;
    await pause();
  }
  throw folderInUseError(folder, '');
};
