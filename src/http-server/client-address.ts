import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { remoteOf } from '../transports/internal';
import { hostOf } from './request-target';

/** The last of a header's values: the one that the proxy nearest to us has added. */
const lastHeaderValue = (header: string | readonly string[] | undefined): string | undefined =>
  header === undefined ? undefined : String(header).split(',').at(-1)?.trim();

/** An address as proxies write them: with a port or not, an IPv6 one in brackets or not. */
const parseAddress = (text: string): string | undefined => {
  const bare = /^\[(.*)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : bare;
};

/**
 * The client of a request, as `ADDRESS:PORT`. Behind a proxy the address is what that says in `X-Forwarded-For`, and the port that of
 * the proxy's connection, to tell two clients apart. An invalid address there is ignored.
 */
export const clientAddress = ({ socket, headers }: IncomingMessage, trustProxy: boolean): string => {
  const forwarded = trustProxy ? parseAddress(lastHeaderValue(headers['x-forwarded-for']) ?? '') : undefined;
  const { remoteAddress, remotePort } = socket;
  return remoteOf({ remoteAddress: forwarded ?? remoteAddress, remotePort });
};

/** The host that a client asks, with its port. Behind a proxy it is what that says in `X-Forwarded-Host`. */
export const requestedHost = (request: IncomingMessage, trustProxy: boolean): string | undefined =>
  (trustProxy ? lastHeaderValue(request.headers['x-forwarded-host']) : undefined) ?? hostOf(request);
