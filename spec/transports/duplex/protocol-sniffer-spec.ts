import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import type { InvalidLine } from '../../../src/stream';
import { duplex } from '../../../src/transports';
import { LineFilter } from '../../../src/transports/duplex/line-filter';
import { FOREIGN_PROTOCOLS, type Protocol } from '../../../src/transports/duplex/foreign-protocols';
import { cut, cuts } from '../../helpers/chunks';
import { watch } from '../../helpers/watch';

/** What comes of chunks, behind the door and a line splitter. */
const linesOf = (chunks: readonly Buffer[], sniff = true): readonly (string | InvalidLine)[] => {
  const door = new LineFilter(4096, sniff);
  const passed = Buffer.concat([...chunks.map((chunk) => door.filter(chunk)), door.end()]);
  const lines = passed.toString().split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => door.lines(line).take()).filter((line) => line !== undefined);
};

const bytesOf = (text: string) => Buffer.from(text, 'latin1');

const FOREIGNERS: readonly (readonly [string, Protocol, string])[] = [
  ['a TLS hello', 'TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\xff\xf0 and more\nlines\n'],
  ['only the beginning of a TLS hello', 'TLS', '\x16\x03'],
  ['an SSH banner', 'SSH', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\0\0\x05\xdc'],
  ['the banner of a client that knows SSH 1', 'SSH', 'SSH-1.99-Old\n'],
  ['an HTTP request', 'HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['an HTTP request with a body', 'HTTP', 'POST /a?b=c HTTP/1.0\nContent-Length: 2\n\nhi'],
  ['a method that few know', 'HTTP', 'PROPFIND / HTTP/1.1\r\n\r\n'],
  ['a request to a proxy', 'HTTP', 'CONNECT example.com:443 HTTP/1.1\r\n\r\n'],
  ['an HTTP/2 preface', 'HTTP', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a request line longer than a line may be', 'HTTP', `GET /${'x'.repeat(9000)} HTTP/1.1\r\n\r\n`],
];

const OWN: readonly (readonly [string, string, readonly string[]])[] = [
  ['a name that begins with GET', 'GET_it\nhi\n', ['GET_it', 'hi']],
  ['words that begin with GET', 'GET up, it is late\n', ['GET up, it is late']],
  ['a request line further down', 'ann\nGET / HTTP/1.1\r\n', ['ann', 'GET / HTTP/1.1']],
  ['an SSH banner further down', 'ann\nSSH-2.0-x\n', ['ann', 'SSH-2.0-x']],
  ['a TLS hello further down', 'ann\n\x16\x03\x01\n', ['ann', '\x16\x03\x01']],
  ['a request line behind a blank line', '\nGET / HTTP/1.1\n', ['', 'GET / HTTP/1.1']],
  ['a name that begins with SSH', 'SSH-2\n', ['SSH-2']],
  ['a request line that was not ended', 'GET / HTTP/1.1', []],
  ['lower case', 'get / http/1.1\n', ['get / http/1.1']],
  ['a control character', '\x16ann\n', ['\x16ann']],
];

describe('LineFilter with sniffing', () => {
  it.each(FOREIGNERS)('detects %s, and passes none of it on', (_, protocol, text) => {
    const mishap = [FOREIGN_PROTOCOLS[protocol]];
    expect(linesOf([bytesOf(text)])).toEqual(mishap);
    expect(linesOf(cut(bytesOf(text), [1]))).toEqual(mishap);
    fc.assert(fc.property(cuts, (places) => expect(linesOf(cut(bytesOf(text), places))).toEqual(mishap)));
  });

  it.each(OWN)('does not mistake %s for a foreign protocol', (_, text, lines) => {
    expect(linesOf([bytesOf(text)])).toEqual(lines);
    expect(linesOf(cut(bytesOf(text), [1]))).toEqual(lines);
  });

  it.each(FOREIGNERS)('passes %s when it does not sniff', (_, protocol, text) => {
    expect(linesOf([bytesOf(text)], false)).not.toContainEqual(FOREIGN_PROTOCOLS[protocol]);
  });

  it('passes each byte of an ordinary first line on as it arrives', () => {
    const door = new LineFilter(4096);
    const bytes = Array.from('GET_it / HTTP\n').map((byte) => Buffer.from(byte));
    expect(bytes.map((byte) => door.filter(byte))).toEqual(bytes);
  });

  it('detects the protocol after telnet negotiation', () => {
    expect(linesOf([Buffer.from([255, 253, 3]), bytesOf('GET / HTTP/1.1\r\n')])).toEqual([
      FOREIGN_PROTOCOLS.HTTP,
    ]);
  });
});

describe('the reply to a foreign protocol', () => {
  it('to HTTP is a complete response', () => {
    const [head = '', body = ''] = FOREIGN_PROTOCOLS.HTTP.answer.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'HTTP/1.1 400 Bad Request',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]);
    expect(body).toMatch(/chat.*nc or telnet\n$/);
  });

  it.each(['TLS', 'SSH'] as const)('to %s is one line', (protocol) => {
    expect(FOREIGN_PROTOCOLS[protocol].answer).toMatch(/^! [ -~]+\n$/);
  });
});

describe('duplex', () => {
  it('emits a foreign protocol at its place among the lines', async () => {
    const [client, server] = duplexPair();
    const { lines, said } = watch(duplex(server));
    client.write('GET / HT');
    client.write('TP/1.1\r\nHost: x\r\n\r\n');
    await said(1);
    expect(lines).toEqual([FOREIGN_PROTOCOLS.HTTP]);
  });

  it('does not sniff when told not to', async () => {
    const [client, server] = duplexPair();
    const { lines, said } = watch(duplex(server, { sniff: false }));
    client.write('GET / HTTP/1.1\r\n');
    await said(1);
    expect(lines).toEqual(['GET / HTTP/1.1']);
  });
});
