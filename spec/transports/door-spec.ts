import fc from 'fast-check';
import type { Mishap } from '../../src/stream';
import { Door } from '../../src/transports/door';
import { cut, cuts } from '../helpers/chunks';

const MAX = 8;
const TOO_LONG: Mishap = { kind: 'too-long', max: MAX };

/** What comes of chunks, behind the door and a line splitter that, as split2 does, also emits what was not ended. */
const linesOf = (chunks: readonly Buffer[], max = MAX): readonly (string | Mishap)[] => {
  const door = new Door(max);
  const passed = Buffer.concat([...chunks.map((chunk) => door.pass(chunk)), door.end()]);
  const lines = passed.toString().split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => door.read(line)).filter((line) => line !== undefined);
};

/** The same, by counting. */
const model = (text: string): readonly (string | Mishap)[] => {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const whole = lines.map((line) => (Buffer.byteLength(line) > MAX ? TOO_LONG : line.replace(/\r$/, '')));
  return Buffer.byteLength(rest) > MAX ? [...whole, TOO_LONG] : whole;
};

const NEGOTIATION = Buffer.from([255, 253, 10, 255, 250, 31, 0, 10, 255, 240]);

describe('Door', () => {
  it.each([
    ['a line of one byte less than the cap', '1234567\n', ['1234567']],
    ['a line of the cap', '12345678\n', ['12345678']],
    ['a line of one byte more than the cap', '123456789\n', [TOO_LONG]],
    ['a line of the cap in bytes, not in characters', 'ääää\n', ['ääää']],
    ['a line beyond the cap in bytes only', 'ääääx\n', [TOO_LONG]],
    ['a mishap in its place among the lines', 'one\n123456789 and more\ntwo\n', ['one', TOO_LONG, 'two']],
    ['two mishaps in a row', '123456789\n123456789\nx\n', [TOO_LONG, TOO_LONG, 'x']],
    ['carriage returns at the end', 'one\r\ntwo\r\r\nth\rree\n', ['one', 'two\r', 'th\rree']],
    ['blank lines', '\n\r\nx\n', ['', '', 'x']],
    ['a last line that was not ended', 'one\ntwo', ['one']],
    ['a last line that was not ended, nor bounded', 'one\n123456789', ['one', TOO_LONG]],
    ['nothing', '', []],
  ])('makes lines of %s', (_, text, lines) => {
    expect(linesOf([Buffer.from(text)])).toEqual(lines);
    expect(linesOf(cut(Buffer.from(text), [1]))).toEqual(lines);
  });

  it('makes the same lines of the same bytes in any chunks, with telnet among them or not', () => {
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

  it('lets no more than the cap of an endless line through, and at once says that it is too long', () => {
    const door = new Door(1000);
    const chunk = Buffer.alloc(300, 'x');
    const passed = Array.from({ length: 1000 }, () => door.pass(chunk));
    // The cap, and what marks the line as none.
    expect(Buffer.concat(passed).length).toBeLessThan(1000 + 64);
    expect(passed.map((bytes) => bytes.includes('\n')).indexOf(true)).toBe(3);
    expect(Buffer.concat(passed.slice(4))).toHaveLength(0);
  });

  it('bounds nothing at a cap of 0', () => {
    const line = 'x'.repeat(1_000_000);
    expect(linesOf([Buffer.from(`${line}\n`)], 0)).toEqual([line]);
  });

  it('copies nothing of a chunk with no line too long', () => {
    const chunk = Buffer.from('1\n2\n');
    expect(new Door(MAX).pass(chunk)).toBe(chunk);
  });

  it.each(['\0', ' too long', ' cut', '\0 too long'])('takes a line that ends in %j for a line', (end) => {
    expect(linesOf([Buffer.from(`x${end}\n`)], 99)).toEqual([`x${end}`]);
  });
});
