import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ChatError } from '../../chat';
import { OWNER_ONLY_FOLDER_MODE } from '../store/owner-only';
import { filesOf } from '../store/store';

const syncPath = (path: string, mode: 'r' | 'r+'): void => {
  const file = openSync(path, mode);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** A folder can't be opened on Windows. */
const syncFolder = (path: string): void => {
  if (process.platform !== 'win32') syncPath(path, 'r');
};

/** A folder that is being made, beside the place that it will have: nobody ever finds half of it there. */
export class PartialFolder {
  readonly path: string;
  readonly #place: string;

  /** Throws if its place is taken. */
  constructor(place: string) {
    if (lstatSync(place, { throwIfNoEntry: false }))
      throw new ChatError('RX_CHAT_DATA', `${place} is there already: name a folder that is not`);
    this.#place = place;
    this.path = mkdtempSync(`${place}.partial-`);
    chmodSync(this.path, OWNER_ONLY_FOLDER_MODE);
  }

  /** Puts it where it belongs, once all of it is on disk. */
  commit(): void {
    const { data } = filesOf(this.path);
    rmSync(`${data}-lock`, { force: true });
    syncPath(data, 'r+');
    syncFolder(this.path);
    renameSync(this.path, this.#place);
    syncFolder(dirname(this.#place));
  }

  /** Removes it, unless it was kept. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
