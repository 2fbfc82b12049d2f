import type { Address } from '../../stream';
import { bracketHost } from '../../transports/internal';

const wildcards: ReadonlySet<string> = new Set(['::', '0.0.0.0']);

/** The metrics, which are for a program, have a path. */
const isWebClient = ({ url }: Address): boolean => /^https?:\/\/[^/]+$/.test(url);

/** How a person joins where a server listens. */
const joinHint = (address: Address): string => {
  const { url, host, port } = address;
  const reachable = wildcards.has(host) ? 'localhost' : host;
  const name = bracketHost(reachable);
  if (isWebClient(address)) return `open in a browser: ${url.slice(0, url.indexOf(':'))}://${name}:${port}`;
  if (url.startsWith('unix:')) return `join with: nc -U ${host}`;
  if (url.startsWith('tls:')) return `join with: openssl s_client -quiet -connect ${name}:${port}`;
  return `join with: nc ${reachable} ${port}`;
};

/** The lines of a ready server on stdout: one per listener, and for a person the way to join the first one, and the web client. */
export const startupBanner = (addresses: readonly Address[], toPerson: boolean): string => {
  const ready = addresses.map(({ url }) => `listening on ${url}\n`);
  const told = [...addresses.slice(0, 1), ...addresses.slice(1).filter(isWebClient)];
  const join = told.map((address) => `${joinHint(address)}\n`);
  return [...ready, ...(toPerson ? join : [])].join('');
};
