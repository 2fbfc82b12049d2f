import type { OptionTable } from './option';

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
