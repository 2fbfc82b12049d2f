import type { Argv, CommandModule } from 'yargs';
import { readCommandLine, type ParsedArguments } from './command-line';
import { optionList } from './help';
import { openLog, type Log } from './log';
import { logOptions } from './log-options';
import type { OptionTable, Values } from './option';
import { runServer, type Running } from './run-server';
import { settle, strayVariables, type Sources } from './settle';

/** A command that runs a server until it is stopped. */
export interface ServerCommand<Table extends OptionTable> {
  readonly name: string;
  readonly describe: string;
  readonly example: string;
  /** What else the help says. */
  readonly notes: readonly string[];
  readonly options: Table;
  readonly gather: (
    table: Table,
    commandLine: Sources['commandLine'],
    environment: NodeJS.ProcessEnv,
  ) => Promise<Sources>;
  readonly start: (values: Values<Table>) => Promise<Running>;
}

const helpOf = ({ name, describe, example, notes, options }: ServerCommand<OptionTable>): string =>
  [
    `usage: rx-chat ${name} [port] [options]`,
    describe,
    optionList(options),
    ...notes,
    `Example: ${example}`,
  ].join('\n\n');

/** All are texts to yargs, and hidden from its help, which takes two lines for many of them. */
const declareOptions = (yargs: Argv, command: ServerCommand<OptionTable>): Argv => {
  for (const name of Object.keys(command.options)) yargs.option(name, { string: true, hidden: true });
  return yargs.usage(helpOf(command)).hide('help').hide('version').showHidden(false);
};

const warnOfStrays = ({ logger }: Log, table: OptionTable, environment: NodeJS.ProcessEnv): void => {
  for (const variable of strayVariables(table, environment)) {
    logger.warn({ variable }, 'this variable is no option: ignored');
  }
};

/** Runs a command on a command line. Resolves with the exit status. */
const run = async <Table extends OptionTable>(
  { options, gather, start }: ServerCommand<Table>,
  argv: ParsedArguments,
): Promise<number> => {
  const sources = await gather(options, readCommandLine(options, argv), process.env);
  const values = settle(options, sources);
  const log = await openLog(settle(logOptions, sources));
  if (sources.environment) warnOfStrays(log, options, process.env);
  return runServer(() => start(values), log);
};

/** The yargs module of a server's command. It exits when the server has stopped: what slow clients left can't hold it. */
export const serverCommand = <Table extends OptionTable & typeof logOptions>(
  command: ServerCommand<Table>,
): CommandModule => ({
  command: command.name,
  describe: false,
  builder: (yargs) => declareOptions(yargs, command as unknown as ServerCommand<OptionTable>),
  handler: async (argv) => process.exit(await run(command, argv)),
});
