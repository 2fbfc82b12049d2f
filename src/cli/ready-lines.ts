import type { Address } from '../stream';

const wildcards: ReadonlySet<string> = new Set(['::', '0.0.0.0']);

/** What a server says on stdout when it is ready: a line a listener, and to a person how to join. */
export const readyLines = (addresses: readonly Address[], toPerson: boolean): string => {
  const ready = addresses.map(({ url }) => `listening on ${url}\n`);
  const join = addresses
    .slice(0, 1)
    .map(({ host, port }) => `join with: nc ${wildcards.has(host) ? 'localhost' : host} ${port}\n`);
  return [...ready, ...(toPerson ? join : [])].join('');
};
