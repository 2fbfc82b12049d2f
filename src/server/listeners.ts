import { EMPTY, merge, type Observable } from 'rxjs';
import { ChatError } from '../chat';
import { webServer, type WebServer, type WebServerOptions } from '../http-server/web-server';
import type { LogRecord, RejectionReason, Transport } from '../stream';
import {
  tcp,
  tls,
  unix,
  type Certificates,
  type TcpOptions,
  type TlsOptions,
  type TlsTransport,
} from '../transports';
import { omitUndefined } from '../util/omit-undefined';

/** One more TCP port of `serve`. Its `port` has the default of the main port, 8989: give another. */
export interface ListenerOptions extends Pick<TcpOptions, 'port' | 'host'> {
  /** The dialect of its clients: `chat`, `netcat`, `budget` or `json`. @default 'chat' */
  readonly dialect?: string;
}

/** Where `serve` listens. `port`, `host`, `maxLine` and `sniff` are those of the main port. */
export interface ListenOptions extends TcpOptions {
  /** The dialect of the main port, of TLS and of the unix socket: `chat`, `netcat`, `budget` or `json`. @default 'chat' */
  readonly dialect?: string;
  /** More TCP ports, each with a dialect of its own. @default none */
  readonly listen?: readonly ListenerOptions[];
  /** Whether the main port listens, which is TCP in plain text. @default true */
  readonly plain?: boolean;
  /** Listens for TLS too. Its `host` is that of the main port unless it names another. @default none */
  readonly tls?: Omit<TlsOptions, 'maxLine' | 'sniff' | 'onRefused'>;
  /** Listens on a unix socket at this path too, of at most 103 bytes, mode 0600. @default none */
  readonly unix?: string;
  /** Serves the page and its WebSocket too. Its `host` is that of the main port unless it names another. @default none */
  readonly http?: Omit<WebServerOptions, 'maxLine' | 'onRefused'>;
}

/** A listener for lines, and how they are spoken there. */
export interface LineListener {
  /** Its connections. */
  readonly connection$: Transport;
  /** The name of the dialect. */
  readonly dialect: string;
}

/** Where a server listens. */
export interface Listeners {
  /** The listeners for lines. */
  readonly lineListeners: readonly LineListener[];
  /** That for browsers, if there is one. It listens already. */
  readonly web: WebServer | undefined;
  /** Clients that were rejected before they had a connection. */
  readonly log$: Observable<LogRecord>;
  /** Shows other certificates to new clients. Throws a `ChatError` if they can't be used: all show the old ones then. */
  readonly reload: (certificates: Certificates) => void;
}

/** Hears of each connection that a listener refuses. */
type OnRefused = (reason: RejectionReason) => void;

/** Throws a `ChatError` if the certificates can't be used, or there is nowhere to listen. */
export const listenersOf = (options: ListenOptions, onRefused: OnRefused): Listeners => {
  const { tls, http } = options;
  const secure$ = tls && secureListener(options, tls, onRefused);
  const lineListeners = lineListenersOf(options, secure$);
  const web = http && webListener(options, http, onRefused);
  const showing: CertificateHolder[] = [];
  if (tls && secure$) showing.push(holderOf(tls, (certificates) => secure$.reload(certificates)));
  if (http?.tls && web) showing.push(holderOf(http.tls, (certificates) => web.reload(certificates)));
  const log$ = merge(secure$?.log$ ?? EMPTY, web?.log$ ?? EMPTY);
  return { lineListeners, web, log$, reload: (certificates) => reloadAll(showing, certificates) };
};

const secureListener = (
  { host, maxLine, sniff }: ListenOptions,
  options: NonNullable<ListenOptions['tls']>,
  onRefused: OnRefused,
): TlsTransport => tls({ ...omitUndefined({ host, maxLine, sniff }), ...omitUndefined(options), onRefused });

const webListener = (
  { host, maxLine }: ListenOptions,
  options: NonNullable<ListenOptions['http']>,
  onRefused: OnRefused,
): WebServer => webServer({ ...omitUndefined({ host, maxLine }), ...omitUndefined(options), onRefused });

const lineListenersOf = (
  options: ListenOptions,
  secure$: TlsTransport | undefined,
): readonly LineListener[] => {
  const { plain = true, unix: path, http, maxLine, sniff, dialect = 'chat', listen = [] } = options;
  const caps = omitUndefined({ maxLine, sniff });
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

/** A holder of certificates, and whether it requests client certificates. */
interface CertificateHolder {
  readonly asks: boolean;
  readonly setCertificates: (certificates: Certificates) => void;
}

const holderOf = (
  { ca }: Certificates,
  setCertificates: CertificateHolder['setCertificates'],
): CertificateHolder => ({
  asks: ca !== undefined,
  setCertificates,
});

/**
 * Shows the same on all of them, or nothing. Those that ask for certificates come first: what they take, the others do
 * too, without the `ca`.
 */
const reloadAll = (all: readonly CertificateHolder[], certificates: Certificates): void => {
  if (all.length === 0) throw new ChatError('RX_CHAT_TLS', 'the server does not listen for TLS: give it tls');
  const asking = all.filter(({ asks }) => asks);
  for (const { setCertificates } of asking) setCertificates(certificates);
  const { cert, key } = certificates;
  const others = asking.length > 0 ? { cert, key } : certificates;
  for (const { asks, setCertificates } of all) if (!asks) setCertificates(others);
};
