import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { ChatError } from '../chat';
import { requestedHost } from './client-address';
import { parseOrigin } from './parse-host';

/** Which pages may open a WebSocket. */
export interface OriginOptions {
  /** Origins besides its own whose pages may connect, such as `https://chat.example`. @default none */
  readonly origins: readonly string[];
  /**
   * Whether `X-Forwarded-For` and `X-Forwarded-Host` are believed. Only for a server that clients reach through a proxy
   * alone. @default false
   */
  readonly trustProxy: boolean;
}

/** Origins as browsers say them. Throws a `ChatError` if one is none. */
export const parseOrigins = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => {
    const origin = parseOrigin(text);
    if (origin !== undefined) return origin;
    const given = JSON.stringify(text);
    throw new ChatError(
      'RX_CHAT_OPTION',
      `origins has ${given}: it takes origins of pages, such as https://chat.example`,
    );
  });

/** How its own page may have come: over TLS if it has TLS itself; otherwise a proxy before it may have, or not. */
const allowedSchemes = ({ socket }: IncomingMessage): readonly string[] =>
  socket instanceof TLSSocket ? ['https'] : ['http', 'https'];

/** A page's WebSocket, unlike its requests, may go anywhere. A program that is no browser says no origin. */
export const isOriginAllowed = (
  request: IncomingMessage,
  { origins, trustProxy }: OriginOptions,
): boolean => {
  const { headers } = request;
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  const host = requestedHost(request, trustProxy);
  const page = parseOrigin(origin);
  if (host === undefined || page === undefined) return false;
  return allowedSchemes(request).some((scheme) => page === parseOrigin(`${scheme}://${host}`));
};
