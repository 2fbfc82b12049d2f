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
    text: 'also listen at tcp://HOST:PORT?dialect=NAME',
  },
  'tls-cert': { ...file, text: 'also listen for TLS, with this certificate', common: true },
  'tls-key': { ...file, text: 'private key of the certificate', common: true },
  'tls-port': { ...port, default: DEFAULT_TLS_PORT, optional: true, text: 'port for TLS' },
  'tls-ca': { ...file, text: 'require client certificates, also at --http' },
  unix: { kind: 'text', api: 'unix', placeholder: 'PATH', text: 'also listen on a unix socket' },
  http: { kind: 'host-port', text: 'serve the web client; HTTPS with --tls-cert', common: true },
  origin: {
    kind: 'list',
    placeholder: 'URL',
    expects: 'the origin of a page, such as https://chat.example',
    text: 'allow WebSockets from this origin',
  },
  'host-name': {
    kind: 'list',
    placeholder: 'NAME',
    expects: 'the name of a host, such as chat.example',
    text: 'accept this Host name at --http and --metrics',
  },
  'trust-proxy': { kind: 'flag', text: 'trust X-Forwarded-For (behind a reverse proxy)' },
  metrics: { kind: 'host-port', text: 'serve Prometheus metrics at /metrics' },
  'no-plain': { kind: 'flag', text: 'do not open the plain-text port' },
  'password-file': { ...file, text: 'require a password: the first line of FILE', common: true },
  'op-file': { ...file, text: 'operator secret: the first line of FILE', common: true },
} as const satisfies OptionRows;

const persistenceRows = {
  data: {
    kind: 'text',
    api: 'data',
    placeholder: 'DIR',
    text: 'persist the chat in DIR',
    common: true,
  },
  keep: {
    kind: 'retention',
    api: 'keep',
    placeholder: 'N,AGE,BYTES',
    default: DEFAULT_KEEP,
    shown: '1000000 4GB',
    text: 'messages, age (30d), bytes (2GB), or several; 0: no limit',
  },
  'accept-clock': {
    kind: 'flag',
    api: 'acceptClock',
    text: 'start even if the newest entry is in the future',
  },
} as const satisfies OptionRows;

const lineRows = {
  'max-line': {
    ...bytes,
    api: 'maxLine',
    default: DEFAULT_MAX_LINE_BYTES,
    max: MAX_LINE_LIMIT_BYTES,
    text: 'length of a line, 0: no limit',
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
    text: 'history of a room, in messages',
  },
  'max-clients': {
    ...count,
    api: 'maxClients',
    default: 10_000,
    netcatDefault: 10,
    optional: true,
    text: 'connections, 0: no limit',
    common: true,
  },
  'max-per-address': {
    ...count,
    api: 'maxPerAddress',
    default: 256,
    text: 'connections per address, 0: no limit',
  },
  'max-unnamed': {
    ...count,
    api: 'maxUnnamed',
    default: 1024,
    text: 'connections that have not entered, 0: no limit',
  },
  'max-rooms': { ...count, api: 'maxRooms', default: 1000, text: 'rooms, 0: no limit' },
  'max-answers': {
    ...bytes,
    api: 'maxAnswers',
    default: 65_536,
    max: GIB,
    text: 'queued replies per client, 0: no limit',
  },
  'answers-total': {
    ...bytes,
    api: 'answersTotal',
    default: 64 * MIB,
    max: 64 * GIB,
    text: 'queued replies of all clients, 0: no limit',
  },
  rate: { ...perSecond, api: 'rate', default: 20, text: 'lines per second per client, 0: no limit' },
  burst: { ...count, api: 'burst', default: 100, text: 'burst of lines per client, 0: no limit' },
  'join-rate': {
    ...perSecond,
    api: 'joinRate',
    default: 10,
    text: 'joins per second per address, 0: no limit',
  },
  'name-timeout': { ...seconds, api: 'nameTimeout', default: 60, text: 'time to enter, 0: no limit' },
  idle: { ...seconds, api: 'idle', default: 0, text: 'idle timeout, 0: no limit' },
  tape: {
    ...bytes,
    api: 'tape',
    default: 4 * MIB,
    min: MIN_TAPE_BYTES,
    max: GIB,
    text: 'output backlog per room',
  },
  'tape-total': {
    ...bytes,
    api: 'tapeTotal',
    default: 256 * MIB,
    max: 64 * GIB,
    text: 'output backlog of all rooms, 0: no limit',
  },
  stall: {
    ...seconds,
    api: 'stall',
    default: 30,
    text: 'time until a stalled reader is ignored, 0: never',
  },
  'stall-timeout': {
    ...seconds,
    api: 'stallTimeout',
    default: 60,
    text: 'time until it is disconnected, 0: never',
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
  motd: { ...file, shown: 'a welcome', text: 'show the text of FILE on connect', common: true },
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
    text: 'length of a line, 0: no limit',
  },
  ...loggerRows,
} as const satisfies OptionRows;
