import { chmodSync } from 'node:fs';

/** The mode of a folder that is its owner's alone. */
export const OWNER_ONLY_FOLDER_MODE = 0o700;

const OWNER_ONLY_FILE_MODE = 0o600;

/** Takes a file from all but its owner: LMDB makes its files with 0664, less the mask. */
export const restrictToOwner = (path: string): void => {
  try {
    chmodSync(path, OWNER_ONLY_FILE_MODE);
  } catch {
    // It is somebody else's, who has let us write to it: that is as they want it.
  }
};
