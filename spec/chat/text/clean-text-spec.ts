import fc from 'fast-check';
import { cleanText, isBlank } from '../../../src/chat/text/clean-text';
import { runs } from '../../helpers/runs';

const FORBIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}]/u;

/** What sequences are made of, so that halves of them meet. */
const sequences = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...Array.from('\x1b[]P\\^_XNO0;1m?( \x07\x9b\x9d\x9c\x90\x98\x9e\x9f\x8f\x18\x1a\t\n\x7fé🙂'),
    ),
    fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x1b\\', '\ud83d', '\ude42', '\u202e', '\u2069', '\u2028'),
  ),
  maxLength: 40,
});

const anything = fc.oneof(
  sequences,
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
);

/** Those that a pattern with the flag `g` finds in all of Unicode. */
const everyCharacter = (pattern: RegExp): readonly string[] =>
  Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point))
    .join('')
    .match(pattern) ?? [];

describe('cleanText', () => {
  it.each([
    ['a colour', 'a\x1b[31mb\x1b[0mc', 'abc'],
    ['parameters, intermediates and a final byte', 'a\x1b[?1;2 !qb', 'ab'],
    ['an 8-bit control sequence', 'a\x9b31mb', 'ab'],
    ['clearing the screen', '\x1b[2J\x1b[Hhi', 'hi'],
    ['a title, ended by BEL', 'a\x1b]0;you are root\x07b', 'ab'],
    ['a title, ended by ST', 'a\x1b]0;you are root\x1b\\b', 'ab'],
    ['a title, ended by 8-bit ST', 'a\x1b]0;you are root\x9cb', 'ab'],
    ['an 8-bit title', 'a\x9d0;you are root\x07b', 'ab'],
    ['a title beyond ASCII, with a tab', 'a\x1b]0;Grüße\t日本 🙂\x07b', 'ab'],
    ['a hyperlink', '\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['a device control string', 'a\x1bPq#0\x1b\\b\x90q#0\x9cc', 'abc'],
    ['SOS, PM and APC', 'a\x1bXs\x1b\\b\x1b^p\x1b\\c\x1b_q\x1b\\d\x98s\x9ce\x9ep\x9cf\x9fq\x9cg', 'abcdefg'],
    ['a character set', 'a\x1b(0b\x1b%Gc', 'abc'],
    ['a reset, a saved cursor, a keypad mode', 'a\x1bcb\x1b7c\x1b=d', 'abcd'],
    ['a function key', 'a\x1bOPb\x8fPc', 'abc'],
    ['F1 and F5 of the Linux console', '\x1b[[Aa\x9b[Eb', 'ab'],
    ['F1 with Shift', 'a\x1bO2Pb\x8f5Qc', 'abc'],
    ['a sequence cut off', 'a\x1b[31', 'a'],
    ['a lone ESC at the end', 'a\x1b', 'a'],
    ['only ESC, CSI or a shift before a slash', '\x1b/op \x1b[/op \x9b/op \x1bO/op', '/op /op /op /op'],
    ['ESC before what is no final byte', 'a\x1bé', 'aé'],
    ['a CSI broken by a letter beyond ASCII', 'a\x1b[3éb', 'aéb'],
    ['the introducer only of a string without an end', 'a\x1b]0;b', 'a0;b'],
    ['the introducer only of a string that another one breaks', 'a\x1b]0;b\x1b[31mc\x07d', 'a0;bcd'],
    ['strings that begin in strings', 'a\x9d1\x9d2\x9d3\x9cb', 'a12b'],
    ['mojibake of a quotation mark', 'â\x80\x9dx', 'âx'],
    ['C0, DEL and C1', 'a\0\x01\b\v\f\x1c\x7f\x80\x84b', 'ab'],
    ['embeddings, overrides and isolates', '\u202a\u202b\u202c\u202d\u202ea\u2066\u2067\u2068\u2069b', 'ab'],
    ['lone surrogates', 'a\ud800b\udc00c\ud83d', 'abc'],
    ['surrogates the wrong way round', '\ude42\ud83d', ''],
    ['surrogates that a sequence parts', '\ud83d\x1b[m\ude42', ''],
  ])('removes %s', (_, raw, text) => {
    expect(cleanText(raw)).toBe(text);
  });

  it('turns a tab into a space', () => {
    expect(cleanText('\ta\tb\x1b[m\tc')).toBe(' a b c');
  });

  it.each(['\n', '\r', '\r\n', '\x85', '\u2028', '\u2029'])('turns the line break %j into a space', (end) => {
    expect(cleanText(`build failed:${end}no${end}${end}thing${end}${end}`)).toBe('build failed: no  thing');
  });

  it('keeps 8 marks on a character, and drops the rest', () => {
    expect(cleanText(`e${'\u0301'.repeat(500)}!`)).toBe(`e${'\u0301'.repeat(8)}!`);
    // What is ignored parts no pile.
    expect(cleanText(`e${'\u0301\u200d'.repeat(500)}!`)).toBe(`e${'\u0301\u200d'.repeat(4)}!`);
    expect(cleanText('e\u0301'.repeat(9))).toBe('e\u0301'.repeat(9));
  });

  it.each([
    ' ',
    '\u3000',
    '\u2003',
    '\u00a0',
    '\u2800',
    '\u3164',
    '\u1680',
    '\u200b',
    '\t',
    '\n',
    ' \u200b',
    ' \u2800',
  ])('turns a run of %j into one space where it is wider than 16', (space) => {
    expect(cleanText(`a${space.repeat(80)}b`)).toMatch(/^a(?: |[^ ]{8})b$/);
    expect(cleanText(`a${space.repeat(8 / space.length)}b`)).toHaveLength(10);
  });

  it.each(['\u{13430}', '\u{13437}', '\u1039', '\u0378', '\ue000', '\u0301'])(
    'turns a run of spaces into one, even with %j after every 16 of them',
    (unseen) => {
      expect(cleanText(`ok${`${' '.repeat(16)}${unseen}`.repeat(4)}! you were kicked`)).toBe(
        'ok ! you were kicked',
      );
    },
  );

  it('finds every invisible character, also in the ranges of usual texts', () => {
    const unseen = everyCharacter(/[\p{M}\p{C}]/gu).filter((one) => !/\p{Extended_Pictographic}/u.test(one));
    const padding = `${' '.repeat(10)}x`;
    for (const one of unseen.filter((each) => !/[\p{Cc}\p{Cs}]/u.test(each)))
      if (cleanText(`a${`${' '.repeat(16)}${one}`.repeat(2)}b`).length > padding.length) throw new Error(one);
  });

  it('keeps 16 spaces as they are', () => {
    expect(cleanText(`a${' '.repeat(16)}b`)).toBe(`a${' '.repeat(16)}b`);
    expect(cleanText(`a${' '.repeat(17)}b`)).toBe('a b');
  });

  it.each(['\u0301', '\u200b', ' ', ' \u200b', ' \u0301', 'e\u0301', '\u0301\u200d', '\u{e0061}'])(
    'takes linear time in the length of repeated %j, as in escape sequences',
    (part) => {
      const once = cleanText(part.repeat(300_000));
      expect(cleanText(once)).toBe(once);
    },
  );

  it.each([
    'plain text, with [31m and ]0; in it',
    'Grüße, naïve café, e\u0301\u0302',
    'a family 👨‍👩‍👧‍👦, a flag 🇺🇦, 🏴󠁧󠁢󠁥󠁮󠁧󠁿, ❤️, 👍🏽',
    'שלום\u200f! العربية\u200e (\u061c)',
    'नमस्ते, می‌خواهم, ไทย, 日本語\u3000です',
    'no\u00a0break, \ufeff, soft\u00adhyphen, \ufffd, \ue000',
  ])('keeps %j as it is', (text) => {
    expect(cleanText(text)).toBe(text);
  });

  it('leaves nothing that controls a terminal', () => {
    fc.assert(
      fc.property(anything, (raw) => expect(cleanText(raw)).not.toMatch(FORBIDDEN)),
      runs(2000),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(anything, (raw) => expect(cleanText(cleanText(raw))).toBe(cleanText(raw))),
      runs(2000),
    );
  });

  it('keeps a text without such characters, and only removes characters from others', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        if (!FORBIDDEN.test(raw) && !/[\p{M}\p{Cf}]{9}|[\p{White_Space}\p{M}\p{C}]{17}/u.test(raw))
          expect(cleanText(raw)).toBe(raw);
        let rest = raw.replaceAll(/[\t\n\r\x85\u2028\u2029]/g, ' ');
        for (const character of cleanText(raw)) {
          expect(rest).toContain(character);
          rest = rest.slice(rest.indexOf(character) + character.length);
        }
      }),
      runs(1000),
    );
  });

  it.each(['\x9d', '\x1b]', '\x1b]a', '\x9b0;', '\x1b[0;', '\x1b(', '\x1b', '\x9dab\x18'])(
    'takes linear time in the length of repeated %j',
    (part) => {
      expect(cleanText(part.repeat(300_000))).not.toMatch(FORBIDDEN);
    },
  );
});

describe('isBlank', () => {
  it.each([
    '',
    ' ',
    '\t \u3000\u00a0\u2003',
    '\u200b\u200d\u2060\ufeff',
    '\u3164\u115f\uffa0',
    '\ufe0f',
    '\u00ad\u034f',
  ])('is true for %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each([
    '\x07\x1b\x85',
    '\u200e\u200f\u061c',
    '\u2028\u2029',
    '\u{e0061}',
    '\u2800',
    '\ufff9\ufffb',
    '\u{13441}',
    '\ue000\u{f0000}\u{10fffd}',
    '\ufffe\uffff\ufdd0\u{10ffff}',
    '\u0378\u{e0fff}',
    '\u0600\u06dd',
  ])('is also true for %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each(['a', ' . ', '\u200bא', '\u0301', '🙂', '\ufffd', '\u{13000}', 'a\ue000'])(
    'is false for %j',
    (text) => {
      expect(isBlank(text)).toBe(false);
    },
  );

  it('is false for an emoji newer than this Unicode version', () => {
    // Set aside for pictographs, and not assigned yet.
    expect(isBlank('\u{1faff}')).toBe(false);
  });

  it('takes linear time', () => {
    expect(isBlank(' \u200b'.repeat(500_000))).toBe(true);
  });
});
