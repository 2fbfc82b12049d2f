import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { TLSSocket } from 'node:tls';
import { Socket } from 'node:net';
import { isPrivate, HostCheck, parseHostNames } from '../../src/http-server/host-check';

type Where = Partial<Pick<Socket, 'localAddress'>>;
const at = (localAddress: string): Where => ({ localAddress });

interface Asked {
  readonly names?: readonly string[];
  readonly socket?: Where;
  readonly url?: string;
  readonly origin?: string;
}

const ask = (host: string | undefined, asked: Asked = {}) => {
  const { names = [], socket = at('127.0.0.1'), url = '/', origin } = asked;
  const headers = { ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) };
  return new HostCheck(names).isAllowed({ headers, socket, url } as unknown as IncomingMessage);
};

describe('HostCheck', () => {
  it.each([
    'localhost',
    'LOCALHOST:8080',
    'localhost.',
    'chat.localhost:8080',
    '127.0.0.1:8080',
    '192.168.1.5',
    '[::1]:8080',
    '[fe80::1]',
    `${hostname()}:8080`,
    `${hostname().split('.')[0] ?? ''}.local`,
  ])('at a loopback address accepts the host %s', (host) => {
    expect(ask(host)).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    'notlocalhost',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    'localhost@evil.example',
    'localhost:8080:8080',
    '[evil.example]',
    '[::1',
    '::1',
    'a b',
    '',
  ])('at a loopback address rejects the host %j', (host) => {
    expect(ask(host)).toBe(false);
  });

  it.each([
    'chat.example',
    'Chat.EXAMPLE:8080',
    'chat.example.',
    'münchen.example',
    'xn--mnchen-3ya.example',
  ])('accepts the host %s when it is one of its names', (host) => {
    expect(ask(host)).toBe(false);
    expect(ask(host, { names: ['CHAT.example.', 'münchen.example'] })).toBe(true);
    expect(ask(`www.${host}`, { names: ['CHAT.example.', 'münchen.example'] })).toBe(false);
  });

  it('accepts any host at a public address', () => {
    expect(ask('chat.example', { socket: at('203.0.113.5') })).toBe(true);
  });

  it('accepts any host over TLS, where the browser has checked the name', () => {
    expect(ask('chat.example', { socket: new TLSSocket(new Socket()) })).toBe(true);
  });

  it('accepts a request without a host, since every browser sends one', () => {
    expect(ask(undefined)).toBe(true);
  });

  it('uses the host of the target instead of the header', () => {
    const origin = 'http://evil.example';
    expect(ask('localhost', { url: 'http://evil.example/ws', origin })).toBe(false);
    expect(ask('evil.example', { url: 'http://localhost/ws', origin })).toBe(true);
  });

  it('accepts the absolute form without an origin, which no page can send', () => {
    expect(ask('evil.example', { url: 'http://evil.example/metrics' })).toBe(true);
    expect(ask('evil.example', { url: '//evil.example/metrics' })).toBe(false);
  });
});

describe('isPrivate', () => {
  it.each([
    '127.0.0.1',
    '127.8.0.9',
    '::ffff:127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '::ffff:192.168.0.1',
    '169.254.1.1',
    '100.64.0.1',
    'fe80::1%eth0',
    'fd00::1',
    undefined,
  ])('is true for %s', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  it.each(['203.0.113.5', '::ffff:203.0.113.5', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2001:db8::1'])(
    'is false for %s',
    (address) => {
      expect(isPrivate(address)).toBe(false);
    },
  );
});

describe('parseHostNames', () => {
  it.each(['https://chat.example', 'chat.example:8080', '*.chat.example', 'a b', ''])(
    'rejects %j',
    (text) => {
      expect(() => parseHostNames(['a.example', text])).toThrow(
        `hostNames has ${JSON.stringify(text)}: it takes names of hosts, such as chat.example`,
      );
    },
  );
});
