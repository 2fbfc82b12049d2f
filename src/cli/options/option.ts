import {
  OPTION_UNITS,
  type ChoiceRow,
  type FlagRow,
  type ListRow,
  type NumberRow,
  type TextRow,
} from '../../server/option-row';

/** One option of a command: what it is for, and how each source of options spells it. */
export interface Option<T> {
  /** The placeholder of the value in the help, such as `FILE`. */
  readonly placeholder: string;
  /** One short line for the help. */
  readonly description: string;
  /** The value where no source gives one. */
  readonly defaultValue: T;
  /** The default, as the help shows it. */
  readonly shown: string;
  /** The description of a valid value: it completes "is not …". */
  readonly expects: string;
  /** The value in a text of the command line or the environment; undefined if it is none. */
  readonly fromText: (text: string) => T | undefined;
  /** The value in a config file; undefined if it is none. */
  readonly fromJson: (value: unknown) => T | undefined;
  /** It takes no value on the command line: naming it is enough. */
  readonly flag?: true;
  /** It may be given several times; a text holds its values with spaces between them. */
  readonly list?: true;
}

/** The options of a command, by the name they have after `--`. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values of the options of a table. */
export type Values<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

/** The default of a number, as the help shows it. */
const shownNumber = (row: NumberRow): string =>
  row.netcatDefault === undefined ? String(row.default) : `${row.default}; netcat ${row.netcatDefault}`;

/** An option that takes a number. */
export const numberOption = (row: NumberRow): Option<number | undefined> => {
  const { text: description, unit, min, max } = row;
  const { placeholder, fractions } = OPTION_UNITS[unit];
  const fits = (value: number) => value >= min && value <= max && (fractions || Number.isInteger(value));
  const written = fractions ? /^\d{1,12}(\.\d{1,6})?$/ : /^\d{1,12}$/;
  return {
    placeholder,
    description,
    defaultValue: row.optional ? undefined : row.default,
    shown: shownNumber(row),
    expects: `a ${fractions ? '' : 'whole '}number from ${min} to ${max}`,
    fromText: (text) => (written.test(text) && fits(Number(text)) ? Number(text) : undefined),
    fromJson: (value) => (typeof value === 'number' && fits(value) ? value : undefined),
  };
};

/** An option that takes any text but a blank one, such as a path. */
export const textOption = (row: TextRow): Option<string | undefined> => {
  const { placeholder = '', text: description, default: defaultValue, shown = defaultValue ?? 'none' } = row;
  const read = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : undefined);
  return {
    placeholder,
    description,
    defaultValue,
    shown,
    expects: 'a text that is not blank',
    fromText: read,
    fromJson: read,
  };
};

/** An option that may be given several times: its value is a list. */
export const listOption = <T>(
  { placeholder = '', text: description, expects }: ListRow,
  read: (text: string) => T | undefined,
): Option<readonly T[]> => {
  const readAll = (texts: readonly unknown[]) => {
    const values = texts.flatMap((text) => (typeof text === 'string' ? (read(text.trim()) ?? []) : []));
    return values.length === texts.length ? values : undefined;
  };
  return {
    placeholder,
    description,
    defaultValue: [],
    shown: 'none',
    expects,
    fromText: (text) => readAll(text.trim().split(/\s+/)),
    fromJson: (value) => readAll(Array.isArray(value) ? value : [value]),
    list: true,
  };
};

const booleans: Readonly<Record<string, boolean | undefined>> = {
  true: true,
  1: true,
  false: false,
  0: false,
};

/** An option that is off unless it is named. */
export const flagOption = ({ text: description }: FlagRow): Option<boolean> => ({
  placeholder: '',
  description,
  defaultValue: false,
  shown: 'off',
  expects: 'true or false',
  fromText: (text) => (Object.hasOwn(booleans, text) ? booleans[text] : undefined),
  fromJson: (value) => (typeof value === 'boolean' ? value : undefined),
  flag: true,
});

/** An option that takes one of a few words. */
export const choiceOption = (row: ChoiceRow): Option<string> => {
  const { placeholder = '', text: description, default: defaultValue, choices } = row;
  const read = (value: unknown) => choices.find((choice) => choice === value);
  return {
    placeholder,
    description,
    defaultValue,
    shown: defaultValue,
    expects: `one of ${choices.join(', ')}`,
    fromText: read,
    fromJson: read,
  };
};
