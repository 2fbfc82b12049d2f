import { distance } from 'fastest-levenshtein';

/** Two slips at most, and in no more than half of the letters: `/foo` is not `/who`. */
const maxEdits = (typed: string, word: string): number =>
  Math.min(2, Math.floor(Math.min(typed.length, word.length) / 2));

/** Distinguishes swapped letters from others. */
const sortedLetters = (word: string): string => Array.from(word).sort().join('');

/** The command that the user may have meant. */
export const suggestCommand = (typed: string, words: readonly string[]): string | undefined => {
  if (typed.length > 32) return undefined;
  const lower = typed.toLowerCase();
  const [best] = words
    .map((word) => ({
      word,
      slips: distance(lower, word),
      others: distance(sortedLetters(lower), sortedLetters(word)),
    }))
    .filter(({ word, slips }) => slips <= maxEdits(lower, word))
    .sort((a, b) => a.slips - b.slips || a.others - b.others);
  return best?.word;
};
