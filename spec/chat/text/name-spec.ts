import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { parseName, sameName, type Name } from '../../../src/chat/text/name';
import { runs } from '../../helpers/runs';

const nameOf = (raw: string): Name => {
  const parsed = parseName(raw);
  if (parsed.kind === 'invalid') throw new Error(`${JSON.stringify(raw)}: ${parsed.reason}`);
  return parsed.name;
};

const reasonOf = (raw: string): string | undefined => {
  const parsed = parseName(raw);
  return parsed.kind === 'invalid' ? parsed.reason : undefined;
};

const LENGTH = 'a name must have 1 to 32 characters';
const INVISIBLE = 'a name must not have invisible characters';
const FIRST = 'a name must begin with a letter or a digit';
const MADE_OF = 'a name may have only letters, digits, _ . and -';
const MARKS = 'a name may have at most 4 marks per letter';
const RESERVED = 'that name is reserved';

const UNICODE = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).join('');

/** Those that a pattern with the flag `g` finds in all of Unicode. */
const everyCharacter = (pattern: RegExp): readonly string[] => UNICODE.match(pattern) ?? [];

const oneOf = (characters: readonly string[]) =>
  fc.nat(characters.length - 1).map((index) => characters[index] ?? '');

const PERMITTED = everyCharacter(/[\p{L}\p{M}\p{Nd}_.-]/gu);
const CASED = everyCharacter(
  /[\p{Changes_When_Uppercased}\p{Changes_When_Lowercased}\p{Changes_When_Casefolded}]/gu,
);
const MARK = everyCharacter(/\p{Mn}/gu);

/** Mostly names: any permitted character, with cased ones, marks and look-alikes of ASCII more often than chance. */
const nearlyName = fc
  .tuple(
    oneOf(everyCharacter(/[\p{L}\p{Nd}]/gu)),
    fc.string({
      unit: fc.oneof(
        oneOf(PERMITTED),
        oneOf(CASED),
        oneOf(MARK),
        oneOf(Array.from('Il1imMrn0Oo_.-ıİßẞςσſᎠꭰа\u0307\u0345')),
      ),
      maxLength: 10,
    }),
  )
  .map((parts) => parts.join(''));

/** Well-formed or not. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
  fc.string({ unit: fc.constantFrom('a', ' ', '\ud800', '\udc00', '\u0301', '\u200b', '\ufeff', '1', '-') }),
  nearlyName,
);

describe('parseName', () => {
  it.each([
    ['ann', 'ann'],
    ['  ann\t', 'ann'],
    ['\u3000ann\u00a0', 'ann'],
    ['7of9', '7of9'],
    ['a_b.c-d', 'a_b.c-d'],
    ['Ali', 'Ali'],
    ['Алиса', 'Алиса'],
    ['日本語', '日本語'],
    ['שרה', 'שרה'],
    ['١٢٣', '١٢٣'],
    ['हिन्दी', 'हिन्दी'],
    ['လျှော့', 'လျှော့'],
    ['e\u0301ve', 'éve'],
    ['x'.repeat(32), 'x'.repeat(32)],
    ['𠮷'.repeat(32), '𠮷'.repeat(32)],
    ['e\u0301'.repeat(32), 'é'.repeat(32)],
    ['a\u0301\u0302\u0303\u0304', 'á\u0302\u0303\u0304'],
  ])('accepts %j', (raw, text) => {
    expect(nameOf(raw).text).toBe(text);
  });

  it.each([
    ['', 'a name cannot be blank'],
    [' \t\u3000', 'a name cannot be blank'],
    ['x'.repeat(33), LENGTH],
    ['𠮷'.repeat(33), LENGTH],
    ['e\u0301'.repeat(33), LENGTH],
    ['\u200b', INVISIBLE],
    ['ann\u200b', INVISIBLE],
    ['\ufeffann', INVISIBLE],
    ['ann\ufeff', INVISIBLE],
    ['an\u00adn', INVISIBLE],
    ['\u3164', INVISIBLE],
    ['a\u115f', INVISIBLE],
    ['a\uffa0', INVISIBLE],
    ['a\u034f', INVISIBLE],
    ['a\ufe0f', INVISIBLE],
    ['a\u{e0100}', INVISIBLE],
    ['a\u{e0061}', INVISIBLE],
    ['a\u17b4', INVISIBLE],
    ['a\u180b', INVISIBLE],
    ['a\u{13441}', INVISIBLE],
    ['a\u{16fe4}', INVISIBLE],
    ['a\u200db', INVISIBLE],
    ['a\u202eb', INVISIBLE],
    ['a\u001b[31mb', INVISIBLE],
    ['-ann', FIRST],
    ['_ann', FIRST],
    ['.', FIRST],
    ['\u0301a', FIRST],
    ['@ann', FIRST],
    ['/help', FIRST],
    ['\ud800ann', FIRST],
    ['🙂', FIRST],
    ['ann lee', MADE_OF],
    ['ann\u00a0lee', MADE_OF],
    ['ann\nlee', INVISIBLE],
    ['ann!', MADE_OF],
    ['ann\ud800', MADE_OF],
    ['ann\udc00lee', MADE_OF],
    ['ann²', MADE_OF],
    ['annⅧ', MADE_OF],
    ['a🙂', MADE_OF],
    ['a\ufffd', MADE_OF],
    ['a\u0300\u0301\u0302\u0303\u0304', MARKS],
    ['ab\u0300\u0301\u0302\u0303\u20dd', MARKS],
    ['\u1e09\u0302\u0303\u0304', MARKS],
  ])('refuses %j: %s', (raw, reason) => {
    expect(reasonOf(raw)).toBe(reason);
  });

  it.each(
    (
      'server system admin administrator root sysop operator op moderator mod host ' +
      'you me everyone everybody nobody all here rx-chat rxchat'
    )
      .split(' ')
      .flatMap((word) => [word, word.toUpperCase(), word.replace(/^./, (first) => first.toUpperCase())]),
  )('refuses %s as reserved', (word) => {
    expect(reasonOf(word)).toBe(RESERVED);
  });

  it.each([
    ['ѕеrvеr', 'Cyrillic'],
    ['ｓｙｓｔｅｍ', 'full-width'],
    ['adm1n', '1 for I'],
    ['admln', 'l for I'],
    ['ADM1N1STRATOR', '1 for I'],
    ['Adm1nistrator', '1 for I'],
    ['adminlstrator', 'l for I'],
    ['adrnin', 'rn for m'],
    ['r00t', '0 for O'],
    ['a11', '1 for l'],
    ['AII', 'I for l'],
    ['𝗆ｅ', 'mathematical'],
    ['nοbοdу', 'Greek'],
    [' root ', 'trimmed'],
    ['adm\u0131n', 'dotless'],
    ['adm\u0131\u0307n', 'dotless, and a dot'],
  ])('refuses %s as reserved (%s)', (word) => {
    expect(reasonOf(word)).toBe(RESERVED);
  });

  it.each(['servers', 'ali', 'ail', 'met', 'youth', 'allan', 'rooty', 'mé'])(
    'accepts %s, which is not reserved',
    (word) => {
      expect(reasonOf(word)).toBeUndefined();
    },
  );

  it('returns the specified comparison keys', () => {
    expect(nameOf('AIice').keys).toEqual(['alice', 'aiice']);
    expect(nameOf('E\u0301ve').keys).toEqual(['\u00e9ve', '\u00e9ve']);
    expect(nameOf('Mom').keys).toEqual(['morn', 'rnorn']);
  });

  it('takes linear time in the length of a line, whatever it contains', () => {
    expect(reasonOf(`a${'\u0301'.repeat(5e5)}${'\u0316'.repeat(5e5)}`)).toBe(LENGTH);
    expect(reasonOf(`a${' '.repeat(1e6)}b`)).toBe(LENGTH);
    expect(nameOf(`${' '.repeat(1e6)}ann${'\u3000'.repeat(1e6)}`).text).toBe('ann');
  });

  it('retains nothing of the text from which a name was cut', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const used = (): number => (gc(), process.memoryUsage().heapUsed);
    const readName = (_: unknown, index: number): Name => {
      const chunk = Buffer.from(`a_rather_long_name_${index}\n${'x'.repeat(65_000)}`).toString();
      return nameOf(chunk.slice(0, chunk.indexOf('\n')));
    };
    const before = used();
    const names = Array.from({ length: 200 }, readName);
    expect(used() - before).toBeLessThan(2 * 1024 ** 2);
    expect(names).toHaveLength(200);
  });

  it('returns a stable name or a one-clause reason for any string', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const parsed = parseName(raw);
        if (parsed.kind === 'invalid') expect(parsed.reason).toMatch(/^[a-z][ -~]*[a-z-]$/i);
        else expect(parsed.name.text).toMatch(/^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_.-]{0,31}$/u);
      }),
      runs(1000),
    );
  });

  it('gives the same result for a name and for its text', () => {
    fc.assert(
      fc.property(nearlyName, (raw) => {
        const parsed = parseName(raw);
        if (parsed.kind === 'name') expect(parseName(parsed.name.text)).toEqual(parsed);
      }),
      runs(1000),
    );
  });

  it('accepts no character that Unicode ignores by default', () => {
    const ignored = everyCharacter(/\p{Default_Ignorable_Code_Point}/gu);
    const answers = ignored.flatMap((character) => [reasonOf(`a${character}b`), reasonOf(character)]);
    expect(answers.length).toBeGreaterThan(8000);
    expect(new Set(answers)).toEqual(new Set([INVISIBLE]));
  });
});

describe('sameName', () => {
  it.each([
    ['alice', 'alice'],
    ['Alice', 'aLICE'],
    ['AIice', 'alice'],
    ['a1ice', 'alice'],
    ['\u0430lice', 'alice'],
    ['ａｌｉｃｅ', 'alice'],
    ['alıce', 'alice'],
    ['Ian', 'lan'],
    ['Ian', 'ian'],
    ['modern', 'rnodern'],
    ['Modern', 'modem'],
    ['O0', 'oo'],
    ['al\u00edce', 'ali\u0301ce'],
    ['straße', 'STRASSE'],
    ['straße', 'STRAẞE'],
    ['Οδυσσεύς', 'ΟΔΥΣΣΕΎΣ'],
    ['ᎠᎡ', 'ꭰꭱ'],
    ['ᎠᎡ', 'DR'],
    ['İbrahim', 'ibrahim'],
    ['ﬁn', 'fin'],
    ['ᾳ', 'ΑΙ'],
    ['0\u0389\u0300\u0345', '0\u1fc4\u0300'],
    ['ǆ', 'Ǆ'],
    ['ѕсоре', 'scope'],
    ['ăn', 'ǎn'],
    ['ḿ', 'rń'],
    ['\u00f8\u0301', 'o\u0301\u0338'],
    ['œuvre', 'oeuvre'],
    ['١', 'I'],
  ])('treats %s and %s as the same', (a, b) => {
    expect(sameName(nameOf(a), nameOf(b))).toBe(true);
    expect(sameName(nameOf(b), nameOf(a))).toBe(true);
  });

  it.each([
    ['alice', 'alíce'],
    ['ian', 'lan'],
    ['ann', 'anna'],
    ['ali', 'all1'],
    ['a.b', 'a_b'],
    ['a-b', 'a_b'],
    ['ÿ', 'y'],
    ['日本', '日木'],
    ['é', 'è'],
  ])('tells %s from %s', (a, b) => {
    expect(sameName(nameOf(a), nameOf(b))).toBe(false);
  });

  const variants: readonly (readonly [string, (text: string) => string])[] = [
    // Of NFD, as Unicode compares (3.13, D145): an iota subscript is behind the other marks before it becomes a letter.
    ['upper case', (text) => text.normalize('NFD').toUpperCase()],
    ['lower case', (text) => text.normalize('NFD').toLowerCase()],
    ['NFC', (text) => text.normalize('NFC')],
    ['NFD', (text) => text.normalize('NFD')],
    ['NFKC', (text) => text.normalize('NFKC')],
    ['NFKD', (text) => text.normalize('NFKD')],
  ];

  it.each(variants)('treats every character as the same as itself in %s', (_, vary) => {
    for (const character of PERMITTED.filter((one) => vary(one) !== one)) {
      const [a, b] = [parseName(`a${character}`), parseName(vary(`a${character}`))];
      if (a.kind === 'name' && b.kind === 'name' && !sameName(a.name, b.name)) throw new Error(character);
    }
  });

  it.each(variants)('treats every name as the same as itself in %s', (_, vary) => {
    fc.assert(
      fc.property(nearlyName, (raw) => {
        const a = parseName(raw);
        fc.pre(a.kind === 'name');
        const b = parseName(vary(a.name.text));
        fc.pre(b.kind === 'name');
        expect(sameName(a.name, b.name)).toBe(true);
      }),
      runs(500),
    );
  });

  it.each(variants.slice(2))('computes equal keys for a name and its %s', (_, vary) => {
    fc.assert(
      fc.property(nearlyName, (raw) => {
        const [a, b] = [parseName(raw), parseName(vary(raw))];
        fc.pre(a.kind === 'name' && b.kind === 'name');
        expect(b.name.keys).toEqual(a.name.keys);
      }),
      runs(500),
    );
  });
});
