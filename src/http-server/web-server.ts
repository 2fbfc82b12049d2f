import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { EMPTY, merge, ReplaySubject, type Observable } from 'rxjs';
import type { LimitRejection, LogRecord, RejectionReason, Transport } from '../stream';
import {
  boundAddress,
  BACKLOG,
  checkNumber,
  checkText,
  listen,
  listenTls,
  urlOf,
  type Certificates,
  type TlsListenerOptions,
  type TlsTransport,
} from '../transports';
import { respondWithoutUpgrade } from './ignore-upgrade';
import { createRequestHandler } from './request-handler';
import { rawResponse, rejectSocket } from './raw-response';
import { requestedHost, clientAddress } from './client-address';
import { RoundRobinReader } from './round-robin-reader';
import { HostCheck } from './host-check';
import { PipeliningLimiter } from './pipelining';
import { parseOrigins, type OriginOptions } from './origin';
import { parseHostName } from './parse-host-name';
import { RejectionLog } from './rejection-log';
import { WebSocketUpgrader, type WebSocketUpgraderOptions } from './web-socket-upgrader';
import { HttpSocketLimiter } from './http-sockets';

export interface WebServerOptions extends Partial<OriginOptions & Pick<WebSocketUpgraderOptions, 'maxLine'>> {
  /** 0 is any free one. @default 8080 */
  readonly port?: number;
  /** @default all interfaces, IPv6 and IPv4 */
  readonly host?: string;
  /** It speaks HTTPS, with these. @default it speaks HTTP */
  readonly tls?: Certificates & Pick<TlsListenerOptions, 'maxHandshakes' | 'handshakeTimeout'>;
  /** Connections that are no WebSockets, at a time; beyond it the oldest is let go. 0 is no bound. @default 1024 */
  readonly maxRequests?: number;
  /** How long a request may take to come, in ms; 0 is for ever. @default 10_000 */
  readonly requestTimeout?: number;
  /** Hears of each connection that is refused: by its handshake, or for what its request says. */
  readonly onRefused?: (reason: Exclude<RejectionReason, LimitRejection>) => void;
  /**
   * Names that it is asked by besides `localhost`, an address, this machine's own name and those of `origins`: where it
   * is reached at a private address, who asks by another gets no page and no WebSocket. @default none
   */
  readonly hostNames?: readonly string[];
}

/** Listens from when it is made until it is closed, so that probes are answered before and after all else. */
export interface WebServer {
  /**
   * Its WebSockets, for the dialect `json`: a line is a message, so the prompts of `chat` would be messages too. It is
   * ready while somebody subscribes, and takes none otherwise.
   */
  readonly connection$: Transport;
  /** Who was turned away before it was a connection. */
  readonly log$: Observable<LogRecord>;
  /** Shows other certificates from now on. Throws a `ChatError` if they can't be used. */
  reload(certificates: Certificates): void;
  /** Listens no more, and lets go of all that is no WebSocket. */
  close(): void;
}

/** How long a connection may wait for its next request, and how often it is looked for those that take too long, in ms. */
const KEEP_ALIVE_TIMEOUT_MS = 5000;
const IDLE_CHECK_MS = 1000;

/** The longest time that a timer of Node knows, in ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const NOT_HTTP_TEXT = 'this port speaks HTTP: open it in a browser';
const NOT_HTTPS_TEXT = 'this port speaks HTTPS: open it with https://';

/** The page, its WebSocket at `/ws`, and what probes ask for. Throws a `ChatError` if an option can't be used. */
export const webServer = (options: WebServerOptions = {}): WebServer => {
  const { origins = [], trustProxy = false, maxLine = 4096, maxRequests = 1024 } = options;
  const { requestTimeout = 10_000 } = options;
  checkText('host', options.host);
  checkNumber('maxLine', maxLine);
  checkNumber('maxRequests', maxRequests);
  checkNumber('requestTimeout', requestTimeout, MAX_TIMER_MS);
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
  const socket$ = trackSockets(options, (socket) => http.emit('connection', socket));
  // What it fails of once it listens is told to who takes its WebSockets; before that, `listening` rejects.
  const failure$ = new ReplaySubject<never>(1);
  const listening = socket$.subscribe({ error: (error: unknown) => failure$.error(error) });
  // Only a server that listens looks for requests that take too long. It is told that it does, and no more.
  http.emit('listening');
  return {
    connection$: Object.assign(merge(upgrades.connection$, failure$), { listening: socket$.listening }),
    log$: merge(refused.log$, 'log$' in socket$ ? socket$.log$ : EMPTY),
    reload: (certificates) => 'reload' in socket$ && socket$.reload(certificates),
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

/** What can't be read as a request gets one answer, whatever comes behind it. */
const respondBadRequest = ({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void => {
  if (socket.writableEnded) return;
  if (code === 'HPE_HEADER_OVERFLOW') rejectSocket(socket, 431, 'the headers of this request are too large');
  else if (code.startsWith('HPE_')) rejectSocket(socket, 400, NOT_HTTP_TEXT);
  else socket.destroy();
};

const isWebSocketUpgrade = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

/** Listens while it is subscribed to, and hands over its sockets: they are no connections yet. */
const trackSockets = (
  { host, port = 8080, tls, onRefused }: WebServerOptions,
  take: (socket: Duplex) => void,
): Transport | TlsTransport => {
  const where = host === undefined ? {} : { host };
  if (tls)
    return listenTls(
      { ...tls, ...where, ...(onRefused && { onRefused }), port },
      { scheme: 'https', plainTextReply: rawResponse(400, NOT_HTTPS_TEXT), accept: () => take },
    );
  return listen({
    url: urlOf('http', host, port),
    listen: (server) => server.listen({ port, backlog: BACKLOG, ...where }),
    address: (server) => boundAddress('http', server),
    accept: () => take,
  });
};
