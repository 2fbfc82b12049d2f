import { UsageError } from '../errors/command-error';
import type { Option, OptionTable, Values } from './option';

/** Where the values of options come from, the first to be asked first. */
export interface OptionSources {
  /** The value behind each `--NAME`: a list if it was given more than once. */
  readonly commandLine: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The variables that were left out of it: not meant as options. */
  readonly links?: readonly string[];
  /** The values in the config file, checked. */
  readonly config?: Readonly<Record<string, unknown>>;
}

const VARIABLE_PREFIX = 'RX_CHAT_';

/** The environment variable of an option: `RX_CHAT_MAX_LINE` for `max-line`. */
export const variableOf = (name: string): string => VARIABLE_PREFIX + name.toUpperCase().replaceAll('-', '_');

/** The variables that look like options and are none. */
export const unknownVariables = (
  table: OptionTable,
  environment: Readonly<Record<string, string | undefined>>,
): string[] => {
  const known = new Set(Object.keys(table).map(variableOf));
  return Object.keys(environment).filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.has(name));
};

const fromText = (option: Option<unknown>, origin: string, given: unknown): unknown => {
  if (Array.isArray(given) && !option.list)
    throw new UsageError(`${origin} is given ${given.length} times: once is enough`);
  const text = typeof given === 'string' ? given : Array.isArray(given) ? given.join(' ') : String(given);
  if (text === '') throw new UsageError(`${origin} needs a value: ${option.expects}`);
  const value = option.fromText(text);
  if (value === undefined) throw new UsageError(`${origin} ${JSON.stringify(text)} is not ${option.expects}`);
  return value;
};

/**
 * The values of a command's options: the command line wins over the environment, that over the config file, that over
 * the defaults. Throws a `UsageError` that names the option as it was given, and what it takes.
 */
export const resolveOptions = <Table extends OptionTable>(
  table: Table,
  sources: OptionSources,
): Values<Table> => {
  const { commandLine, environment = {}, config } = sources;
  const valueOf = (name: string, option: Option<unknown>): unknown => {
    const variable = variableOf(name);
    if (commandLine[name] !== undefined) return fromText(option, `--${name}`, commandLine[name]);
    if (environment[variable] !== undefined) return fromText(option, variable, environment[variable]);
    if (config && Object.hasOwn(config, name)) return option.fromJson(config[name]);
    return option.defaultValue;
  };
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => [name, valueOf(name, option)]),
  ) as Values<Table>;
};
