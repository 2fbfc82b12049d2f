import { CommandError } from './command-error';
import type { Log } from './log';
import { readSecretFile } from './secret-file';

/** The first line of a `--password-file`. */
export const readPassword = async (path: string, log: Log): Promise<string> => {
  const text = await readSecretFile('--password-file', path, log);
  const [password = ''] = text.split(/\r?\n/);
  if (password !== '') return password;
  throw new CommandError(
    `--password-file ${path} has nothing in its first line: write the password there`,
    1,
  );
};
