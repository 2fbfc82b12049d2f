import { loggerOptions } from '../../options/logger-options';
import { numberOption, textOption } from '../../options/option';

/** The options of `rx-chat echo`. */
export const echoOptions = {
  port: numberOption({
    describe: 'port to listen on, 0 for any free one',
    fallback: 8080,
    min: 0,
    max: 65_535,
  }),
  host: textOption('HOST', 'address to listen on', '127.0.0.1'),
  'max-line': numberOption({
    takes: 'BYTES',
    describe: 'length of a line, 0 for no cap',
    fallback: 65_536,
    min: 0,
    max: 1_048_576,
  }),
  ...loggerOptions,
};
