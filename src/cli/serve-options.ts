import { capOptions } from './cap-options';
import { listenerOptions } from './listener-options';
import { logOptions } from './log-options';
import { numberOption, textOption } from './option';

/** The options of `rx-chat serve`: seconds and bytes, while the API has milliseconds and bytes. */
export const serveOptions = {
  ...listenerOptions,
  motd: textOption('FILE', 'greet with the text in FILE', undefined, 'a welcome'),
  history: numberOption({
    describe: 'messages shown to a newcomer',
    fallback: 100,
    min: 0,
    max: 1_000_000,
  }),
  ...capOptions,
  ...logOptions,
  config: textOption('FILE', 'read options from FILE, such as {"port": 8989}', undefined),
};

/** Those that fit a screen with the rest of the help. */
export const commonOptions: readonly (keyof typeof serveOptions)[] = [
  'port',
  'host',
  'tls-cert',
  'tls-key',
  'unix',
  'password-file',
  'motd',
  'history',
  'max-clients',
  'rate',
  'log-level',
  'log-file',
  'config',
];
