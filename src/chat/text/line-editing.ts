import { dropSequences } from './clean-text';

/** Backspace and DEL erase a character, NAK (Ctrl-U) all before it. A terminal that edits its lines sends none of them. */
const ERASE_CHARACTER = /[\b\x7f]/;
const KILL_CHARACTER = '\x15';

/** By `includes`, which takes a third of the time of a pattern: each line is asked about. */
const isCorrected = (raw: string): boolean =>
  raw.includes('\b') || raw.includes('\x7f') || raw.includes(KILL_CHARACTER);

/** Characters that belong to the one before: marks, joiners and the skin tones of emoji. */
const COMBINING_CHARACTER = /[\p{M}\u200d\u{1f3fb}-\u{1f3ff}]/u; // eslint-disable-line no-misleading-character-class -- each mark stands for itself
const JOINER = '\u200d';
const FLAG_HALF = /\p{Regional_Indicator}/u;

/**
 * Applies line editing for a client that has none: erased characters are removed. One
 * test if nothing was. An escape sequence, such as that of an arrow key, shows nothing, so it is nothing to erase.
 */
export const applyLineEditing = (raw: string): string => {
  if (!isCorrected(raw)) return raw;
  const kept: string[] = [];
  for (const point of dropSequences(raw)) {
    if (point === KILL_CHARACTER) kept.length = 0;
    else if (ERASE_CHARACTER.test(point)) eraseCharacter(kept);
    else kept.push(point);
  }
  return kept.join('');
};

/** Takes away the last character as its writer sees it: with its marks, a flag whole, a joined emoji whole. */
const eraseCharacter = (points: string[]): void => {
  let point = points.pop();
  while (point !== undefined && (COMBINING_CHARACTER.test(point) || points.at(-1) === JOINER))
    point = points.pop();
  if (point !== undefined && FLAG_HALF.test(point) && FLAG_HALF.test(points.at(-1) ?? '')) points.pop();
};
