import type { OptionTable } from './option';

const rowsOf = (table: OptionTable): (readonly [string, string])[] => [
  ...Object.entries(table).map(
    ([name, { takes, describe, shown }]) => [`--${name} ${takes}`, `${describe} [${shown}]`] as const,
  ),
  ['--help', 'show this'],
];

/** The help's list of options: one line each, with the default in brackets. */
export const optionList = (table: OptionTable): string => {
  const rows = rowsOf(table);
  const width = Math.max(...rows.map(([option]) => option.length)) + 2;
  return rows.map(([option, text]) => `  ${option.padEnd(width)}${text}`).join('\n');
};
