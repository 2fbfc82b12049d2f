import { CommandError } from '../../errors/command-error';
import { describeFileError } from '../../io/file-error';
import type { CliLogger } from '../../runtime/logger';
import { readTextFile } from '../../io/read-text-file';
import { warnOfPermissions } from '../../io/warn-of-permissions';

/** Certificates come in chains, a password in a line: more than this is neither. */
const MAX_SECRET_FILE_BYTES = 1_048_576;

/** The text of a file that an option names. */
export const readOptionFile = async (option: string, path: string): Promise<string> => {
  try {
    return await readTextFile(path, MAX_SECRET_FILE_BYTES);
  } catch (cause) {
    const message = `${option} ${path} can't be read: ${describeFileError(cause)}; name a readable file`;
    throw new CommandError(message, 1, { cause });
  }
};

/** The same of a secret. Warns if others may read its file. */
export const readSecretFile = async (option: string, path: string, { event }: CliLogger): Promise<string> => {
  const text = await readOptionFile(option, path);
  await warnOfPermissions(path, `the secret of ${option}`, event);
  return text;
};
