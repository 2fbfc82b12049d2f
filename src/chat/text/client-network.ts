/**
 * The network of a client: an IPv4 address, or the /64 of an IPv6 address, as one household or server gets.
 * Takes `ADDRESS:PORT`, an IPv6 address in brackets. A remote without a port has no address: clients within this machine.
 */
export const clientNetwork = (remote: string): string | undefined => {
  const [, address] = /^(.*):\d+$/.exec(remote) ?? [];
  if (!address?.startsWith('[')) return address;
  const bare = address.slice(1, -1);
  return unmapIpv4(bare) ?? prefix64(bare);
};

/**
 * The same of an address as a person writes it, or as `/who` shows it. It may have brackets, a zone, a port or `/64`.
 * Undefined if it is none.
 */
export const parseAddress = (shown: string): string | undefined => {
  const text = shown.replace(ADDRESS_WITH_PORT, '$1').replace(IPV6_ZONE, '$1');
  if (IPV4.test(text)) return text;
  const [, bracketed] = /^\[(.*)\]\/64$/.exec(text) ?? [];
  const bare = bracketed ?? text.replace(/^\[(.*)\]$/, '$1').replace(/\/64$/, '');
  return unmapIpv4(bare) ?? (isIpv6(bare) ? prefix64(bare) : undefined);
};

const IPV4_BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const IPV4 = new RegExp(`^${IPV4_BYTE}(?:\\.${IPV4_BYTE}){3}$`);

/** The IPv4 address that an IPv6 one stands for (RFC 4291, 2.5.5.2), in either of its forms. */
const unmapIpv4 = (address: string): string | undefined => {
  const [, rest = ''] = /^(?:::|(?:0{1,4}:){5})ffff:(.*)$/i.exec(address) ?? [];
  if (IPV4.test(rest)) return rest;
  const [, high, low] = /^([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(rest) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join('.');
};

/** A port, which an IPv6 address has only behind brackets, and the name of the network that a link-local address is of. */
const ADDRESS_WITH_PORT = /^(\[.*\]|[\d.]+):\d{1,5}$/;
const IPV6_ZONE = /^(\[?[\da-f:.]+)%[^\]/]+(?=\]|\/64$|$)/i;

const isIpv6 = (text: string): boolean => {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return false;
  const groups = [head, tail ?? ''].flatMap((part) => (part === '' ? [] : part.split(':')));
  return (
    groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) &&
    (tail === undefined ? groups.length === 8 : groups.length < 8)
  );
};

/** The first four groups, with what `::` stands for. */
const prefix64 = (address: string): string => {
  const [head = '', tail = ''] = address.replace(/%.*$/, '').split('::');
  const groups = head.split(':').filter(Boolean);
  const missing = address.includes('::') ? 8 - groups.length - tail.split(':').filter(Boolean).length : 0;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...tail.split(':').filter(Boolean)];
  const shortest = all.slice(0, 4).map((group) => parseInt(group, 16).toString(16));
  return `${shortest.join(':')}::/64`;
};
