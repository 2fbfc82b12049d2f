import { cleanText, INVISIBLE } from './clean-text';

/** The commands that have a secret behind them. */
const SECRET_COMMANDS = ['op', 'resume'] as const;
export type SecretCommand = (typeof SECRET_COMMANDS)[number];

/** Characters that look like a slash in NFKD: of fractions, divisions, box diagonals, mathematics. */
const SLASH_LIKE = String.raw`\/\u2044\u2215\u2571\u27cb\u29f8`;

/** Characters that are invisible beside a letter, and beside a word. */
const INVISIBLE_OR_MARK = String.raw`\p{M}\p{C}${INVISIBLE}`;
const SPACE_OR_INVISIBLE = String.raw`\p{White_Space}${INVISIBLE_OR_MARK}`;

/** The end of a word: white space, what is invisible, or whatever is no letter and no digit. */
const WORD_END = String.raw`\p{M}*(?:$|[\p{White_Space}${INVISIBLE}]|[^\p{L}\p{N}\p{M}])`;

const spellingPattern = (word: string): string => Array.from(word).join(`[${INVISIBLE_OR_MARK}]*`);

const looksLike = (word: string): RegExp =>
  new RegExp(
    `^[${SPACE_OR_INVISIBLE}]*[${SLASH_LIKE}][${SLASH_LIKE}${SPACE_OR_INVISIBLE}]*${spellingPattern(word)}${WORD_END}`,
    'iu',
  );

const patterns = SECRET_COMMANDS.map((command) => ({ command, pattern: looksLike(command) }));

/** The same anywhere in a text. */
const COMMAND_WITHIN_TEXT = new RegExp(
  `[${SLASH_LIKE}][${SLASH_LIKE}${SPACE_OR_INVISIBLE}]{0,64}(?:${SECRET_COMMANDS.map(spellingPattern).join('|')})${WORD_END}`,
  'iu',
);

/** The common case. Without a pattern: each line is asked about, more than once. */
const beginsWithLetter = (text: string): boolean => {
  const lowerCase = text.charCodeAt(0) | 0x20;
  return lowerCase >= 0x61 && lowerCase <= 0x7a;
};

const ANY_SLASH = new RegExp(`[${SLASH_LIKE}\uff0f]`, 'u');

/**
 * The command with a secret that a text seems to contain: the server never sends such a text.
 * It matches each text that looks like the command: in upper case, in full width, with spaces or invisible characters
 * around the slash and in the word. No text is compared with the secret: the answer would confirm a guess.
 */
export const findSecretCommand = (text: string): SecretCommand | undefined => {
  if (beginsWithLetter(text) || !ANY_SLASH.test(text)) return undefined;
  // Cleaned, no pile of marks is so high that to put it in order takes long.
  const folded = cleanText(text).normalize('NFKD');
  return patterns.find(({ pattern }) => pattern.test(folded))?.command;
};

/** Whether a text of any number of lines may have such a secret in it, wherever: then it is not to be kept. */
export const mayContainSecret = (text: string): boolean =>
  ANY_SLASH.test(text) && COMMAND_WITHIN_TEXT.test(cleanText(text).normalize('NFKD'));

/** Whether it is `/op` with nothing behind it, which asks for the secret. */
export const isBareOp = (text: string): boolean =>
  findSecretCommand(text) === 'op' && /^\s*\/op\s*$/i.test(cleanText(text));

/** The text before a command's name, if invisible characters stand before its slash. */
const COMMAND_AFTER_SPACE = new RegExp(
  String.raw`^[${SPACE_OR_INVISIBLE}]+\/([a-z]+)(?:$|\p{White_Space})`,
  'iu',
);

/** The name of the command in a text that has white space before its slash: it may be a private message. */
export const commandAfterSpace = (text: string): string | undefined =>
  beginsWithLetter(text) ? undefined : COMMAND_AFTER_SPACE.exec(text)?.[1]?.toLowerCase();
