import fc from 'fast-check';
import { CONFUSABLES } from '../../../src/chat/text/confusables';
import { foldCase, skeletons } from '../../../src/chat/text/confusable-skeleton';

const CASED = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter(
  (character) =>
    character.toLowerCase() !== character || character.toUpperCase() !== character || character === 'ß',
);

describe('foldCase', () => {
  it.each([
    ['ABC', 'abc'],
    ['ß', 'ss'],
    ['ẞ', 'ss'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['ſ', 's'],
    ['ı', 'i'],
    ['I', 'i'],
    ['İ', 'i\u0307'],
    ['Ꭰ', 'ꭰ'],
    ['ꭰ', 'ꭰ'],
    ['ᏸ', 'ᏸ'],
    ['Ᏸ', 'ᏸ'],
    ['ŉ', 'ʼn'],
    ['ᲂ', 'о'],
    ['ǅ', 'ǆ'],
    ['ﬀ', 'ff'],
    ['ᾳ', 'αι'],
    ['𐐀', '𐐨'],
  ])('folds %s to %s', (text, folded) => {
    expect(foldCase(text)).toBe(folded);
  });

  it('is idempotent, and equal for upper and lower case', () => {
    for (const character of CASED) {
      const folded = foldCase(character).normalize('NFD');
      expect(foldCase(folded).normalize('NFD')).toBe(folded);
      expect(foldCase(character.toUpperCase()).normalize('NFD')).toBe(folded);
      expect(foldCase(character.toLowerCase()).normalize('NFD')).toBe(folded);
    }
  });

  it('folds a text character by character', () => {
    const text = fc.string({ unit: fc.nat(CASED.length - 1).map((index) => CASED[index] ?? '') });
    fc.assert(fc.property(text, (raw) => expect(foldCase(raw)).toBe(Array.from(raw, foldCase).join(''))));
  });
});

describe('the table of confusables', () => {
  const pairs = CONFUSABLES.trim()
    .split(/\s/)
    .map((word) => Array.from(word))
    .map(([character = '', ...prototype]) => ({ character, prototype: prototype.join('') }));

  it('is sorted, maps no character to itself, and maps every prototype to itself', () => {
    const sources = new Set(pairs.map(({ character }) => character));
    for (const [index, { character, prototype }] of pairs.entries()) {
      const before = pairs[index - 1]?.character ?? '\0';
      expect(character.codePointAt(0)).toBeGreaterThan(before.codePointAt(0) ?? 0);
      expect(Array.from(prototype.normalize('NFD')).filter((part) => sources.has(part))).toEqual([]);
    }
  });

  it('gives a character the skeleton of its prototype', () => {
    // A key is made of NFKC, which few prototypes, all of them punctuation, are not in.
    const stable = pairs.filter(
      ({ prototype }) => prototype.normalize('NFKD') === prototype.normalize('NFD'),
    );
    expect(stable.length).toBeGreaterThan(2700);
    for (const { character, prototype } of stable)
      expect(skeletons(`x${character}`)[0]).toBe(skeletons(`x${prototype}`)[0]);
  });
});
