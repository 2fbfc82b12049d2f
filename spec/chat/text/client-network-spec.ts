import fc from 'fast-check';
import { clientNetwork, parseAddress } from '../../../src/chat';

describe('clientNetwork', () => {
  it.each([
    ['192.0.2.1:8989', '192.0.2.1'],
    ['[2001:db8:1:2:3:4:5:6]:8989', '2001:db8:1:2::/64'],
    ['[2001:db8::6]:8989', '2001:db8:0:0::/64'],
    ['[::1]:8989', '0:0:0:0::/64'],
    ['[fe80::1%eth0]:8989', 'fe80:0:0:0::/64'],
    ['[2001:db8:1:2::]:8989', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2:3:4:5::]:8989', '2001:db8:1:2::/64'],
    ['[1::4:5:6:7:8]:8989', '1:0:0:4::/64'],
    ['[::ffff:192.0.2.1]:8989', '192.0.2.1'],
    ['[::ffff:c000:201]:8989', '192.0.2.1'],
    ['[::FFFF:7f00:1]:8989', '127.0.0.1'],
    ['[0:0:0:0:0:ffff:192.0.2.1]:8989', '192.0.2.1'],
    ['[2001:db8::ffff:192.0.2.1]:8989', '2001:db8:0:0::/64'],
    ['unix', undefined],
    ['memory', undefined],
    ['', undefined],
  ])('of %s is %s', (remote, address) => {
    expect(clientNetwork(remote)).toBe(address);
  });
});

describe('parseAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['249.199.99.9', '249.199.99.9'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['[::FFFF:192.0.2.1]', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['[2001:db8::6]', '2001:db8:0:0::/64'],
    ['[2001:db8::6]/64', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::/64', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::/64]', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:02::', '2001:db8:1:2::/64'],
    ['1::', '1:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
    ['::', '0:0:0:0::/64'],
    ['192.0.2.1:52520', '192.0.2.1'],
    ['[2001:db8::6]:52520', '2001:db8:0:0::/64'],
    ['[::ffff:192.0.2.1]:1', '192.0.2.1'],
    ['[fe80::1%eth0]:52520', 'fe80:0:0:0::/64'],
    ['[fe80::1%eth0]', 'fe80:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['fe80::1%eth0/64', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  it.each([
    ...['', 'ann', '1', '192.0.2', '192.0.2.1.', '192.0.2.1.5', '256.0.0.1', '192.0.2.260', '192.0.2.1000'],
    ...[
      'x192.0.2.1',
      '192.0.2.1x',
      '192.0.2.-1',
      '192.0.2.01',
      '010.0.0.1',
      '00.0.0.0',
      '192.0.2.1/64',
      '[192.0.2.1]',
      '::ffff:192.0.02.1',
      '::ffff:256.0.0.1',
      '::ffff:ann',
    ],
    ...[
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4::5:6:7:8',
      '1::2::3',
      '12345::',
      'g::',
      ':::',
      ':1',
      '1:',
    ],
    ...[
      '2001:db8::/32',
      '2001:db8::/640',
      '2001:db8::/64/64',
      '/64',
      '[]',
      '[2001:db8::1',
      '2001:db8::1]',
      '2001:db8::1\n',
      'fe80::1%eth0]',
      '[fe80::1%]',
      '[2001:db8::1]:123456',
      '2001:db8::1]:80',
      '192.0.2.1:',
      '192.0.2.1:80:80',
    ],
  ])('rejects %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('matches the client network of the same address, however it is shortened', () => {
    const group = fc.oneof(fc.constant(0), fc.nat(0xffff)).map((n) => n.toString(16));
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 8, maxLength: 8 }),
        fc.nat(7),
        fc.nat(8),
        (groups, from, to) => {
          // An IPv4 address in IPv6 is one of IPv4: it has cases of its own.
          fc.pre(!/^(0 ){5}ffff /.test(groups.join(' ')));
          const cut = groups.slice(from, Math.max(to, from + 1)).every((each) => each === '0');
          const shown = cut
            ? `${groups.slice(0, from).join(':')}::${groups.slice(Math.max(to, from + 1)).join(':')}`
            : groups.join(':').toUpperCase();
          expect(parseAddress(shown)).toBe(`${groups.slice(0, 4).join(':')}::/64`);
          expect(clientNetwork(`[${shown}]:1`)).toBe(parseAddress(shown));
          expect(parseAddress(parseAddress(shown) ?? '')).toBe(parseAddress(shown));
        },
      ),
    );
  });
});
