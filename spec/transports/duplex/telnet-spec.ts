import fc from 'fast-check';
import { MAX_SUBNEGOTIATION_BYTES, Telnet } from '../../../src/transports/duplex/telnet';
import { MAX_COMMANDS_PER_WINDOW } from '../../../src/transports/duplex/telnet-replies';
import { TelnetCode, TIMING_MARK } from '../../../src/transports/duplex/telnet-codes';
import { cut, cuts } from '../../helpers/chunks';

const strip = (...chunks: readonly Buffer[]): Buffer => {
  const telnet = new Telnet();
  return Buffer.concat(chunks.map((chunk) => telnet.strip(chunk)));
};

/** Bytes as in RFC 854: text, and numbers for the rest. */
const bytes = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part])));

const { IAC, SB, SE, WILL, WONT, DO, DONT, NOP, AYT, EC, EL, IP, BRK, ABORT, AO, DM, GA, EOF, SUSP, EOR } =
  TelnetCode;
const [ECHO, SUPPRESS_GO_AHEAD] = [1, 3];

/** What a client is told that has sent this. */
const answers = (...chunks: readonly Buffer[]): Buffer | undefined => {
  const telnet = new Telnet();
  for (const chunk of chunks) telnet.strip(chunk);
  return telnet.replies.take();
};

describe('Telnet', () => {
  it.each([
    ['a text', bytes('hi ä\n'), 'hi ä\n'],
    ['negotiation', bytes(IAC, WILL, 1, 'a', IAC, WONT, 2, 'b', IAC, DO, 3, IAC, DONT, 4, 'c'), 'abc'],
    ['an option whose number is a newline', bytes('a', IAC, DO, 10, 'b'), 'ab'],
    ['a subnegotiation', bytes('a', IAC, SB, 24, 0, 'xterm', IAC, SE, 'b'), 'ab'],
    ['a subnegotiation that holds 255', bytes('a', IAC, SB, 31, IAC, IAC, 0, IAC, SE, 'b'), 'ab'],
    ['a command without an option', bytes('a', IAC, NOP, 'b', IAC, AYT, 'c'), 'abc'],
    ['the commands of RFC 1184 and RFC 885', bytes('a', IAC, EOF, IAC, SUSP, IAC, EOR, 'b'), 'ab'],
    ['a go-ahead and a data mark', bytes('a', IAC, GA, IAC, DM, 'b'), 'ab'],
    ['negotiation inside of a subnegotiation', bytes('a', IAC, SB, 24, IAC, WILL, 1, 'b'), 'ab'],
  ])('removes everything but text from %s', (_, raw, text) => {
    expect(strip(raw).toString()).toBe(text);
  });

  it('keeps a 255 without a command, and the newline after it', () => {
    expect(strip(bytes('a', IAC, '\nb'))).toEqual(bytes('a', IAC, '\nb'));
  });

  it('decodes IAC IAC to 255', () => {
    expect(strip(bytes('a', IAC, IAC, 'b'))).toEqual(bytes('a', IAC, 'b'));
  });

  it.each([
    ['CR NUL', bytes('a\r', 0, 'b'), 'a\r\nb'],
    ['CR NUL with a command between', bytes('a\r', IAC, NOP, 0, 'b'), 'a\r\nb'],
    ['CR NUL twice', bytes('\r', 0, '\r', 0), '\r\n\r\n'],
  ])('turns %s into a newline', (_, raw, text) => {
    expect(strip(raw).toString()).toBe(text);
    expect(strip(...cut(raw, [1])).toString()).toBe(text);
  });

  it.each([
    ['CR LF', 'a\r\nb'],
    ['a bare LF', 'a\nb'],
    ['a bare CR', 'a\rb'],
    ['a NUL behind something else', 'a\0\0b'],
    ['a NUL behind CR NUL', 'a\r\n\0b'],
  ])('keeps %s as it is', (_, text) => {
    expect(strip(bytes(text)).toString()).toBe(text);
    expect(strip(...cut(bytes(text), [1])).toString()).toBe(text);
  });

  it.each([
    ['EC erases a character', bytes('ab', IAC, EC), 'ab\b'],
    ['EL erases the line', bytes('ab', IAC, EL), 'ab\x15'],
    [
      'IP, BRK and ABORT erase the line',
      bytes('a', IAC, IP, 'b', IAC, BRK, 'c', IAC, ABORT),
      'a\x15b\x15c\x15',
    ],
    ['EC and EL at the beginning of a line erase nothing', bytes(IAC, IP, 'a\n', IAC, EC, IAC, EL), 'a\n'],
  ])('%s', (_, raw, text) => {
    expect(strip(raw).toString()).toBe(text);
  });

  describe('answers', () => {
    it.each([
      ['DO TIMING-MARK by WILL', [IAC, IP, IAC, DO, TIMING_MARK], [IAC, WILL, TIMING_MARK]],
      ['each DO TIMING-MARK by WILL', [IAC, DO, 6, IAC, DO, 6], [IAC, WILL, 6, IAC, WILL, 6]],
      ['another DO by WONT', [IAC, DO, ECHO, IAC, DO, SUPPRESS_GO_AHEAD], [IAC, WONT, 1, IAC, WONT, 3]],
      ['WILL by DONT', [IAC, WILL, ECHO, IAC, WILL, TIMING_MARK], [IAC, DONT, 1, IAC, DONT, 6]],
      ['AO by a data mark', [IAC, AO], [IAC, DM]],
    ])('%s', (_, asked, told) => {
      expect(answers(bytes(...asked))).toEqual(bytes(...told));
      expect(answers(...cut(bytes(...asked), [1]))).toEqual(bytes(...told));
    });

    it('AYT with a line of its own', () => {
      expect(answers(bytes('hal', IAC, AYT))?.toString()).toBe('\n[Yes]\n');
    });

    it.each([
      ['WONT and DONT, which may answer its own answers', [IAC, WONT, 1, IAC, DONT, 6, IAC, DONT, 3]],
      ['other commands', [NOP, DM, GA, EC, EL, IP, BRK, EOR, SE].flatMap((command) => [IAC, command])],
      ['a subnegotiation', [IAC, SB, 24, 1, IAC, SE]],
      ['a 255 that is text', [IAC, IAC, DO, TIMING_MARK]],
    ])('nothing to %s', (_, said) => {
      expect(answers(bytes(...said))).toBeUndefined();
    });

    it('nothing to answers, so that two telnet ends do not loop', () => {
      const [one, other] = [new Telnet(), new Telnet()];
      one.strip(bytes(IAC, DO, 1, IAC, WILL, 3, IAC, WONT, 5));
      let rounds = 0;
      for (let told = one.replies.take(); told && rounds < 10; told = one.replies.take()) {
        rounds++;
        other.strip(told);
        one.strip(other.replies.take() ?? Buffer.alloc(0));
      }
      expect(rounds).toBe(1);
    });
  });

  describe('limits', () => {
    it('the bytes of a subnegotiation', () => {
      const telnet = new Telnet();
      telnet.strip(bytes('a', IAC, SB, 'x'.repeat(MAX_SUBNEGOTIATION_BYTES), IAC, SE, 'b'));
      expect(telnet.fault).toBeUndefined();
      const text = telnet.strip(bytes('c', IAC, SB, 'x'.repeat(MAX_SUBNEGOTIATION_BYTES), IAC, IAC, 'd\n'));
      expect([text.toString(), telnet.fault]).toEqual(['c', 'endless subnegotiation']);
    });

    it.each([
      ['options', [IAC, DO, 1]],
      ['functions', [IAC, NOP]],
      ['subnegotiations', [IAC, SB, 1, IAC, SE]],
    ])('the time of 20 s of %s', (_, command) => {
      let now = 5;
      const telnet = new Telnet(() => now);
      const say = (times: number) => {
        for (let i = 0; i < times; i++) telnet.strip(bytes(...command));
        telnet.replies.take();
        return telnet.fault;
      };
      say(1);
      now += 20_000;
      expect(say(MAX_COMMANDS_PER_WINDOW)).toBeUndefined();
      now += 20_000;
      expect(say(MAX_COMMANDS_PER_WINDOW)).toBeUndefined();
      now += 19_999;
      expect(say(1)).toBe('too many commands');
    });

    it('the pending answers, however long they wait', () => {
      let now = 0;
      const telnet = new Telnet(() => now);
      for (let i = 0; i < 3 * MAX_COMMANDS_PER_WINDOW; i++, now += 20_000) telnet.strip(bytes(IAC, DO, 1));
      expect(telnet.fault).toBe('too many commands');
      expect(telnet.replies.take()?.length).toBeLessThanOrEqual(3 * (MAX_COMMANDS_PER_WINDOW + 1));
    });
  });

  it('copies no chunk without commands', () => {
    const chunk = bytes('hi\n');
    expect(new Telnet().strip(chunk)).toBe(chunk);
  });

  it('removes the same in any chunks', () => {
    const part = fc.constantFrom(
      bytes('ann\r\n'),
      bytes('ä€'),
      bytes(IAC, WILL, 10),
      bytes(IAC, SB, 31, 0, IAC, IAC, 10, IAC, SE),
      bytes(IAC, NOP),
      bytes(IAC, 'x'),
      bytes(IAC, IAC),
      bytes('\r', 0),
      bytes('\r'),
      bytes(0),
      bytes(IAC, DO, 6),
      bytes('ab', IAC, EC),
      bytes(IAC, EL),
      bytes(IAC, SB, 1, IAC, WILL, 1),
    );
    fc.assert(
      fc.property(fc.array(part), cuts, (parts, places) => {
        const raw = Buffer.concat(parts);
        expect(strip(...cut(raw, places))).toEqual(strip(raw));
        expect(answers(...cut(raw, places))).toEqual(answers(raw));
      }),
    );
  });
});
