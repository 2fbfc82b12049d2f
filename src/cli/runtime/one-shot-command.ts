import type { CommandModule } from 'yargs';
import type { ParsedArguments } from '../options/command-line';
import { declareOptions } from '../options/declare-options';
import type { OptionTable } from '../options/option';

/** A command that does what it is asked for, and ends. */
export interface OneShotCommand {
  readonly name: string;
  readonly help: string;
  readonly options: OptionTable;
  /** Runs it on a command line. Resolves with the exit status. */
  readonly run: (argv: ParsedArguments) => Promise<number>;
}

/** The yargs module of such a command. */
export const oneShotCommand = ({ name, help, options, run }: OneShotCommand): CommandModule => ({
  command: name,
  describe: false,
  builder: (yargs) => declareOptions(yargs, options, help),
  // An exit of its own: what nobody reads any more, what a server still sends, or a name that is still looked up would
  // hold the process.
  handler: async (argv) => process.exit(await run(argv)),
});
