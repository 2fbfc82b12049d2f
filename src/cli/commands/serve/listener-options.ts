import { parseHostName } from '../../../http-server/parse-host-name';
import { parseOrigin } from '../../../http-server/parse-origin';
import { dialectNames } from './dialect-names';
import { choiceOption, flagOption, listOption, numberOption, textOption } from '../../options/option';
import { hostPortOption } from '../../options/host-port-option';
import { parseListener } from './parse-listener';

/** Where `rx-chat serve` listens, and who may come in. */
export const listenerOptions = {
  port: numberOption({
    describe: 'port to listen on, 0 for any free one',
    fallback: 8989,
    min: 0,
    max: 65_535,
  }),
  host: textOption('HOST', 'address to listen on', undefined, 'all interfaces'),
  dialect: choiceOption({ takes: 'NAME', fallback: 'chat', choices: dialectNames }),
  listen: listOption(
    'URL',
    'listen there too: tcp://HOST:PORT?dialect=NAME',
    `tcp://HOST:PORT or tcp://HOST:PORT?dialect=NAME, with one of ${dialectNames.join(', ')}`,
    parseListener,
  ),
  'tls-cert': textOption('FILE', 'listen for TLS too, with this certificate', undefined),
  'tls-key': textOption('FILE', 'the key of the certificate', undefined),
  'tls-port': numberOption<number | undefined>({
    describe: 'port for TLS',
    fallback: undefined,
    shown: '8990',
    min: 0,
    max: 65_535,
  }),
  'tls-ca': textOption('FILE', 'let in only who has a certificate of it, at --http too', undefined),
  unix: textOption('PATH', 'listen on a unix socket too', undefined),
  http: hostPortOption('serve browsers a page; HTTPS with --tls-cert'),
  origin: listOption(
    'URL',
    'let pages from there connect too',
    'the origin of a page, such as https://chat.example',
    parseOrigin,
  ),
  'host-name': listOption(
    'NAME',
    'answer who asks by this name, at --http, --metrics',
    'the name of a host, such as chat.example',
    parseHostName,
  ),
  'trust-proxy': flagOption('a proxy stands before --http: believe X-Forwarded-For'),
  metrics: hostPortOption('answer Prometheus over HTTP at /metrics there'),
  'no-plain': flagOption('no plain text port, just TLS, unix and HTTP'),
  'password-file': textOption('FILE', "ask everybody for FILE's first line", undefined),
  'op-file': textOption('FILE', "FILE's first line makes operators: /op SECRET", undefined),
};
