import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { ChatError } from '../chat';
import { lastOf } from './client-address';
import { readOrigin } from './read-origin';

export interface OriginOptions {
  /** Origins besides its own whose pages may connect, such as `https://chat.example`. */
  readonly origins: readonly string[];
  /** Whether a proxy stands before it, whose `X-Forwarded-For`, `-Host` and `-Proto` are believed. */
  readonly trustProxy: boolean;
}

/** Origins as browsers say them. Throws a `ChatError` if one is none. */
export const readOrigins = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => {
    const origin = readOrigin(text);
    if (origin !== undefined) return origin;
    const given = JSON.stringify(text);
    throw new ChatError(
      'RX_CHAT_OPTION',
      `origins has ${given}: it takes origins of pages, such as https://chat.example`,
    );
  });

const WEB = ['http', 'https'];

/** How a page of its own came: as this request did, here or to the proxy. Not every proxy says it; some say `wss`. */
const schemesOf = ({ socket, headers }: IncomingMessage, trustProxy: boolean): readonly string[] => {
  if (!trustProxy) return [socket instanceof TLSSocket ? 'https' : 'http'];
  const said = lastOf(headers['x-forwarded-proto'])?.toLowerCase().replace(/^ws/, 'http');
  return said === undefined ? WEB : WEB.filter((scheme) => scheme === said);
};

/** A page's WebSocket, unlike its requests, may go anywhere. A program that is no browser says no origin. */
export const mayConnect = (request: IncomingMessage, { origins, trustProxy }: OriginOptions): boolean => {
  const { headers } = request;
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  const host = (trustProxy ? lastOf(headers['x-forwarded-host']) : undefined) ?? headers.host;
  const page = readOrigin(origin);
  if (host === undefined || page === undefined) return false;
  return schemesOf(request, trustProxy).some((scheme) => page === readOrigin(`${scheme}://${host}`));
};
