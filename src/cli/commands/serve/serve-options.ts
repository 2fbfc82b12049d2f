import { limitOptions } from './limit-options';
import { persistenceOptions } from './persistence-options';
import { listenerOptions } from './listener-options';
import { loggerOptions } from '../../options/logger-options';
import { numberOption, textOption } from '../../options/option';

/** The options of `rx-chat serve`: seconds and bytes, while the API has milliseconds and bytes. */
export const serveOptions = {
  ...listenerOptions,
  ...persistenceOptions,
  motd: textOption('FILE', 'greet with the text in FILE', undefined, 'a welcome'),
  history: numberOption<number | undefined>({
    describe: 'messages shown to a newcomer',
    fallback: undefined,
    shown: '100; netcat 10000',
    min: 0,
    max: 1_000_000,
  }),
  ...limitOptions,
  ...loggerOptions,
  config: textOption('FILE', 'read options from FILE, such as {"port": 8989}', undefined),
};

/** Those that fit a screen with the rest of the help. */
export const commonOptions: readonly (keyof typeof serveOptions)[] = [
  'port',
  'host',
  'dialect',
  'http',
  'tls-cert',
  'tls-key',
  'password-file',
  'op-file',
  'motd',
  'data',
  'max-clients',
  'config',
];
