import type { IncomingMessage } from 'node:http';
import { lastOf } from './client-address';

export interface OriginOptions {
  /** Origins besides its own whose pages may connect, such as `https://chat.example`. */
  readonly origins: readonly string[];
  /** Whether a proxy stands before it, whose `X-Forwarded-For` and `X-Forwarded-Host` are believed. */
  readonly trustProxy: boolean;
}

/** Whether a page of that origin came from that host: both may name the default port, or not. */
const isOf = (origin: string, host: string): boolean => {
  const own = `${origin.replace(/:\/\/.*$/s, '')}://${host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).href === new URL(own).href;
};

/** A page's WebSocket, unlike its requests, may go anywhere. A program that is no browser says no origin. */
export const mayConnect = ({ headers }: IncomingMessage, { origins, trustProxy }: OriginOptions): boolean => {
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  const host = (trustProxy ? lastOf(headers['x-forwarded-host']) : undefined) ?? headers.host;
  return host !== undefined && isOf(origin, host);
};
