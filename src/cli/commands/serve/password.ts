import { CommandError } from '../../errors/command-error';
import type { CliLogger } from '../../runtime/logger';
import { readSecretFile } from './secret-file';

/** The first line of the file that an option names: a password. */
export const readPassword = async (option: string, path: string, log: CliLogger): Promise<string> => {
  const text = await readSecretFile(option, path, log);
  const [password = ''] = text.split(/\r?\n/);
  if (password.trim() !== '') return password;
  throw new CommandError(`${option} ${path} has nothing in its first line: write the secret there`, 1);
};
