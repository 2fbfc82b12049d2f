import yargs from 'yargs/yargs';
import { backup } from './commands/backup/backup';
import { UsageError } from './errors/command-error';
import { conform } from './commands/conform/conform';
import { echo } from './commands/echo/echo';
import { formatFailure } from './errors/format-failure';
import { logCommand } from './commands/log/log';
import { writeError } from './io/write-stdout';
import { serve } from './commands/serve/serve';
import { usage } from './errors/usage';
import { verify } from './commands/verify/verify';
import { version } from '../version';

/** yargs only takes the command line apart: what the parts may be is checked here, and told in one way. */
const parsing = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

const unknownCommandError = ({ _: [name] }: { readonly _: readonly (string | number)[] }): never => {
  throw new UsageError(
    name === undefined ? 'a command is missing' : `unknown command ${JSON.stringify(name)}`,
  );
};

const parser = (args: readonly string[]) =>
  // In a folder of its own: the working folder may be gone, and a `package.json` there may hold settings of yargs.
  yargs([...args], __dirname)
    .scriptName('rx-chat')
    .locale('en')
    .parserConfiguration(parsing)
    .usage(
      `${usage(undefined)}\n\nExample: rx-chat serve 8989, then from another terminal: nc localhost 8989`,
    )
    .command(serve)
    .command(echo)
    .command(logCommand)
    .command(verify)
    .command(backup)
    .command(conform)
    .command('$0', false, {}, unknownCommandError)
    .alias('help', 'h')
    .version(version())
    .wrap(null)
    .exitProcess(false)
    .fail((message, error: Error | undefined) => {
      throw error ?? new UsageError(message);
    });

/** Runs the program on the words of its command line. */
export const runProgram = async (args: readonly string[]): Promise<void> => {
  try {
    await parser(args).parseAsync();
  } catch (error) {
    const { text, status } = formatFailure(error, args[0]);
    // An exit of its own, once the error is written: a listener or a file that is still open would hold the process.
    writeError(text, () => process.exit(status));
  }
};
