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

/** The help's list of options: one line each, with the default in brackets. */
export const optionList = (table: OptionTable, more: readonly (readonly [string, string])[] = []): string => {
  const rows = [
    ...Object.entries(table).map(
      ([name, { placeholder, description, shown }]) =>
        [`--${name} ${placeholder}`.trimEnd(), `${description} [${shown}]`] as const,
    ),
    ...more,
  ];
  const width = Math.max(...rows.map(([option]) => option.length)) + 2;
  return rows.map(([option, text]) => `  ${option.padEnd(width)}${text}`).join('\n');
};
