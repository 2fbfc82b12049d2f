import { addressOf } from '../../src/stream/address-of';

describe('addressOf', () => {
  it.each([
    ['192.0.2.1:8989', '192.0.2.1'],
    ['[2001:db8:1:2:3:4:5:6]:8989', '2001:db8:1:2::/64'],
    ['[2001:db8::6]:8989', '2001:db8:0:0::/64'],
    ['[::1]:8989', '0:0:0:0::/64'],
    ['[fe80::1%eth0]:8989', 'fe80:0:0:0::/64'],
    ['[2001:db8:1:2::]:8989', '2001:db8:1:2::/64'],
    ['unix', undefined],
  ])('%s is %s', (remote, address) => {
    expect(addressOf(remote)).toBe(address);
  });
});
