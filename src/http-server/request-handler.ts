import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { UNKNOWN_HOST_TEXT } from './host-check';
import { serveStatic } from './static-files';
import { pathOf } from './request-target';
import { secureHeaders } from './secure-headers';

/** A short answer in plain text. */
const sendText = (response: ServerResponse, status: number, text: string): void => {
  const body = `${text}\n`;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
};

export interface RequestHandlerOptions {
  readonly isReady: () => boolean;
  /** Whether the host that a request asks is one of this server's. */
  readonly isHostAllowed: (request: IncomingMessage) => boolean;
}

/** Answers requests: `/healthz` and `/readyz` for health checks, which ask by whatever name, all else with the page. */
export const createRequestHandler = ({ isReady, isHostAllowed }: RequestHandlerOptions): RequestListener => {
  const files = serveStatic((response) => sendText(response, 404, 'there is nothing here: the chat is at /'));
  return (request, response) => {
    for (const [name, value] of Object.entries(secureHeaders)) response.setHeader(name, value);
    const { method = 'GET', url } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendText(response, 405, `${method} is not for here: ask with GET`);
    }
    const path = pathOf(url);
    switch (path) {
      case '/healthz':
        return sendText(response, 200, 'ok');
      case '/readyz':
        return isReady()
          ? sendText(response, 200, 'ready')
          : sendText(response, 503, 'not ready: starting, or stopping');
    }
    if (!isHostAllowed(request)) return sendText(response, 421, UNKNOWN_HOST_TEXT);
    if (path !== '/ws') return files(request, response);
    response.setHeader('Upgrade', 'websocket');
    return sendText(response, 426, 'this is for WebSockets');
  };
};
