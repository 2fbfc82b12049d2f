import { constants, fstat, open, stat, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { CommandError } from '../errors/command-error';
import { describeFileError } from '../io/files';
import { APPEND_WITHOUT_WAITING } from './log-destination';

/** The log file, open to append to it. */
export interface LogFile {
  readonly descriptor: number;
  /** Whether it is still what its path leads to: not moved, nor removed. */
  isAtPath(): Promise<boolean>;
}

/** It has addresses of clients: a file that is made is its owner's alone. */
const OWNER_ONLY_MODE = 0o600;

const isSameFile = (one: Stats, other: Stats): boolean => one.dev === other.dev && one.ino === other.ino;

/** Opens the log file, to append to it. */
export const openLogFile = async (path: string): Promise<LogFile> => {
  try {
    const descriptor = await promisify(open)(
      path,
      APPEND_WITHOUT_WAITING | constants.O_CREAT,
      OWNER_ONLY_MODE,
    );
    const stats = await promisify(fstat)(descriptor);
    const isAtPath = async () => {
      const found = await promisify(stat)(path).catch(() => undefined);
      return found !== undefined && isSameFile(found, stats);
    };
    return { descriptor, isAtPath };
  } catch (cause) {
    const message = `--log-file ${path} can't be written: ${describeFileError(cause)}; name a file in a folder you may write to`;
    throw new CommandError(message, 1, { cause });
  }
};
