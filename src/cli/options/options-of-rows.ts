import type { RetentionPolicy } from '../../journals/disk/keep';
import type { OptionRows } from '../../server/option-row';
import { hostPortOption, type HostPort } from './host-port';
import { choiceOption, flagOption, listOption, numberOption, textOption, type Option } from './option';
import { retentionOption } from './retention-option';

/** The option of a row. The row of a list does not say how to parse a text: `listOption` makes such an option. */
type OptionOf<Row> = Row extends { kind: 'number'; optional: true }
  ? Option<number | undefined>
  : Row extends { kind: 'number' }
    ? Option<number>
    : Row extends { kind: 'text'; default: string }
      ? Option<string>
      : Row extends { kind: 'text' }
        ? Option<string | undefined>
        : Row extends { kind: 'flag' }
          ? Option<boolean>
          : Row extends { kind: 'choice'; choices: readonly (infer Choice)[] }
            ? Option<Choice>
            : Row extends { kind: 'host-port' }
              ? Option<HostPort | undefined>
              : Row extends { kind: 'retention' }
                ? Option<RetentionPolicy>
                : Option<readonly string[]>;

const optionOf = (row: OptionRows[string]): Option<unknown> => {
  switch (row.kind) {
    case 'number':
      return numberOption(row);
    case 'text':
      return textOption(row);
    case 'flag':
      return flagOption(row);
    case 'choice':
      return choiceOption(row);
    case 'list':
      return listOption(row, (text) => text);
    case 'host-port':
      return hostPortOption(row);
    case 'retention':
      return retentionOption(row);
  }
};

/** The options of a table of rows, in its order. */
export const optionsOfRows = <Rows extends OptionRows>(
  rows: Rows,
): { readonly [Name in keyof Rows]: OptionOf<Rows[Name]> } =>
  Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, optionOf(row)])) as never;
