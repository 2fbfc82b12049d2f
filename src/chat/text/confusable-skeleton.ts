import { CONFUSABLES } from './confusables';

interface ConfusableTable {
  /** From a character to the one, or the few, that stand for all that look like it. */
  readonly prototypes: ReadonlyMap<string, string>;
  /** Characters that may have a prototype: of ASCII, as in most names, only these few. */
  readonly candidate: RegExp;
}

const readTable = (table: string): ConfusableTable => {
  const pairs = table
    .trim()
    .split(/\s/)
    .map((word): [string, string] => {
      const [character = ''] = word;
      return [character, word.slice(character.length)];
    });
  const points = pairs.map(([character]) => character.codePointAt(0) ?? 0).filter((point) => point < 0x80);
  const plain = points.map((point) => `\\u{${point.toString(16)}}`).join('');
  return { prototypes: new Map(pairs), candidate: new RegExp(`[${plain}\\u{80}-\\u{10ffff}]`, 'gu') };
};

let confusableTable: ConfusableTable | undefined;

/**
 * UTS 39's skeleton (section 4), less its last step: the key is normalised once, when it is folded. It keeps what is
 * ignored by default, since no name has such a character.
 */
const skeleton = (text: string): string => {
  // Read at the first name: a command that only prints its help needs no table.
  const { prototypes, candidate } = (confusableTable ??= readTable(CONFUSABLES));
  return text.normalize('NFD').replace(candidate, (character) => prototypes.get(character) ?? character);
};

/**
 * Unicode's full case folding, of which JavaScript has only the halves. The first step takes ẞ to ß, the second ß to SS
 * and ς to Σ. The last one alone would make a Σ at the end of a word a ς again. It differs from CaseFolding.txt in two
 * things. It folds ı to i, which looks like it anyway. It folds Cherokee to lower case, which matches the same names.
 */
export const foldCase = (text: string): string =>
  text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');

/** A dot above on what has one already does not show (UTS 39, 5.4): this is also what makes İ an i. */
const dropHiddenDots = (text: string): string => text.replace(/(?<=[ij])\u0307+/g, '');

const skeletonOf = (text: string): string => dropHiddenDots(foldCase(skeleton(text))).normalize('NFC');

/**
 * The keys of a name: two names look alike when they share one. The first sees what looks alike as it is written
 * (`AIice` and `alice`), the second what looks alike in lower case (`Modern` and `modem`).
 */
export const skeletons = (text: string): readonly [string, string] => {
  // Decomposed: a mark that follows ῄ must not stand behind the iota that its capital is written with.
  const compatible = text.normalize('NFKD');
  return [skeletonOf(compatible), skeletonOf(foldCase(compatible))];
};
