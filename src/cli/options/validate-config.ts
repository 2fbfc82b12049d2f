import { CommandError } from '../errors/command-error';
import type { OptionTable } from './option';

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
