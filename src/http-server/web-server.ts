import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { EMPTY, merge, ReplaySubject, type Observable } from 'rxjs';
import type { LimitRejection, LogRecord, RejectionReason, Transport } from '../stream';
import type { Certificates, TlsListenerOptions } from '../transports';
import {
  boundAddress,
  BACKLOG,
  checkNumber,
  checkText,
  DEFAULT_MAX_LINE_BYTES,
  listen,
  listenTls,
  MAX_TIMER_MS,
  urlOf,
} from '../transports/internal';
import { respondWithoutUpgrade } from './ignore-upgrade';
import { createRequestHandler } from './request-handler';
import { rawResponse, rejectSocket } from './raw-response';
import { requestedHost, clientAddress } from './client-address';
import { RoundRobinReader } from './round-robin-reader';
import { HostCheck } from './host-check';
import { PipeliningLimiter } from './pipelining';
import { parseOrigins, type OriginOptions } from './origin';
import { parseHostName } from './parse-host';
import { RejectionLog } from './rejection-log';
import { WebSocketUpgrader, type WebSocketUpgraderOptions } from './web-socket-upgrader';
import { HttpSocketLimiter } from './http-sockets';

/** The options of `webServer`. */
export interface WebServerOptions extends Partial<OriginOptions & Pick<WebSocketUpgraderOptions, 'maxLine'>> {
  /** The TCP port, 0 to 65535; 0 is any free port. @default 8080 */
  readonly port?: number;
  /** The address of this machine to listen on. @default all interfaces, IPv6 and IPv4 */
  readonly host?: string;
  /** The certificates for HTTPS, and the limits of its handshakes. @default none: it speaks HTTP */
  readonly tls?: Certificates & Pick<TlsListenerOptions, 'maxHandshakes' | 'handshakeTimeout'>;
  /** The most connections at a time that are no WebSockets; beyond that the oldest is closed. 0 is no limit. @default 1024 */
  readonly maxRequests?: number;
  /** How long a request may take to arrive, in ms, at most 2^31 - 1; 0 is no limit. @default 10_000 */
  readonly requestTimeout?: number;
  /** Called for each connection that is refused: for its handshake, its origin or its host. @default none */
  readonly onRefused?: (reason: Exclude<RejectionReason, LimitRejection>) => void;
  /**
   * Host names that requests may have besides `localhost`, an address, this machine's own name and the hosts of `origins`.
   * At a private address a request for another host gets 421: no page and no WebSocket. @default none
   */
  readonly hostNames?: readonly string[];
}

/** A server for browsers. It listens from the call of `webServer` until `close`, so that it answers health checks before all else. */
export interface WebServer {
  /**
   * Its WebSockets, for the dialect `json`: a text frame is a line. Its `listening` resolves with the address, and rejects
   * if the server can't listen. While nobody subscribes, `/readyz` answers 503 and WebSockets are refused.
   */
  readonly connection$: Transport;
  /** Records of requests and handshakes that are refused. Hot. Completes on `close`. */
  readonly log$: Observable<LogRecord>;
  /**
   * Uses other certificates for new connections.
   *
   * @throws ChatError `RX_CHAT_TLS` if the certificates can't be used: the old ones stay.
   */
  reload(certificates: Certificates): void;
  /** Stops listening, and closes all connections that are no WebSockets. */
  close(): void;
}

/** How long a connection may wait for its next request, and how often it is looked for those that take too long, in ms. */
const KEEP_ALIVE_TIMEOUT_MS = 5000;
const IDLE_CHECK_MS = 1000;

const NOT_HTTP_TEXT = 'this port speaks HTTP: open it in a browser';
const NOT_HTTPS_TEXT = 'this port speaks HTTPS: open it with https://';

/**
 * Serves the page, its WebSocket at `/ws`, and `/healthz` and `/readyz` for health checks. It listens immediately; its
 * `connection$.listening` tells whether it could.
 *
 * @throws ChatError `RX_CHAT_OPTION` if an option is out of its limits, `RX_CHAT_TLS` if the certificates can't be used.
 * @example
 * const web = webServer({ port: 8080 });
 * await chat.attach(web.connection$, { dialect: 'json' });
 */
export const webServer = (options: WebServerOptions = {}): WebServer => {
  const { origins = [], trustProxy = false, maxLine = DEFAULT_MAX_LINE_BYTES, maxRequests = 1024 } = options;
  const { requestTimeout = 10_000 } = options;
  checkText('host', options.host);
  checkNumber('maxLine', maxLine);
  checkNumber('maxRequests', maxRequests);
  checkNumber('requestTimeout', requestTimeout, { max: MAX_TIMER_MS });
  const known = { origins: parseOrigins(origins), trustProxy };
  const refused = new RejectionLog((reason) => options.onRefused?.(reason));
  const isHostAllowed = hostCheck({ ...options, ...known }, refused);
  const upgrades = new WebSocketUpgrader({ ...known, maxLine, isOurs: isHostAllowed, refused });
  const waiting = new HttpSocketLimiter(maxRequests);
  const oneByOne = new PipeliningLimiter(
    createRequestHandler({ isReady: () => upgrades.open, isHostAllowed }),
  );
  const http = createServer(
    {
      headersTimeout: requestTimeout,
      requestTimeout,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: IDLE_CHECK_MS,
    },
    oneByOne.handle,
  );
  const inTurns = new RoundRobinReader();
  inTurns.serve(http);
  http.on('connection', (socket: Duplex) => waiting.add(socket));
  http.on('timeout', (socket: Duplex) => oneByOne.onTimeout(socket));
  http.on('clientError', (error, socket) => {
    if (isTimeout(error)) return oneByOne.onTimeout(socket);
    inTurns.release(socket);
    respondBadRequest(error, socket);
  });
  http.on('upgrade', (request, socket, head) => {
    inTurns.release(socket);
    // Of what is answered still, the bytes would come in between.
    if (oneByOne.isBusy(socket)) return void socket.destroy();
    if (!isWebSocketUpgrade(request)) return respondWithoutUpgrade(oneByOne.handle, request);
    waiting.remove(socket);
    upgrades.handle(request, socket, head);
  });
  const { socket$, log$, reload } = listenForSockets(options, (socket) => http.emit('connection', socket));
  // If it fails while it listens, the subscribers of its WebSockets get the error; before that, `listening` rejects.
  const failure$ = new ReplaySubject<never>(1);
  const listening = socket$.subscribe({ error: (error: unknown) => failure$.error(error) });
  // Only a server that listens looks for requests that take too long. It is told that it does, and no more.
  http.emit('listening');
  return {
    connection$: Object.assign(merge(upgrades.connection$, failure$), { listening: socket$.listening }),
    log$: merge(refused.log$, log$),
    reload,
    close: () => {
      listening.unsubscribe();
      http.close();
      waiting.close();
      refused.close();
    },
  };
};

/** The names of the hosts of origins; those of addresses need none. */
const hostNamesOf = (origins: readonly string[]): readonly string[] =>
  origins.map((origin) => new URL(origin).hostname).filter((name) => parseHostName(name) !== undefined);

/** Whether the host that a request asks is one of the server's; who asks another is told of in the log. */
const hostCheck = (
  { hostNames = [], origins, trustProxy }: OriginOptions & Pick<WebServerOptions, 'hostNames'>,
  refused: RejectionLog,
): ((request: IncomingMessage) => boolean) => {
  const hosts = new HostCheck([...hostNames, ...hostNamesOf(origins)]);
  return (request) => {
    const host = requestedHost(request, trustProxy);
    const known = hosts.isAllowed(request, host);
    if (!known) refused.log('host', clientAddress(request, trustProxy), host);
    return known;
  };
};

const isTimeout = ({ code }: NodeJS.ErrnoException): boolean => code === 'ERR_HTTP_REQUEST_TIMEOUT';

/** Invalid requests get one answer, whatever follows them. */
const respondBadRequest = ({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void => {
  if (socket.writableEnded) return;
  if (code === 'HPE_HEADER_OVERFLOW') rejectSocket(socket, 431, 'the headers of this request are too large');
  else if (code.startsWith('HPE_')) rejectSocket(socket, 400, NOT_HTTP_TEXT);
  else socket.destroy();
};

const isWebSocketUpgrade = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

/** The listener of a web server, over TLS or not. */
interface SocketListener extends Pick<WebServer, 'log$' | 'reload'> {
  /** Listens while somebody subscribes, and hands over its sockets: they are no connections yet. */
  readonly socket$: Transport;
}

const listenForSockets = (
  { host, port = 8080, tls, onRefused }: WebServerOptions,
  take: (socket: Duplex) => void,
): SocketListener => {
  const where = host === undefined ? {} : { host };
  if (tls) {
    const socket$ = listenTls(
      { ...tls, ...where, ...(onRefused && { onRefused }), port },
      { scheme: 'https', plainTextReply: rawResponse(400, NOT_HTTPS_TEXT), accept: () => take },
    );
    return { socket$, log$: socket$.log$, reload: (certificates) => socket$.reload(certificates) };
  }
  const socket$ = listen({
    url: urlOf('http', host, port),
    listen: (server) => server.listen({ port, backlog: BACKLOG, ...where }),
    address: (server) => boundAddress('http', server),
    accept: () => take,
  });
  return { socket$, log$: EMPTY, reload: () => undefined };
};
