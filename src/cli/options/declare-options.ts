import type { Argv } from 'yargs';
import type { OptionTable } from './option';

/**
 * Declares the options of a command, and its help. Those that take a value are texts to yargs, and all are hidden from
 * its own help, which takes two lines for many.
 */
export const declareOptions = (yargs: Argv, options: OptionTable, help: string): Argv => {
  for (const [name, { flag }] of Object.entries(options))
    yargs.option(name, flag ? { boolean: true, hidden: true } : { string: true, hidden: true });
  return yargs.usage(help).hide('help').hide('version').showHidden(false);
};
