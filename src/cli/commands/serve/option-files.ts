import { ChatError } from '../../../chat';
import { CommandError } from '../../errors/command-error';
import { describeFileError, readTextFile } from '../../io/files';
import type { CliLogger } from '../../runtime/logger';
import { warnOfPermissions } from '../../io/warn-of-permissions';

/** Certificates come in chains, a password in a line: more than this is neither. */
const MAX_SECRET_FILE_BYTES = 1_048_576;

const MAX_MOTD_BYTES = 65_536;

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

/** The first line of the file that an option names: a password. */
export const readPassword = async (option: string, path: string, log: CliLogger): Promise<string> => {
  const text = await readSecretFile(option, path, log);
  const [password = ''] = text.split(/\r?\n/);
  if (password.trim() !== '') return password;
  throw new CommandError(`${option} ${path} has nothing in its first line: write the secret there`, 1);
};

/** The text of a `--motd` file, at most 64 KiB, without its last newline. */
export const readMotd = async (path: string): Promise<string> => {
  try {
    return (await readTextFile(path, MAX_MOTD_BYTES)).replace(/\r?\n$/, '');
  } catch (cause) {
    const message = `--motd ${path} can't be read: ${describeFileError(cause)}; name a readable text file, or leave --motd out`;
    throw new ChatError('RX_CHAT_MOTD', message, { cause });
  }
};
