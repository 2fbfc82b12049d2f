import type { Address } from '../stream';

const wildcards: ReadonlySet<string> = new Set(['::', '0.0.0.0']);

/** How a person joins where a server listens. */
const howToJoin = ({ url, host, port }: Address): string => {
  const reachable = wildcards.has(host) ? 'localhost' : host;
  if (url.startsWith('unix:')) return `nc -U ${host}`;
  if (!url.startsWith('tls:')) return `nc ${reachable} ${port}`;
  return `openssl s_client -quiet -connect ${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
};

/** What a server says on stdout when it is ready: a line a listener, and to a person how to join the first. */
export const readyLines = (addresses: readonly Address[], toPerson: boolean): string => {
  const ready = addresses.map(({ url }) => `listening on ${url}\n`);
  const join = addresses.slice(0, 1).map((address) => `join with: ${howToJoin(address)}\n`);
  return [...ready, ...(toPerson ? join : [])].join('');
};
