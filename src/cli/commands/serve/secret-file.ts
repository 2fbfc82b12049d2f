import { CommandError } from '../../errors/command-error';
import { errorReason } from '../../io/file-error';
import type { Log } from '../../runtime/logger';
import { readText } from '../../io/read-text-file';
import { warnOfRights } from '../../io/warn-of-permissions';

/** Certificates come in chains, a password in a line: more than this is neither. */
const maxBytes = 1_048_576;

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
  await warnOfRights(path, `the secret of ${option}`, logger);
  return text;
};
