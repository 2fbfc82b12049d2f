import { chmodSync } from 'node:fs';

/** The mode of a folder that is its owner's alone. */
export const OWNERS_FOLDER = 0o700;

const OWNERS_FILE = 0o600;

/** Takes a file from all but its owner: LMDB makes its files with 0664, less the mask. */
export const ownersOnly = (path: string): void => {
  try {
    chmodSync(path, OWNERS_FILE);
  } catch {
    // It is somebody else's, who has let us write to it: that is as they want it.
  }
};
