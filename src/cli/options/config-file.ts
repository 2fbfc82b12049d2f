import { CommandError } from '../errors/command-error';
import { describeFileError } from '../io/file-error';
import { readTextFile } from '../io/read-text-file';

const MAX_CONFIG_BYTES = 1_048_576;

const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`config file ${path} is not JSON: ${(cause as Error).message}`, 2, { cause });
  }
};

const read = async (path: string): Promise<string> => {
  try {
    return await readTextFile(path, MAX_CONFIG_BYTES);
  } catch (cause) {
    const message = `config file ${path} can't be read: ${describeFileError(cause)}; name a readable JSON file`;
    throw new CommandError(message, 1, { cause });
  }
};

/** The object in a config file, its values unchecked. */
export const readConfig = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const value = parse(path, await read(path));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(`config file ${path} is not a JSON object, such as {"port": 8989}`, 2);
  }
  return value as Record<string, unknown>;
};
