import fc from 'fast-check';
import type { InvalidLine } from '../../../src/stream';
import { LineFilter } from '../../../src/transports/duplex/line-filter';
import { cut, cuts } from '../../helpers/chunks';

const MAX = 8;
const TOO_LONG: InvalidLine = { kind: 'too-long', max: MAX };

/** What comes of chunks, behind the door and a line splitter that, as split2 does, also emits what was not ended. */
const linesOf = (chunks: readonly Buffer[], max = MAX): readonly (string | InvalidLine)[] => {
  const door = new LineFilter(max);
  const passed = Buffer.concat([...chunks.map((chunk) => door.filter(chunk)), door.end()]);
  const lines = passed.toString().split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => door.lines(line).take()).filter((line) => line !== undefined);
};

/** The same, by counting. */
const model = (text: string): readonly (string | InvalidLine)[] => {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const whole = lines.map((line) => (Buffer.byteLength(line) > MAX ? TOO_LONG : line.replace(/\r$/, '')));
  return Buffer.byteLength(rest) > MAX ? [...whole, TOO_LONG] : whole;
};

const MOST = 65_536;
const ENDLESS: InvalidLine = {
  kind: 'overrun',
  code: 'endless-line',
  text: `a line without an end: ${MOST} bytes at most`,
};

const NEGOTIATION = Buffer.from([255, 253, 10, 255, 250, 31, 0, 10, 255, 240]);

describe('LineFilter', () => {
  it.each([
    ['a line of one byte less than the cap', '1234567\n', ['1234567']],
    ['a line of the cap', '12345678\n', ['12345678']],
    ['a line of one byte more than the cap', '123456789\n', [TOO_LONG]],
    ['a line of the cap in bytes, not in characters', 'ääää\n', ['ääää']],
    ['a line beyond the cap in bytes only', 'ääääx\n', [TOO_LONG]],
    [
      'an invalid line at its place among the lines',
      'one\n123456789 and more\ntwo\n',
      ['one', TOO_LONG, 'two'],
    ],
    ['two invalid lines in a row', '123456789\n123456789\nx\n', [TOO_LONG, TOO_LONG, 'x']],
    ['carriage returns at the end', 'one\r\ntwo\r\r\nth\rree\n', ['one', 'two\r', 'th\rree']],
    ['blank lines', '\n\r\nx\n', ['', '', 'x']],
    ['an unfinished last line', 'one\ntwo', ['one']],
    ['an unfinished last line beyond the cap', 'one\n123456789', ['one', TOO_LONG]],
    ['nothing', '', []],
  ])('splits %s', (_, text, lines) => {
    expect(linesOf([Buffer.from(text)])).toEqual(lines);
    expect(linesOf(cut(Buffer.from(text), [1]))).toEqual(lines);
  });

  it('splits the same bytes into the same lines, in any chunks, with and without telnet', () => {
    const part = fc.constantFrom(
      'a',
      'ä',
      '€',
      '𐍈',
      '\r\n',
      '\n',
      '\r',
      '1234567',
      '12345678',
      '123456789',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.boolean()), { maxLength: 30 }), cuts, (parts, places) => {
        const raw = Buffer.concat(
          parts.flatMap(([text, negotiates]) => [
            Buffer.from(text),
            negotiates ? NEGOTIATION : Buffer.alloc(0),
          ]),
        );
        const lines = model(parts.map(([text]) => text).join(''));
        expect(linesOf(cut(raw, places))).toEqual(lines);
        expect(linesOf([raw])).toEqual(lines);
      }),
    );
  });

  it('passes at most the cap of an endless line, and reports it as too long at once', () => {
    const door = new LineFilter(1000);
    const chunk = Buffer.alloc(300, 'x');
    const passed = Array.from({ length: 200 }, () => door.filter(chunk));
    // The cap, and what marks the line as none.
    expect(Buffer.concat(passed).length).toBeLessThan(1000 + 64);
    expect(passed.map((bytes) => bytes.includes('\n')).indexOf(true)).toBe(3);
    expect(Buffer.concat(passed.slice(4))).toHaveLength(0);
  });

  describe('with a line that never ends', () => {
    const x = (count: number, end = '') => Buffer.from('x'.repeat(count) + end);

    it.each([[[65_536]], [[1000]], [[MOST + 5]]])('reports the endless line, in chunks of %j', (lengths) => {
      const chunks = (...all: readonly Buffer[]) => cut(Buffer.concat(all), lengths);
      expect(linesOf(chunks(x(2, '\n'), x(MOST, '\n'), x(3, '\n')))).toEqual(['xx', TOO_LONG, 'xxx']);
      expect(linesOf(chunks(x(2, '\n'), x(MOST + 1, '\n'), x(3, '\n')))).toEqual(['xx', TOO_LONG, ENDLESS]);
      expect(linesOf(chunks(x(MOST + 1)))).toEqual([TOO_LONG, ENDLESS]);
    });

    it('counts from the last newline', () => {
      const chunks = Array.from({ length: 5 }, () => x(MOST - 1, '\n'));
      expect(linesOf(chunks)).toEqual(chunks.map(() => TOO_LONG));
    });

    it('allows 16 times the cap, where that is more', () => {
      const tooLong = { kind: 'too-long', max: 10_000 };
      expect(linesOf([x(160_000, '\n')], 10_000)).toEqual([tooLong]);
      expect(linesOf([x(160_001, '\n')], 10_000)).toMatchObject([tooLong, { code: 'endless-line' }]);
    });

    it('keeps 16 MiB at a cap of 0, and no more', () => {
      const line = 'x'.repeat(16 * 1024 * 1024);
      const [kept] = linesOf([Buffer.from(`${line}\n`)], 0);
      expect(kept === line).toBe(true);
      expect(linesOf([Buffer.from(`${line}x`)], 0)).toMatchObject([{ code: 'endless-line' }]);
    });

    it('passes nothing more', () => {
      const door = new LineFilter(MAX);
      door.filter(x(MOST + 1));
      expect(door.filter(x(2, '\n'))).toHaveLength(0);
    });
  });

  it('reports a subnegotiation that never ends, after the lines before it', () => {
    const raw = Buffer.concat([
      Buffer.from('one\ntw'),
      Buffer.from([255, 250, 1]),
      Buffer.alloc(1025),
      Buffer.from('o\n'),
    ]);
    expect(linesOf([raw])).toMatchObject(['one', { kind: 'overrun', code: 'bad-telnet' }]);
    expect(linesOf(cut(raw, [7]))).toMatchObject(['one', { kind: 'overrun', code: 'bad-telnet' }]);
  });

  it('discards telnet answers to a client of a foreign protocol', () => {
    const door = new LineFilter(4096);
    door.filter(Buffer.from([22, 3, 1, 255, 253, 6]));
    expect(door.takeAnswers()).toBeUndefined();
  });

  it('copies no chunk without a line that is too long', () => {
    const chunk = Buffer.from('1\n2\n');
    expect(new LineFilter(MAX).filter(chunk)).toBe(chunk);
  });

  it.each(['\0', ' too long', ' cut', '\0 too long'])('accepts a line that ends in %j', (end) => {
    expect(linesOf([Buffer.from(`x${end}\n`)], 99)).toEqual([`x${end}`]);
  });
});
