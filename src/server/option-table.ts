import { DEFAULT_KEEP } from '../journals/disk/keep';
import {
  DEFAULT_MAX_LINE_BYTES,
  DEFAULT_TCP_PORT,
  DEFAULT_TLS_PORT,
  MAX_LINE_LIMIT_BYTES,
} from '../transports/defaults';
import type { OptionRows } from './option-row';

/*
 * The options of the servers, each stated once. The command makes its flags, variables, config keys and help of these
 * rows; `createChat` takes defaults and bounds from them; the specs compare the documents with them. It imports
 * constants alone: the command loads it before it knows whether it is to serve.
 */

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const MILLION = 1_000_000;
const DAY_SECONDS = 86_400;
const MAX_PORT = 65_535;

/** A tape holds at least a few of the longest lines. */
const MIN_TAPE_BYTES = 65_536;

const count = { kind: 'number', unit: 'count', min: 0, max: MILLION } as const;
const perSecond = { kind: 'number', unit: 'per-second', min: 0, max: MILLION } as const;
const seconds = { kind: 'number', unit: 'seconds', min: 0, max: DAY_SECONDS } as const;
const bytes = { kind: 'number', unit: 'bytes', min: 0 } as const;
const port = { kind: 'number', unit: 'count', min: 0, max: MAX_PORT } as const;
const file = { kind: 'text', placeholder: 'FILE' } as const;

/** The dialects that a listener may have, by name. */
export const dialectNames = ['chat', 'netcat', 'budget', 'json'] as const;

const listenerRows = {
  port: {
    ...port,
    api: 'port',
    default: DEFAULT_TCP_PORT,
    text: 'port to listen on, 0 for any free one',
    common: true,
  },
  host: {
    kind: 'text',
    api: 'host',
    placeholder: 'HOST',
    shown: 'all interfaces',
    text: 'address to listen on',
    common: true,
  },
  dialect: {
    kind: 'choice',
    api: 'dialect',
    placeholder: 'NAME',
    default: 'chat',
    choices: dialectNames,
    text: dialectNames.join(' '),
    common: true,
  },
  listen: {
    kind: 'list',
    api: 'listen',
    placeholder: 'URL',
    expects: `tcp://HOST:PORT or tcp://HOST:PORT?dialect=NAME, with one of ${dialectNames.join(', ')}`,
    text: 'listen there too: tcp://HOST:PORT?dialect=NAME',
  },
  'tls-cert': { ...file, text: 'listen for TLS too, with this certificate', common: true },
  'tls-key': { ...file, text: 'the key of the certificate', common: true },
  'tls-port': { ...port, default: DEFAULT_TLS_PORT, optional: true, text: 'port for TLS' },
  'tls-ca': { ...file, text: 'let in only who has a certificate of it, at --http too' },
  unix: { kind: 'text', api: 'unix', placeholder: 'PATH', text: 'listen on a unix socket too' },
  http: { kind: 'host-port', text: 'serve browsers a page; HTTPS with --tls-cert', common: true },
  origin: {
    kind: 'list',
    placeholder: 'URL',
    expects: 'the origin of a page, such as https://chat.example',
    text: 'let pages from there connect too',
  },
  'host-name': {
    kind: 'list',
    placeholder: 'NAME',
    expects: 'the name of a host, such as chat.example',
    text: 'answer who asks by this name, at --http, --metrics',
  },
  'trust-proxy': { kind: 'flag', text: 'a proxy stands before --http: believe X-Forwarded-For' },
  metrics: { kind: 'host-port', text: 'answer Prometheus over HTTP at /metrics there' },
  'no-plain': { kind: 'flag', text: 'no plain text port, just TLS, unix and HTTP' },
  'password-file': { ...file, text: "ask everybody for FILE's first line", common: true },
  'op-file': { ...file, text: "FILE's first line makes operators: /op SECRET", common: true },
} as const satisfies OptionRows;

const persistenceRows = {
  data: {
    kind: 'text',
    api: 'data',
    placeholder: 'DIR',
    text: 'keep the chat in DIR: it outlives the server',
    common: true,
  },
  keep: {
    kind: 'retention',
    api: 'keep',
    placeholder: 'N,AGE,BYTES',
    default: DEFAULT_KEEP,
    shown: '1000000 4GB',
    text: 'messages, age (30d), bytes (2GB): one or several; 0 keeps all',
  },
  'accept-clock': {
    kind: 'flag',
    api: 'acceptClock',
    text: 'start, though the newest entry is in the future',
  },
} as const satisfies OptionRows;

const lineRows = {
  'max-line': {
    ...bytes,
    api: 'maxLine',
    default: DEFAULT_MAX_LINE_BYTES,
    max: MAX_LINE_LIMIT_BYTES,
    text: 'length of a line, 0 for no cap',
  },
} as const satisfies OptionRows;

/** The options of a chat that are numbers: those of `createChat` too. */
export const chatNumberRows = {
  history: {
    ...count,
    api: 'history',
    default: 100,
    netcatDefault: 10_000,
    optional: true,
    text: 'messages shown to a newcomer',
  },
  'max-clients': {
    ...count,
    api: 'maxClients',
    default: 10_000,
    netcatDefault: 10,
    optional: true,
    text: 'connections, 0 for no cap',
    common: true,
  },
  'max-per-address': {
    ...count,
    api: 'maxPerAddress',
    default: 256,
    text: 'connections of one address, 0 for no cap',
  },
  'max-unnamed': {
    ...count,
    api: 'maxUnnamed',
    default: 1024,
    text: 'connections without a name, 0 for no cap',
  },
  'max-rooms': { ...count, api: 'maxRooms', default: 1000, text: 'rooms, 0 for no cap' },
  'max-answers': {
    ...bytes,
    api: 'maxAnswers',
    default: 65_536,
    max: GIB,
    text: 'answers that wait for a client, 0 for no cap',
  },
  'answers-total': {
    ...bytes,
    api: 'answersTotal',
    default: 64 * MIB,
    max: 64 * GIB,
    text: 'the same for all clients, 0 for no cap',
  },
  rate: { ...perSecond, api: 'rate', default: 20, text: 'lines a second of a client, 0 for no cap' },
  burst: { ...count, api: 'burst', default: 100, text: 'lines at once of a client, 0 for no cap' },
  'join-rate': {
    ...perSecond,
    api: 'joinRate',
    default: 10,
    text: 'joins a second of an address, 0 for no cap',
  },
  'name-timeout': { ...seconds, api: 'nameTimeout', default: 60, text: 'time to give a name, 0 for ever' },
  idle: { ...seconds, api: 'idle', default: 0, text: 'time a client may be silent, 0 for ever' },
  tape: {
    ...bytes,
    api: 'tape',
    default: 4 * MIB,
    min: MIN_TAPE_BYTES,
    max: GIB,
    text: 'how far a client may fall behind',
  },
  'tape-total': {
    ...bytes,
    api: 'tapeTotal',
    default: 256 * MIB,
    max: 64 * GIB,
    text: 'the same for all rooms, 0 for no cap',
  },
  stall: { ...seconds, api: 'stall', default: 30, text: 'time nobody waits for a stopped reader, 0 never' },
  'stall-timeout': {
    ...seconds,
    api: 'stallTimeout',
    default: 60,
    text: 'time after which one is let go, 0 never',
  },
} as const satisfies OptionRows;

/** The levels of a log, in the order of their weight; `silent` is none. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The options of each command that logs. */
export const loggerRows = {
  'log-level': {
    kind: 'choice',
    placeholder: 'LEVEL',
    default: 'info',
    choices: logLevels,
    text: logLevels.join(' '),
  },
  'log-file': { ...file, shown: 'stderr', text: 'append the log as JSON lines to FILE' },
} as const satisfies OptionRows;

/** The options of `rx-chat serve`, in the order of its help. */
export const serveRows = {
  ...listenerRows,
  ...persistenceRows,
  motd: { ...file, shown: 'a welcome', text: 'greet with the text in FILE', common: true },
  ...lineRows,
  ...chatNumberRows,
  ...loggerRows,
  config: { ...file, text: 'read options from FILE, such as {"port": 8989}', common: true },
} as const satisfies OptionRows;

/** The options of `rx-chat echo`. */
export const echoRows = {
  port: { ...port, api: 'port', default: 8080, text: 'port to listen on, 0 for any free one' },
  host: {
    kind: 'text',
    api: 'host',
    placeholder: 'HOST',
    default: '127.0.0.1',
    text: 'address to listen on',
  },
  'max-line': {
    ...bytes,
    api: 'maxLine',
    default: 65_536,
    max: MAX_LINE_LIMIT_BYTES,
    text: 'length of a line, 0 for no cap',
  },
  ...loggerRows,
} as const satisfies OptionRows;
