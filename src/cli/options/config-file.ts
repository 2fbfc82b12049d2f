import { CommandError } from '../errors/command-error';
import { describeFileError, readTextFile } from '../io/files';
import type { OptionTable } from './option';

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

/** Throws a `CommandError` that names the first key of a config file that is no option, or whose value is none. */
export const validateConfig = (
  table: OptionTable,
  path: string,
  values: Readonly<Record<string, unknown>>,
): void => {
  for (const [name, value] of Object.entries(values)) {
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    const where = `config file ${path}: ${JSON.stringify(name)}`;
    if (!option) throw new CommandError(`${where} is not one of ${Object.keys(table).join(', ')}`, 2);
    if (option.fromJson(value) === undefined) {
      throw new CommandError(`${where} is ${JSON.stringify(value)}, which is not ${option.expects}`, 2);
    }
  }
};
