import type { RetentionPolicy } from '../journals/disk/keep';
import { MAX_TIMER_MS } from '../transports/defaults';

interface OptionRow {
  /** One short line for the help. */
  readonly text: string;
  /** The option of `serve` that takes the same value. Without it, `cli/commands/serve/serve.ts` says what becomes of it. */
  readonly api?: string;
  /** The placeholder of the value in the help, such as `FILE`. */
  readonly placeholder?: string;
  /** The default, as the help shows it. @default the default itself */
  readonly shown?: string;
  /** Whether `--help` shows it, which has room for a few. */
  readonly common?: true;
}

/** An option that takes a number. */
export interface NumberRow extends OptionRow {
  readonly kind: 'number';
  readonly unit: OptionUnit;
  readonly default: number;
  /** The default with this dialect on the main port. */
  readonly netcatDefault?: number;
  /** Whether the command leaves it out where it is not given, and the server has the default. */
  readonly optional?: true;
  readonly min: number;
  /** The greatest number that the command takes. The API takes what the unit allows. */
  readonly max: number;
}

/** An option that takes a text which is not blank. */
export interface TextRow extends OptionRow {
  readonly kind: 'text';
  readonly default?: string;
}

/** An option that takes no value. */
export interface FlagRow extends OptionRow {
  readonly kind: 'flag';
}

/** An option that takes one of a few words. */
export interface ChoiceRow extends OptionRow {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/** An option that may be given several times. */
export interface ListRow extends OptionRow {
  readonly kind: 'list';
  /** The description of a valid value: it completes "is not …". */
  readonly expects: string;
}

/** An option that takes a port, and a host before it. */
export interface HostPortRow extends OptionRow {
  readonly kind: 'host-port';
}

/** An option that takes what a journal keeps. */
export interface RetentionRow extends OptionRow {
  readonly kind: 'retention';
  readonly default: RetentionPolicy;
}

/** The rows of a table, by the names that they have after `--`. */
export type OptionRows = Readonly<
  Record<string, NumberRow | TextRow | FlagRow | ChoiceRow | ListRow | HostPortRow | RetentionRow>
>;

/** The unit of an option in the command. */
export type OptionUnit = 'bytes' | 'seconds' | 'count' | 'per-second';

interface UnitRow {
  readonly placeholder: string;
  /** Whether 1.5 is a value. */
  readonly fractions: boolean;
  /** How much one of it is in the API, which counts times in ms. */
  readonly inApi: number;
  /** The greatest number that the API takes. */
  readonly apiMax: number;
}

/** The units of the numbers. */
export const OPTION_UNITS: Readonly<Record<OptionUnit, UnitRow>> = {
  bytes: { placeholder: 'BYTES', fractions: false, inApi: 1, apiMax: Number.MAX_VALUE },
  seconds: { placeholder: 'SECONDS', fractions: true, inApi: 1000, apiMax: MAX_TIMER_MS },
  count: { placeholder: 'N', fractions: false, inApi: 1, apiMax: Number.MAX_VALUE },
  'per-second': { placeholder: 'N', fractions: true, inApi: 1, apiMax: Number.MAX_VALUE },
};

/** The default of a number in the API, with this dialect on the main port. */
export const apiDefault = (row: NumberRow, dialect?: string): number => {
  const amount = dialect === 'netcat' ? (row.netcatDefault ?? row.default) : row.default;
  return amount * OPTION_UNITS[row.unit].inApi;
};

/** The limits of a number in the API. */
export const apiBounds = ({ unit, min }: NumberRow): { readonly min: number; readonly max: number } => {
  const { inApi, apiMax } = OPTION_UNITS[unit];
  return { min: min * inApi, max: apiMax };
};
