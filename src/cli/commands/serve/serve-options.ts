import { parseHostName, parseOrigin } from '../../../http-server/parse-host';
import type { OptionRows } from '../../../server/option-row';
import { serveRows } from '../../../server/option-table';
import { listOption, type Values } from '../../options/option';
import { optionsOfRows } from '../../options/options-of-rows';
import { parseListener } from '../../options/host-port';

/** The options of `rx-chat serve`. */
export const serveOptions = {
  ...optionsOfRows(serveRows),
  listen: listOption(serveRows.listen, parseListener),
  origin: listOption(serveRows.origin, parseOrigin),
  'host-name': listOption(serveRows['host-name'], parseHostName),
};

/** The values of these options. */
export type ServeValues = Values<typeof serveOptions>;

/** Those that fit a screen with the rest of the help. */
export const commonOptions = Object.entries<OptionRows[string]>(serveRows).flatMap(([name, { common }]) =>
  common ? [name as keyof typeof serveOptions] : [],
);
