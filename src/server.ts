import { EMPTY, merge, Subscription, type Observable } from 'rxjs';
import { ChatError } from './chat';
import type { ChatOptions } from './chat-options';
import { createChat, type Chat } from './create-chat';
import { webServer, type WebServer, type WebServerOptions } from './http';
import { diskJournal, type Keep } from './journals';
import type * as metricsModule from './metrics';
import type { MetricsOptions } from './metrics/listener';
import type { Address, Journal, LogLine, Transport } from './stream';
import {
  tcp,
  tls,
  unix,
  type Certificates,
  type TcpOptions,
  type TlsOptions,
  type TlsTransport,
} from './transports';

/** One more TCP port. */
export interface ListenerOptions extends Pick<TcpOptions, 'port' | 'host'> {
  /** How its clients speak. @default 'chat' */
  readonly dialect?: string;
}

export interface ListenOptions extends TcpOptions {
  /** How the clients of the main port speak, and those of TLS and the unix socket. @default 'chat' */
  readonly dialect?: string;
  /** More TCP ports, each with a dialect of its own. @default none */
  readonly listen?: readonly ListenerOptions[];
  /** Whether it listens on TCP in plain text. @default true */
  readonly plain?: boolean;
  /** Listens for TLS too, on the same host unless this names another. @default it does not */
  readonly tls?: Omit<TlsOptions, 'maxLine' | 'sniff'>;
  /** Listens on a unix socket of this path too. @default it does not */
  readonly unix?: string;
  /** Serves the page to browsers too, on the same host unless this names another. @default it does not */
  readonly http?: Omit<WebServerOptions, 'maxLine'>;
}

export interface KeepOptions {
  /** A folder to keep the chat in; made if it is missing. Instead of `journal`. @default what was said is gone with the process */
  readonly data?: string;
  /** How much is kept there beside what the rooms remember. @default the last million messages */
  readonly keep?: Keep;
}

export interface ObserveOptions {
  /** Answers Prometheus at `/metrics`, over HTTP on a port of its own. Instead of `meter`. @default it does not */
  readonly metrics?: MetricsOptions;
}

export type ServeOptions = ChatOptions & ListenOptions & KeepOptions & ObserveOptions;

export interface Server {
  readonly chat: Chat;
  /** Where it listens: plain TCP, TLS, the unix socket, each of `listen`, HTTP, then the metrics. */
  readonly addresses: readonly Address[];
  /** What the chat tells its operator, and the listeners. */
  readonly log$: Observable<LogLine>;
  /** Shows other certificates to new clients. Throws a `ChatError` if they can't be used: the old ones stay. */
  reload(certificates: Certificates): void;
  /** Stops accepting, says goodbye to all, flushes, ends. Resolves within 5 s. */
  close(): Promise<void>;
}

/** What a dialect as the main port's makes the defaults. The exercise has ten clients, and keeps all that was said. */
export const defaultsOf = (dialect: string | undefined): Pick<ChatOptions, 'history' | 'maxClients'> =>
  dialect === 'netcat' ? { history: 10_000, maxClients: 10 } : {};

/** A chat on its listeners: what `rx-chat serve` does. Rejects with a `ChatError` if one of them can't listen. */
export const serve = async (given: ServeOptions = {}): Promise<Server> => {
  const options = { ...defaultsOf(given.dialect), ...withValues(given) };
  const metrics = await metricsOf(options);
  try {
    return await start(options, metrics);
  } catch (error) {
    await metrics?.close();
    throw error;
  }
};

const start = async (options: ServeOptions, metrics: metricsModule.Metrics | undefined): Promise<Server> => {
  const secure$ = options.tls && secureListener(options, options.tls);
  const listeners = listenersOf(options, secure$);
  const web = options.http && webListener(options, options.http);
  try {
    // It answers from now on that the rest is starting.
    await web?.connection$.listening;
    const chat = await chatOf(options, metrics);
    const addresses = await attachAll(chat, listeners, web);
    const reloads: ((certificates: Certificates) => void)[] = [];
    if (secure$) reloads.push((certificates) => secure$.reload(certificates));
    if (web && options.http.tls) reloads.push((certificates) => web.reload(certificates));
    const listening$ = merge(secure$?.log$ ?? EMPTY, web?.log$ ?? EMPTY);
    const noting = metrics ? listening$.subscribe(metrics.note) : Subscription.EMPTY;
    return {
      chat,
      addresses: metrics ? [...addresses, metrics.address] : addresses,
      log$: merge(chat.log$, listening$),
      reload(certificates) {
        if (reloads.length === 0)
          throw new ChatError('RX_CHAT_TLS', 'the server does not listen for TLS: give it tls');
        for (const each of reloads) each(certificates);
      },
      async close() {
        try {
          await chat.close().finally(() => web?.close());
        } finally {
          noting.unsubscribe();
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
const chatOf = async (options: ServeOptions, metrics: metricsModule.Metrics | undefined): Promise<Chat> => {
  const journal = await journalOf(options, metrics);
  try {
    return createChat({ ...options, ...withValues({ journal, meter: metrics?.meter }) });
  } catch (error) {
    await journal?.close?.();
    throw error;
  }
};

const attachAll = async (
  chat: Chat,
  listeners: readonly Listener[],
  web: WebServer | undefined,
): Promise<readonly Address[]> => {
  const addresses: Address[] = [];
  try {
    for (const { connection$, dialect } of listeners) {
      const found = await chat.attach(connection$, { dialect });
      addresses.push(...found.map((address) => spokenAt(address, dialect)));
    }
    if (web) addresses.push(...(await chat.attach(web.connection$, { dialect: 'json' })));
    return addresses;
  } catch (error) {
    await chat.close();
    throw error;
  }
};

const metricsOf = async ({ metrics }: ServeOptions): Promise<metricsModule.Metrics | undefined> => {
  if (!metrics) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- prom-client takes 2 MiB, and is slow to load
  const { openMetrics } = require('./metrics') as typeof metricsModule;
  return openMetrics(withValues(metrics));
};

const journalOf = async (
  { data, keep }: ServeOptions,
  metrics: metricsModule.Metrics | undefined,
): Promise<Journal | undefined> => {
  if (data === undefined) return undefined;
  return diskJournal({ folder: data, ...withValues({ keep, onCommit: metrics?.onCommit }) });
};

const secureListener = (
  { host, maxLine, sniff }: ListenOptions,
  options: NonNullable<ListenOptions['tls']>,
): TlsTransport => tls({ ...withValues({ host, maxLine, sniff }), ...withValues(options) });

const webListener = (
  { host, maxLine }: ListenOptions,
  options: NonNullable<ListenOptions['http']>,
): WebServer => webServer({ ...withValues({ host, maxLine }), ...withValues(options) });

/** The address says how to speak there, unless that is as everywhere. */
const spokenAt = (address: Address, dialect: string): Address =>
  dialect === 'chat' ? address : { ...address, url: `${address.url}?dialect=${dialect}` };

interface Listener {
  readonly connection$: Transport;
  readonly dialect: string;
}

const listenersOf = (options: ListenOptions, secure$: TlsTransport | undefined): readonly Listener[] => {
  const { plain = true, unix: path, http, maxLine, sniff, dialect = 'chat', listen = [] } = options;
  const caps = withValues({ maxLine, sniff });
  const main = [
    ...(plain ? [tcp(options)] : []),
    ...(secure$ ? [secure$] : []),
    ...(path === undefined ? [] : [unix({ path, ...caps })]),
  ];
  const found = [
    ...main.map((connection$) => ({ connection$, dialect })),
    ...listen.map(({ dialect: spoken = 'chat', ...where }) => {
      return { connection$: tcp({ ...where, ...caps }), dialect: spoken };
    }),
  ];
  if (found.length > 0 || http) return found;
  throw new ChatError(
    'RX_CHAT_OPTION',
    'plain is false, and there is no tls, unix, http or listen: give one of them',
  );
};

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];
type WithValues<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> };

/** The options that have a value. */
const withValues = <T extends object>(options: T): WithValues<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
