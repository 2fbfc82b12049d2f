import fc from 'fast-check';
import { Telnet } from '../../src/transports/telnet';
import { cut, cuts } from '../helpers/chunks';

const strip = (...chunks: readonly Buffer[]): Buffer => {
  const telnet = new Telnet();
  return Buffer.concat(chunks.map((chunk) => telnet.strip(chunk)));
};

/** Bytes as in RFC 854: text, and numbers for the rest. */
const bytes = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part])));

const [IAC, SB, SE, WILL, WONT, DO, DONT, NOP, AYT] = [255, 250, 240, 251, 252, 253, 254, 241, 246];

describe('Telnet', () => {
  it.each([
    ['a text', bytes('hi ä\n'), 'hi ä\n'],
    ['negotiation', bytes(IAC, WILL, 1, 'a', IAC, WONT, 2, 'b', IAC, DO, 3, IAC, DONT, 4, 'c'), 'abc'],
    ['an option whose number is a newline', bytes('a', IAC, DO, 10, 'b'), 'ab'],
    ['a subnegotiation', bytes('a', IAC, SB, 24, 0, 'xterm', IAC, SE, 'b'), 'ab'],
    ['a subnegotiation that holds 255', bytes('a', IAC, SB, 31, IAC, IAC, 0, IAC, SE, 'b'), 'ab'],
    ['a command without an option', bytes('a', IAC, NOP, 'b', IAC, AYT, 'c'), 'abc'],
  ])('leaves of %s only what is text', (_, raw, text) => {
    expect(strip(raw).toString()).toBe(text);
  });

  it('leaves a 255 that no command follows where it is, and the newline behind it', () => {
    expect(strip(bytes('a', IAC, '\nb'))).toEqual(bytes('a', IAC, '\nb'));
  });

  it('copies nothing of a chunk without commands', () => {
    const chunk = bytes('hi\n');
    expect(new Telnet().strip(chunk)).toBe(chunk);
  });

  it('strips the same, wherever the chunks end', () => {
    const part = fc.constantFrom(
      bytes('ann\r\n'),
      bytes('ä€'),
      bytes(IAC, WILL, 10),
      bytes(IAC, SB, 31, 0, IAC, IAC, 10, IAC, SE),
      bytes(IAC, NOP),
      bytes(IAC, 'x'),
    );
    fc.assert(
      fc.property(fc.array(part), cuts, (parts, places) => {
        const raw = Buffer.concat(parts);
        expect(strip(...cut(raw, places))).toEqual(strip(raw));
      }),
    );
  });
});
