import { UsageError } from '../errors/command-error';
import type { OptionTable } from './option';
import type { OptionSources } from './resolve-options';

/** The result of yargs for a command line: words under `_`, the command's name the first of them. */
export interface ParsedArguments {
  readonly [name: string]: unknown;
  readonly _: readonly (string | number)[];
  readonly $0: string;
}

const optionFlag = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);

/** The value from the command line of each option of a command, and the words behind the command's name. */
export const readPositionals = (table: OptionTable, argv: ParsedArguments) => {
  const { _: words, ...rest } = argv;
  const options = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== '$0'));
  const stray = Object.keys(options).find((name) => !Object.hasOwn(table, name));
  if (stray !== undefined) throw new UsageError(`unknown option ${optionFlag(stray)}`);
  return { options, words: words.slice(1).map(String) };
};

/** The value from the command line of each option of a command that also takes its port as a word. */
export const readCommandLine = (table: OptionTable, argv: ParsedArguments): OptionSources['commandLine'] => {
  const { options, words } = readPositionals(table, argv);
  const [port, ...extra] = words;
  if (extra[0] !== undefined)
    throw new UsageError(`unexpected argument ${JSON.stringify(extra[0])}: a port is all`);
  if (port === undefined) return options;
  if (options.port !== undefined && options.port !== port) {
    throw new UsageError(
      `port ${JSON.stringify(port)} and --port ${JSON.stringify(options.port)} differ: give one`,
    );
  }
  return { ...options, port };
};

/** The same for a command that takes a folder as its only word. */
export const readFolderArgument = (table: OptionTable, argv: ParsedArguments) => {
  const { options, words } = readPositionals(table, argv);
  const [folder, extra] = words;
  if (folder === undefined || folder === '') throw new UsageError('DIR is missing: the folder of --data');
  if (extra !== undefined)
    throw new UsageError(`unexpected argument ${JSON.stringify(extra)}: one folder is all`);
  return { folder, options };
};

/** The same for a command that takes that folder, and one that it makes. */
export const readFolderArguments = (table: OptionTable, argv: ParsedArguments) => {
  const { options, words } = readPositionals(table, argv);
  const [folder = '', to = '', extra] = words;
  if (folder === '') throw new UsageError('DIR is missing: the folder of --data');
  if (to === '') throw new UsageError('TO is missing: the folder to make');
  if (extra !== undefined)
    throw new UsageError(`unexpected argument ${JSON.stringify(extra)}: two folders are all`);
  return { folder, to, options };
};
