/**
 * Who counts as one: an IPv4 address, or the /64 of an IPv6 address, which is what one household or server gets.
 * Takes `ADDRESS:PORT`, an IPv6 address in brackets. What has no port has no address: those within this machine.
 */
export const addressOf = (remote: string): string | undefined => {
  const [, address] = /^(.*):\d+$/.exec(remote) ?? [];
  return address?.startsWith('[') ? prefix64(address.slice(1, -1)) : address;
};

/** The first four groups, with what `::` stands for. */
const prefix64 = (address: string): string => {
  const [head = '', tail = ''] = address.replace(/%.*$/, '').split('::');
  const groups = head.split(':').filter(Boolean);
  const missing = address.includes('::') ? 8 - groups.length - tail.split(':').filter(Boolean).length : 0;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...tail.split(':').filter(Boolean)];
  return `${all.slice(0, 4).join(':')}::/64`;
};
