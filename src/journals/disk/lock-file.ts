import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ChatError } from '../../chat';

/** A folder that is this process's alone to write to. */
export interface FolderLock {
  release(): Promise<void>;
}

/** The error for the second server, with the process that has the folder, if known. */
export const folderInUseError = (folder: string, by: string): ChatError =>
  new ChatError(
    'RX_CHAT_DATA',
    `${folder} is in use by another server${by === '' ? '' : ` (process ${by})`}: stop that one, or choose another folder`,
  );

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Locks a folder by a file with the process id, where it can have no socket. One whose process is gone is taken over. */
export const lockByFile = (folder: string): FolderLock => {
  const path = join(folder, 'chat.lock');
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid !== process.pid && isAlive(pid)) throw folderInUseError(folder, String(pid));
    rmSync(path, { force: true });
    return lockByFile(folder);
  }
  return {
    release: () => {
      rmSync(path, { force: true });
      return Promise.resolve();
    },
  };
};
