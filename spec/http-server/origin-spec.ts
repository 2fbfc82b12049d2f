import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isOriginAllowed, parseOrigins } from '../../src/http-server/origin';

const plain = new Socket();
const secure = new TLSSocket(new Socket());

const ask = (
  headers: Readonly<Record<string, string>>,
  { origins = [] as readonly string[], trustProxy = false, socket = plain } = {},
) => isOriginAllowed({ headers, socket } as unknown as IncomingMessage, { origins, trustProxy });

describe('isOriginAllowed', () => {
  it.each([
    ['http://chat.example', 'chat.example'],
    ['https://chat.example', 'chat.example'],
    ['http://chat.example:8080', 'chat.example:8080'],
    ['http://chat.example', 'Chat.EXAMPLE'],
    ['http://chat.example', 'chat.example:80'],
    ['https://chat.example', 'chat.example:443'],
    ['http://[::1]:8080', '[::1]:8080'],
    ['http://127.0.0.1:8080', '127.0.0.1:8080'],
  ])('allows a page of %s at its own host %s', (origin, host) => {
    expect(ask({ origin, host }, { socket: origin.startsWith('https') ? secure : plain })).toBe(true);
  });

  it.each([
    ['http://evil.example', 'chat.example'],
    ['http://chat.example.evil.example', 'chat.example'],
    ['http://evil-chat.example', 'chat.example'],
    ['http://chat.example:8081', 'chat.example:8080'],
    ['http://chat.example', 'chat.example:443'],
    ['http://chat.example', 'chat.example/http://evil.example'],
    ['http://chat.example', 'evil@chat.example'],
    ['http://chat.example', ''],
    ['null', 'chat.example'],
    ['null', 'null'],
    ['', ''],
    ['chat.example', 'chat.example'],
    ['http://', ''],
    ['ftp://chat.example', 'chat.example'],
    ['ws://chat.example', 'chat.example'],
    ['http://chat.example/path', 'chat.example'],
  ])('rejects a page of %j at the host %j', (origin, host) => {
    expect(ask({ origin, host })).toBe(false);
  });

  it('rejects a page loaded without TLS when the server has TLS', () => {
    expect(ask({ origin: 'http://chat.example', host: 'chat.example' }, { socket: secure })).toBe(false);
  });

  it.each([
    [plain, ['http', 'https']],
    [secure, ['https']],
  ])('allows a page that may have come through a proxy with TLS', (socket, schemes) => {
    const may = (scheme: string) =>
      ask({ host: 'chat.example', origin: `${scheme}://chat.example` }, { socket });
    expect(['http', 'https', 'ftp'].filter(may)).toEqual(schemes);
  });

  it('rejects a page when the request has no host', () => {
    expect(ask({ origin: 'http://chat.example' })).toBe(false);
  });

  it('allows a program, which sends no origin', () => {
    expect(ask({ host: 'chat.example' })).toBe(true);
  });

  it('allows the listed origins, and no others', () => {
    const listed = ['https://a.example', 'https://b.example:8443'];
    const may = (origin: string) => ask({ origin, host: 'chat.example' }, { origins: listed });
    expect(may('https://a.example')).toBe(true);
    expect(may('https://b.example:8443')).toBe(true);
    expect(may('http://a.example')).toBe(false);
    expect(may('https://b.example')).toBe(false);
  });

  it('trusts the last forwarded host only behind a trusted proxy', () => {
    const headers = { origin: 'https://chat.example', host: 'localhost:8080' };
    const behind = (host: string, trust: boolean) =>
      ask({ ...headers, 'x-forwarded-host': host }, { trustProxy: trust });
    expect(behind('chat.example', true)).toBe(true);
    expect(behind('evil.example, chat.example', true)).toBe(true);
    expect(behind('chat.example, evil.example', true)).toBe(false);
    expect(behind('chat.example', false)).toBe(false);
    expect(ask({ origin: 'http://localhost:8080', host: 'localhost:8080' }, { trustProxy: true })).toBe(true);
  });
});

describe('parseOrigins', () => {
  it('parses origins as browsers send them', () => {
    expect(
      parseOrigins(['https://chat.example/', 'https://Chat.EXAMPLE:443', 'http://a.example:8080']),
    ).toEqual(['https://chat.example', 'https://chat.example', 'http://a.example:8080']);
  });

  it.each(['chat.example', 'https://chat.example/chat', 'null', ''])('rejects %j', (text) => {
    expect(() => parseOrigins(['https://a.example', text])).toThrow(
      `origins has ${JSON.stringify(text)}: it takes origins of pages, such as https://chat.example`,
    );
  });
});
