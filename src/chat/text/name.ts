import { skeletons } from './confusable-skeleton';
import { INVISIBLE } from './clean-text';

/** A name of a client or a room, with its comparison key. */
export interface Name {
  /** As it is shown: NFC, trimmed. */
  readonly text: string;
  /** Two names look alike when they share a key. Computed once, as the command is made: Unicode's tables change. */
  readonly keys: readonly [string, string];
}

/** A name, or the reason why a text is none: a clause for people. */
export type ParsedName =
  { readonly kind: 'name'; readonly name: Name } | { readonly kind: 'invalid'; readonly reason: string };

/** In code points of NFC. */
const MAX_NAME_CODE_POINTS = 32;

/**
 * In UTF-16 units, before NFC: at most 4 code points become one there (UAX 15, 14.1), of at most 2 units each. A longer
 * text is rejected unread, because normalisation is quadratic in marks that are out of order.
 */
const MAX_RAW_NAME_LENGTH = MAX_NAME_CODE_POINTS * 4 * 2;

/** `trim` takes it for white space, but what is invisible is refused, never stripped. */
const BYTE_ORDER_MARK = '\ufeff';

/** The form of most names: valid without a look at Unicode's tables. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

const INVISIBLE_CHARACTER = new RegExp(`[${INVISIBLE}]`, 'u');
const FIRST_CHARACTER = /^[\p{L}\p{Nd}]/u;
const ALL_CHARACTERS = /^[\p{L}\p{M}\p{Nd}_.-]*$/u;

/** The bound of UTS 39, 5.4, for marks that stack; no writing system needs a fifth. Those with a width of their own do not. */
const TALL_STACK = /[\p{Mn}\p{Me}]{5}/u;

const LENGTH_ERROR = `a name must have 1 to ${MAX_NAME_CODE_POINTS} characters`;
const INVISIBLE_ERROR = 'a name must not have invisible characters';

/** Why a text, trimmed and in NFC, is no name; undefined if it is one. */
const findNameError = (text: string): string | undefined => {
  if (PLAIN_NAME.test(text)) return undefined;
  if (text === '') return 'a name cannot be blank';
  if (Array.from(text).length > MAX_NAME_CODE_POINTS) return LENGTH_ERROR;
  if (INVISIBLE_CHARACTER.test(text)) return INVISIBLE_ERROR;
  if (!FIRST_CHARACTER.test(text)) return 'a name must begin with a letter or a digit';
  if (!ALL_CHARACTERS.test(text)) return 'a name may have only letters, digits, _ . and -';
  if (TALL_STACK.test(text.normalize('NFD'))) return 'a name may have at most 4 marks per letter';
  return undefined;
};

/** Names of the server and of all clients, and names that suggest authority. */
const SERVER_WORDS = (
  'server system admin administrator root sysop operator op moderator mod host ' +
  'you me everyone everybody nobody all here rx-chat rxchat'
).split(' ');

/** A word with each of its i's also as a capital, which looks like l and 1: `adm1n` is not like `admin`, but like `admIn`. */
const spellings = (word: string): readonly string[] =>
  Array.from(word).reduce<readonly string[]>(
    (heads, letter) => heads.flatMap((head) => (letter === 'i' ? [`${head}i`, `${head}I`] : head + letter)),
    [''],
  );

let reservedKeys: ReadonlySet<string> | undefined;

const isReserved = (keys: Name['keys']): boolean => {
  // With the table of look-alikes, at the first name.
  reservedKeys ??= new Set(SERVER_WORDS.flatMap(spellings).flatMap(skeletons));
  return reservedKeys.has(keys[0]) || reservedKeys.has(keys[1]);
};

/**
 * A copy: in V8 a substring keeps all of the string alive that it was cut from. That may be 64 KiB that were read at
 * once.
 */
const copyString = (text: string): string => text.split('').join('');

const invalid = (reason: string): ParsedName => ({ kind: 'invalid', reason });

/**
 * The name in a text, or the reason why the text is no name.
 *
 * A name is 1 to 32 code points of NFC, without white space around it. They are letters, marks and digits of any script,
 * `_`, `.` and `-`. The first is a letter or a digit. Nothing in it is invisible, and no more than 4 marks stand on each
 * other. It is not, and does not look like, one of the words that the server keeps for itself.
 *
 * A reason is a clause to show after `! `. The text may be any string, of any length, well-formed or not.
 */
export const parseName = (raw: string): ParsedName => {
  if (raw.includes(BYTE_ORDER_MARK)) return invalid(INVISIBLE_ERROR);
  const trimmed = raw.trim();
  if (trimmed.length > MAX_RAW_NAME_LENGTH) return invalid(LENGTH_ERROR);
  const text = copyString(trimmed).normalize('NFC');
  const fault = findNameError(text);
  if (fault !== undefined) return invalid(fault);
  const keys = skeletons(text);
  return isReserved(keys) ? invalid('that name is reserved') : { kind: 'name', name: { text, keys } };
};

/** Whether two names look alike, or are the same. */
export const sameName = (a: Name, b: Name): boolean => a.keys.some((key) => b.keys.includes(key));
