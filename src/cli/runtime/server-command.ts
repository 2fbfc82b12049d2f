import type { Argv, CommandModule } from 'yargs';
import { readCommandLine, type ParsedArguments } from '../options/command-line';
import { declareOptions, optionList } from '../options/declare-options';
import type { CliLogger } from './logger';
import type { OptionTable, Values } from '../options/option';
import type { RunningServer } from './run-server';
import { writeLine } from '../io/write-stdout';
import { resolveOptions, unknownVariables, type OptionSources } from '../options/resolve-options';
import { hasTerminal } from '../io/terminal';
import { optionsOfRows } from '../options/options-of-rows';
import { loggerRows } from '../../server/option-table';

const loggerOptions = optionsOfRows(loggerRows);

/** A command that runs a server until it is stopped. */
export interface ServerCommand<Table extends OptionTable> {
  readonly name: string;
  readonly describe: string;
  readonly example: string;
  /** Further text of the help. */
  readonly notes: readonly string[];
  readonly options: Table;
  /** The options that `--help` shows; `--help-all` shows all of them. Without it `--help` does. */
  readonly common?: readonly (keyof Table)[];
  readonly gather: (
    table: Table,
    commandLine: OptionSources['commandLine'],
    environment: NodeJS.ProcessEnv,
  ) => Promise<OptionSources>;
  readonly start: (values: Values<Table>, log: CliLogger) => Promise<RunningServer>;
}

const HELP_ALL = 'help-all';

type AnyCommand = ServerCommand<OptionTable>;

const commonOptions = ({ options, common }: AnyCommand): string => {
  if (!common) return optionList(options, [['--help', 'show this']]);
  const shown = Object.entries(options).filter(([name]) => common.includes(name));
  return optionList(Object.fromEntries(shown), [
    ['--help', 'show this'],
    [`--${HELP_ALL}`, 'show all options'],
  ]);
};

const helpOf = ({ name, describe, example, notes }: AnyCommand, options: string): string =>
  [`usage: rx-chat ${name} [port] [options]`, describe, options, ...notes, `Example: ${example}`].join(
    '\n\n',
  );

const declareAll = (yargs: Argv, command: AnyCommand): Argv => {
  if (command.common) yargs.option(HELP_ALL, { boolean: true, hidden: true });
  return declareOptions(yargs, command.options, helpOf(command, commonOptions(command)));
};

/** Whether it was asked for all of the help, which is then shown. */
const isHelpAll = (command: AnyCommand, argv: ParsedArguments): boolean => {
  if (!command.common || argv[HELP_ALL] !== true) return false;
  writeLine(`${helpOf(command, optionList(command.options))}\n`);
  return true;
};

const warnOfUnknownVariables = (
  { event }: CliLogger,
  table: OptionTable,
  { environment, links = [] }: OptionSources,
): void => {
  if (!environment) return;
  for (const variable of links) event('service-variable-ignored', { variable });
  for (const variable of unknownVariables(table, environment)) {
    event('unknown-variable-ignored', { variable });
  }
};

/**
 * Runs a command on a command line. Resolves with the exit status. Modules of a server are loaded here and in `start`:
 * they are half of the cost of a start. Other commands, the help and errors do not need them.
 */
const run = async <Table extends OptionTable>(
  { options, gather, start }: ServerCommand<Table>,
  argv: ParsedArguments,
): Promise<number> => {
  const sources = await gather(options, readCommandLine(options, argv), process.env);
  const values = resolveOptions(options, sources);
  const { openLogger } = await import('./logger.js');
  const { runServer } = await import('./run-server.js');
  const log = await openLogger(resolveOptions(loggerOptions, sources));
  warnOfUnknownVariables(log, options, sources);
  return runServer(() => start(values, log), log, !hasTerminal());
};

/** The yargs module of a server's command. */
export const serverCommand = <Table extends OptionTable & typeof loggerOptions>(
  command: ServerCommand<Table>,
): CommandModule => {
  const any = command as unknown as AnyCommand;
  return {
    command: command.name,
    describe: false,
    builder: (yargs) => declareAll(yargs, any),
    // An exit of its own, once the server has stopped: what slow clients have not taken would hold the process.
    handler: async (argv) => process.exit(isHelpAll(any, argv) ? 0 : await run(command, argv)),
  };
};
