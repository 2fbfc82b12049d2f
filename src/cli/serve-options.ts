import { logOptions } from './log-options';
import { numberOption, textOption } from './option';

const million = 1_000_000;

/** The options of `rx-chat serve`: seconds and bytes, while the API has milliseconds and bytes. */
export const serveOptions = {
  port: numberOption({
    describe: 'port to listen on, 0 for any free one',
    fallback: 8989,
    min: 0,
    max: 65_535,
  }),
  host: textOption('HOST', 'address to listen on', undefined, 'all interfaces'),
  history: numberOption({ describe: 'messages shown to a newcomer', fallback: 100, min: 0, max: million }),
  motd: textOption('FILE', 'greet with the text in FILE', undefined, 'a welcome'),
  // A day: more than 24.8 days would not fit a timer of Node.
  'name-timeout': numberOption({
    takes: 'SECONDS',
    describe: 'time to give a name, 0 for ever',
    fallback: 60,
    min: 0,
    max: 86_400,
    fractions: true,
  }),
  'max-line': numberOption({
    takes: 'BYTES',
    describe: 'length of a line, 0 for no cap',
    fallback: 4096,
    min: 0,
    max: 1_048_576,
  }),
  'max-clients': numberOption({
    describe: 'connections, 0 for no cap',
    fallback: 10_000,
    min: 0,
    max: million,
  }),
  'max-per-address': numberOption({
    describe: 'connections of one address, 0 for no cap',
    fallback: 256,
    min: 0,
    max: million,
  }),
  rate: numberOption({
    describe: 'lines a second of a client, 0 for no cap',
    fallback: 20,
    min: 0,
    max: million,
    fractions: true,
  }),
  burst: numberOption({
    describe: 'lines at once of a client, 0 for no cap',
    fallback: 100,
    min: 0,
    max: million,
  }),
  ...logOptions,
  config: textOption('FILE', 'read options from FILE, such as {"port": 8989}', undefined),
};
