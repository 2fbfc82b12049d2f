import { OPTION_UNITS, type OptionRows } from '../../../server/option-row';
import { serveRows } from '../../../server/option-table';
import type { ServeOptions } from '../../../server/serve';
import type { ServeValues } from './serve-options';

type Rows = typeof serveRows;

/**
 * The value of the command for each option of `serve` that takes the same. The compiler compares names and types with
 * those of `serve`.
 */
type ApiOptions = {
  readonly [
    Name in keyof Rows as Rows[Name] extends { readonly api: infer Api extends string } ? Api : never
  ]?: NonNullable<ServeValues[Name]>;
};

/** In the units of the API: what the command has in seconds is in ms there. */
const inApiUnit = (row: OptionRows[string], value: unknown): unknown =>
  row.kind === 'number' && typeof value === 'number' ? value * OPTION_UNITS[row.unit].inApi : value;

const convert = (values: ServeValues): ApiOptions =>
  Object.fromEntries(
    Object.entries<OptionRows[string]>(serveRows).flatMap(([name, row]): [string, unknown][] => {
      const value = values[name as keyof Rows];
      return row.api === undefined || value === undefined ? [] : [[row.api, inApiUnit(row, value)]];
    }),
  );

/** The options of `serve` that take what the command has, as their rows say. */
export const apiOptions = (values: ServeValues): Pick<ServeOptions, keyof ApiOptions> => convert(values);
