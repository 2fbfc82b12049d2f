import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { RoundRobinReader } from '../http-server/round-robin-reader';
import { HostCheck, UNKNOWN_HOST_TEXT } from '../http-server/host-check';
import { PipeliningLimiter } from '../http-server/pipelining';
import { pathOf } from '../http-server/request-target';
import type { Address } from '../stream';
import { boundAddress, checkText, toListenError, urlOf } from '../transports/internal';

/** Where `serve` has its metrics. */
export interface MetricsOptions {
  /** The TCP port, 0 to 65535; 0 is any free port. @default 9464 */
  readonly port?: number;
  /** The address of this machine to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /**
   * Host names that requests may have besides `localhost`, an address and this machine's own name. At a private address a
   * request for another host gets 421. @default none
   */
  readonly hostNames?: readonly string[];
}

/** The source of the metrics. */
export interface MetricsSource {
  /** Its media type. */
  readonly contentType: string;
  /** Reads all metrics, as text. */
  scrape(): Promise<string>;
}

/** A listener for metrics. */
export interface MetricsListener {
  /** Its address. */
  readonly address: Address;
  /** Stops listening. */
  close(): Promise<void>;
}

const PATH = '/metrics';
const METHODS = ['GET', 'HEAD'];

/** Few ask, and little: whoever comes with more is held off at once, and whoever takes its time, soon. */
const MAX_CONNECTIONS = 16;
/** How long a request may take to come, and a connection may do nothing, in ms. */
const REQUEST_TIMEOUT_MS = 5000;
const SERVER_LIMITS = {
  headersTimeout: REQUEST_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 8192,
};

const sendText = (response: ServerResponse, status: number, text: string, headers = {}): void => {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
    'Content-Length': body.length,
  });
  response.end(body);
};

const handleScrape = async (
  figures: MetricsSource,
  hosts: HostCheck,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { url, method = '' } = request;
  if (!hosts.isAllowed(request)) sendText(response, 421, `${UNKNOWN_HOST_TEXT}\n`);
  else if (pathOf(url) !== PATH) sendText(response, 404, `not found: try ${PATH}\n`);
  else if (!METHODS.includes(method))
    sendText(response, 405, `${PATH} is only read\n`, { Allow: METHODS.join(', ') });
  else sendText(response, 200, await figures.scrape(), { 'Content-Type': figures.contentType });
};

/** Answers whoever asks for the metrics. Rejects with a `ChatError` if it can't listen. */
export const startMetricsServer = async (
  options: MetricsOptions,
  figures: MetricsSource,
): Promise<MetricsListener> => {
  const { host = '127.0.0.1', port = 9464 } = options;
  checkText('host', host);
  const hosts = new HostCheck(options.hostNames);
  const { handle: answerOne } = new PipeliningLimiter((request, response) => {
    handleScrape(figures, hosts, request, response).catch((error: unknown) =>
      sendText(response, 500, `the metrics can't be read: ${String(error)}\n`),
    );
  });
  const server = createServer(SERVER_LIMITS, answerOne);
  new RoundRobinReader().serve(server);
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(REQUEST_TIMEOUT_MS);
  // A connection that can't be taken is whose it is: the chat goes on.
  server.on('error', () => undefined);
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    throw toListenError(error as NodeJS.ErrnoException, `${urlOf('http', host, port)}${PATH}`);
  }
  const { url, ...where } = boundAddress('http', server);
  return {
    address: { url: `${url}${PATH}`, ...where },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
