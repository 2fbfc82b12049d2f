import { merge, Subject, type Observable } from 'rxjs';
import { ChatError } from '../chat';
import { chatNumberDefaults, type ChatOptions } from './chat-options';
import { createChat, type Chat } from './create-chat';
import type { RetentionPolicy } from '../journals';
import { bufferUntilSubscribed } from '../util/buffer-until-subscribed';
import { listenersOf, type ListenOptions, type Listeners } from './listeners';
import type { Metrics } from '../metrics';
import type { MetricsOptions } from '../metrics/metrics-server';
import { guardedMeter, type Address, type Journal, type LogRecord } from '../stream';
import type { Certificates } from '../transports';
import { checkText } from '../transports/internal';
import { omitUndefined } from '../util/omit-undefined';

/** Where `serve` keeps the chat. */
export interface PersistenceOptions {
  /** The folder that keeps the chat; made if it is missing. Instead of `journal`. @default none: the chat ends with the process */
  readonly data?: string;
  /**
   * How much the folder keeps beside the history of the rooms.
   * @default the last 1,000,000 messages, at most 10,000,000 entries and 4 GB
   */
  readonly keep?: RetentionPolicy;
  /** Accepts the wall clock, also if it is more than an hour before the newest entry. For one start. @default false */
  readonly acceptClock?: boolean;
}

/** Whether `serve` has metrics. */
export interface MetricsServeOptions {
  /** Serves Prometheus metrics at `/metrics`, over HTTP on a port of its own. Instead of `meter`. @default none */
  readonly metrics?: MetricsOptions;
}

/** The options of `serve`: those of the chat, its listeners, its folder and its metrics. */
export type ServeOptions = ChatOptions & ListenOptions & PersistenceOptions & MetricsServeOptions;

/** A server that listens. Make one with `serve`. */
export interface Server {
  /** The chat behind the listeners. Its own `close` leaves the listeners open: call that of the server. */
  readonly chat: Chat;
  /** The addresses, in this order: plain TCP, TLS, the unix socket, each of `listen`, HTTP, the metrics. */
  readonly addresses: readonly Address[];
  /** The records of the chat and of the listeners. Hot, but the first 100 are kept for the first subscriber. Completes on `close`. */
  readonly log$: Observable<LogRecord>;
  /**
   * Uses other certificates for new clients of TLS and HTTPS.
   *
   * @throws ChatError `RX_CHAT_TLS` if the certificates can't be used: the old ones stay.
   */
  reload(certificates: Certificates): void;
  /** Stops listening, then does the same as `Chat.close`, within 5 s. Rejects as that does. */
  close(): Promise<void>;
}

/** Each is instead of the other. */
const EXCLUSIVE_OPTIONS = [
  ['metrics', 'meter'],
  ['data', 'journal'],
] as const;

/**
 * Starts a chat with its listeners, as `rx-chat serve` does. If one of the listeners can't listen, none does.
 *
 * With `dialect: 'netcat'` the defaults of two options differ: `maxClients` is 10, `history` is 10,000.
 *
 * Rejects with a `ChatError`: `RX_CHAT_OPTION` (an option is out of its limits, or excludes another),
 * `RX_CHAT_ADDRESS_IN_USE`, `RX_CHAT_LISTEN`, `RX_CHAT_TLS`, `RX_CHAT_DIALECT`, `RX_CHAT_DATA` and `RX_CHAT_CLOCK`.
 *
 * @example
 * const server = await serve({ port: 8989, data: './chat', http: { port: 8080 } });
 * console.log(server.addresses.map(({ url }) => url));
 * process.once('SIGTERM', () => void server.close());
 */
export const serve = async (given: ServeOptions = {}): Promise<Server> => {
  const options = { ...chatNumberDefaults(given.dialect), ...omitUndefined(given) };
  checkText('unix', options.unix);
  checkText('data', options.data);
  for (const [one, other] of EXCLUSIVE_OPTIONS)
    if (options[one] !== undefined && options[other] !== undefined)
      throw new ChatError('RX_CHAT_OPTION', `${one} and ${other} are both given: leave one of them out`);
  const metrics = await metricsOf(options);
  try {
    return await start(options, metrics);
  } catch (error) {
    await metrics?.close();
    throw error;
  }
};

/** So many lines of the listeners are kept until somebody reads `log$`, who can't before the server has started. */
const EARLY_LOG_LINES = 100;

const start = async (options: ServeOptions, metrics: Metrics | undefined): Promise<Server> => {
  const meterLog$ = new Subject<LogRecord>();
  const given = metrics?.meter ?? options.meter;
  const meter = given && guardedMeter(given, (line) => meterLog$.next(line));
  const listeners = listenersOf(options, (reason) => meter?.onRejected(reason));
  const { web, reload } = listeners;
  const log$ = bufferUntilSubscribed(merge(listeners.log$, meterLog$), EARLY_LOG_LINES);
  try {
    // It answers from now on that the rest is starting.
    await web?.connection$.listening;
    const chat = await chatOf(options, metrics);
    const addresses = await attachAll(chat, listeners);
    return {
      chat,
      addresses: metrics ? [...addresses, metrics.address] : addresses,
      log$: merge(chat.log$, log$),
      reload,
      async close() {
        try {
          await chat.close().finally(() => web?.close());
        } finally {
          meterLog$.complete();
          await metrics?.close();
        }
      },
    };
  } catch (error) {
    web?.close();
    throw error;
  }
};

/** A chat, on a journal of its own if it is to be kept. Without a chat nobody else would let go of it. */
const chatOf = async (options: ServeOptions, metrics: Metrics | undefined): Promise<Chat> => {
  const journal = await journalOf(options, metrics);
  try {
    return createChat({ ...options, ...omitUndefined({ journal, meter: metrics?.meter }) });
  } catch (error) {
    await journal?.close?.();
    throw error;
  }
};

const attachAll = async (chat: Chat, { lineListeners, web }: Listeners): Promise<readonly Address[]> => {
  const addresses: Address[] = [];
  try {
    for (const { connection$, dialect } of lineListeners) {
      const found = await chat.attach(connection$, { dialect });
      addresses.push(...found.map((address) => withDialect(address, dialect)));
    }
    if (web) addresses.push(...(await chat.attach(web.connection$, { dialect: 'json' })));
    return addresses;
  } catch (error) {
    await chat.close();
    throw error;
  }
};

const metricsOf = async ({ metrics }: ServeOptions): Promise<Metrics | undefined> => {
  if (!metrics) return undefined;
  // prom-client takes 2 MiB, and is slow to load.
  const { openMetrics } = await import('../metrics/index.js');
  return openMetrics(omitUndefined(metrics));
};

const journalOf = async (
  { data, keep, acceptClock }: ServeOptions,
  metrics: Metrics | undefined,
): Promise<Journal | undefined> => {
  if (data === undefined) return undefined;
  // Only a chat that is kept needs lmdb, which is slow to load.
  const { diskJournal } = await import('../journals/index.js');
  return diskJournal({ folder: data, ...omitUndefined({ keep, acceptClock, onCommit: metrics?.onCommit }) });
};

/** The address says how to speak there, unless that is as everywhere. */
const withDialect = (address: Address, dialect: string): Address =>
  dialect === 'chat' ? address : { ...address, url: `${address.url}?dialect=${dialect}` };
