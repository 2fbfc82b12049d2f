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
