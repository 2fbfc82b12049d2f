import { open } from 'node:fs';
import { promisify } from 'node:util';
import { CommandError } from './command-error';
import { errorReason } from './error-reason';

/** Opens the log file, to append to it. */
export const openLogFile = async (path: string): Promise<number> => {
  try {
    return await promisify(open)(path, 'a');
  } catch (cause) {
    const message = `--log-file ${path} can't be written: ${errorReason(cause)}; name a file in a folder you may write to`;
    throw new CommandError(message, 1, { cause });
  }
};
