import { stat } from 'node:fs/promises';
import { CommandError } from './command-error';
import { errorReason } from './error-reason';
import type { Log } from './log';
import { readText } from './read-text';

/** Certificates come in chains, a password in a line: more than this is neither. */
const maxBytes = 1_048_576;

/** Rights of the group and of all others. */
const OTHERS = 0o077;

/** The text of a file that an option names. */
export const readOptionFile = async (option: string, path: string): Promise<string> => {
  try {
    return await readText(path, maxBytes);
  } catch (cause) {
    const message = `${option} ${path} can't be read: ${errorReason(cause)}; name a readable file`;
    throw new CommandError(message, 1, { cause });
  }
};

/** The same of a secret. Who else may read its file is warned of. */
export const readSecretFile = async (option: string, path: string, { logger }: Log): Promise<string> => {
  const text = await readOptionFile(option, path);
  const stats = await stat(path);
  const mode = stats.mode & 0o777;
  if (stats.isFile() && (mode & OTHERS) !== 0)
    logger.warn({ file: path, mode: mode.toString(8) }, `others may read the secret of ${option}: chmod 600`);
  return text;
};
