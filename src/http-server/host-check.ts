import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { hostname } from 'node:os';
import { TLSSocket } from 'node:tls';
import { ChatError } from '../chat';
import { parseHostName } from './parse-host';
import { hostOf, targetHostOf } from './request-target';

/** The answer to a request for another host. */
export const UNKNOWN_HOST_TEXT =
  'this server does not know the host name that it was asked by: allow it with --host-name';

/** The networks that no stranger reaches, but for the browser of somebody who is in them. */
const PRIVATE_NETWORKS = new BlockList();
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  PRIVATE_NETWORKS.addSubnet(net, bits, 'ipv4');
PRIVATE_NETWORKS.addAddress('::1', 'ipv6');
PRIVATE_NETWORKS.addSubnet('fc00::', 7, 'ipv6');
PRIVATE_NETWORKS.addSubnet('fe80::', 10, 'ipv6');

/** The names of hosts, as they are compared. Throws a `ChatError` if one is none. */
export const parseHostNames = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => {
    const name = parseHostName(text);
    if (name !== undefined) return name;
    const given = JSON.stringify(text);
    throw new ChatError(
      'RX_CHAT_OPTION',
      `hostNames has ${given}: it takes names of hosts, such as chat.example`,
    );
  });

/** Whether a request arrived where only this machine and its neighbours can send one. */
export const isPrivate = (address: string | undefined): boolean => {
  if (address === undefined) return true;
  const bare = address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '');
  return PRIVATE_NETWORKS.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
};

/** The name in a host and its port; undefined if there is none. */
const hostNameIn = (host: string): string | undefined => {
  const [, ipv6, name = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? [];
  return ipv6 ?? parseHostName(name);
};

/** This machine's own, which nobody else has in the DNS that its neighbours ask. */
const localHostNames = (): readonly string[] => {
  const name = parseHostName(hostname());
  if (name === undefined) return [];
  const [first = name] = name.split('.');
  return [name, first, `${first}.local`];
};

/**
 * Tells requests for this server from those of a page whose author made a name of his own lead to it (DNS rebinding).
 * Such a page has one origin with the server, so that only the name gives it away. An address is no name, and nobody
 * makes `localhost` lead anywhere. Behind TLS the browser has compared the name with the certificate. Where a request
 * comes from everywhere, the name protects nothing. The absolute form is sent to proxies and by programs alone.
 */
export class HostCheck {
  readonly #names: ReadonlySet<string>;

  /** Those of this machine, and these. Throws a `ChatError` if one is none. */
  constructor(names: readonly string[] = []) {
    this.#names = new Set([...localHostNames(), ...parseHostNames(names)]);
  }

  /** Whether a request may be answered that asked this host. A browser always says one. */
  isAllowed(request: IncomingMessage, host: string | undefined = hostOf(request)): boolean {
    const { socket, headers } = request;
    if (host === undefined || socket instanceof TLSSocket || !isPrivate(socket.localAddress)) return true;
    if (targetHostOf(request) !== undefined && headers.origin === undefined) return true;
    return this.#knows(hostNameIn(host));
  }

  #knows(name: string | undefined): boolean {
    if (name === undefined) return false;
    if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
    return this.#names.has(name);
  }
}
