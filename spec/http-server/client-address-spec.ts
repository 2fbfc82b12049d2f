import type { IncomingMessage } from 'node:http';
import { clientAddress } from '../../src/http-server/client-address';

const from = (forwarded: string | undefined, trustProxy = true, remoteAddress = '192.0.2.7') => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return clientAddress(
    { headers, socket: { remoteAddress, remotePort: 4000 } } as unknown as IncomingMessage,
    trustProxy,
  );
};

describe('clientAddress', () => {
  it.each([
    ['203.0.113.5', '203.0.113.5:4000'],
    ['198.51.100.1, 203.0.113.5', '203.0.113.5:4000'],
    ['evil, 203.0.113.5 ', '203.0.113.5:4000'],
    ['203.0.113.5:1234', '203.0.113.5:4000'],
    ['2001:db8::5', '[2001:db8::5]:4000'],
    ['[2001:db8::5]', '[2001:db8::5]:4000'],
    ['[2001:db8::5]:1234', '[2001:db8::5]:4000'],
    ['::ffff:203.0.113.5', '203.0.113.5:4000'],
  ])('behind a proxy that sends %j is %s', (forwarded, remote) => {
    expect(from(forwarded)).toBe(remote);
  });

  it.each(['', 'unknown', '203.0.113.5,', '203.0.113', '203.0.113.5:x', '1.2.3.4]', '[::1', 'ann\n'])(
    'is the address of the proxy when that sends %j, which is no address',
    (forwarded) => {
      expect(from(forwarded)).toBe('192.0.2.7:4000');
    },
  );

  it('is the remote address without a header', () => {
    expect(from(undefined)).toBe('192.0.2.7:4000');
    expect(from(undefined, true, '::ffff:192.0.2.7')).toBe('192.0.2.7:4000');
  });

  it('is the remote address, whatever the header, without a trusted proxy', () => {
    expect(from('203.0.113.5', false)).toBe('192.0.2.7:4000');
  });
});
