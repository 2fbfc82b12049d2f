/*
 * Characters that a text for other terminals must not contain. The classes are pieces of a pattern, joined below:
 * linters take a pattern that names a control character by a literal for a slip.
 */

/*
 * A slash is in none of these, though ECMA-35 has it among the intermediates. No program sends the few sequences that
 * have one. Esc before `/op` would swallow its beginning, and leave the secret.
 */

/**
 * Control sequences, 7-bit and 8-bit: parameters, intermediates and final byte of ECMA-48, 5.4; the end may be missing.
 * The function keys F1 to F5 of the Linux console send a second bracket, and one letter behind it.
 */
const CONTROL_SEQUENCE = String.raw`(?:\x1b\[|\x9b)(?:\[[A-Za-z]?|[0-?]*[ -.]*[@-~]?)`;

/**
 * Control strings (DCS, SOS, OSC, PM, APC: ECMA-48, 5.6) up to ST or, as xterm has it, BEL. One that is not terminated
 * is none: its introducer goes as a mere control character, and what follows is text, which steers nothing. That its
 * inside holds no C1 is what keeps the search linear: an introducer never looks beyond the next one.
 */
const CONTROL_STRING = String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)`;

/** Single shifts (SS2, SS3: ECMA-48, 8.3.141) with the character they shift: F1 sends one, and with Shift a digit before it. */
const SINGLE_SHIFT = String.raw`(?:\x1b[NO]|[\x8e\x8f])[1-8]?[ -.0-~]?`;

/** Every other escape sequence (ECMA-35, 13): intermediates and a final byte. */
const ESCAPE_SEQUENCE = String.raw`\x1b[ -.]*[0-~]?`;

/**
 * Characters that are removed by themselves: C0, DEL and C1, line and paragraph separators, and lone surrogates.
 * Embeddings, overrides and isolates too, because they reverse the text behind them. The marks U+200E, U+200F and U+061C
 * do not, and right-to-left texts need them.
 */
const FORBIDDEN = String.raw`[\p{Cc}\u2028-\u202e\u2066-\u2069\p{Cs}]`;

/** Line separators: each becomes a space, because otherwise two words could join. */
const LINE_BREAK = String.raw`\r\n|[\n\r\x85\u2028\u2029]`;

const LINE_ENDS = '\n\r\x85\u2028\u2029';

const SEQUENCE = [CONTROL_STRING, CONTROL_SEQUENCE, SINGLE_SHIFT, ESCAPE_SEQUENCE].join('|');

const UNCLEAN = new RegExp(FORBIDDEN, 'u');
const UNCLEAN_PARTS = new RegExp(`${SEQUENCE}|${LINE_BREAK}|${FORBIDDEN}`, 'gu');
const SEQUENCES = new RegExp(SEQUENCE, 'gu');
const IS_SPACE = new RegExp(String.raw`^(?:\t|${LINE_BREAK})$`, 'u');

/** A text without its escape sequences; the other characters that don't belong in a text stay. */
export const dropSequences = (raw: string): string => raw.replace(SEQUENCES, '');

/**
 * The invisible characters, for the inside of brackets in a `u` pattern. Unicode ignores most of them by default. Its
 * charts show the others as blank or as a control: the interlinear annotations, the blank braille pattern, the joiners of
 * Tifinagh and Brahmi. So are the blank Egyptian hieroglyphs, the filler of Khitan and the null notehead.
 */
export const INVISIBLE = String.raw`\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800\u2d7f\u{1107f}\u{13441}\u{13442}\u{16fe4}\u{1d159}`;

/**
 * A pile of marks reaches into the lines above and below. No writing system needs a ninth; Tibetan has eight.
 * Default-ignorable characters count too, because they do not end a sequence of marks.
 */
// eslint-disable-next-line no-misleading-character-class -- the marks in it stand for themselves
const LONG_MARK_RUN = new RegExp(String.raw`([\p{M}${INVISIBLE}]{8})[\p{M}${INVISIBLE}]+`, 'gu');

/**
 * A run of spaces moves what follows to the next row of a terminal, where it looks like a line of somebody else. Nobody
 * else begins a word 17 columns further on. Marks, format characters, private use and unassigned ones show nothing
 * either: a terminal skips them, and they must not break a run into shorter ones.
 */
// eslint-disable-next-line no-misleading-character-class -- the marks in it stand for themselves
const WIDE_SPACE = new RegExp(
  String.raw`(?:(?!\p{Extended_Pictographic})[\p{White_Space}\p{M}\p{C}${INVISIBLE}]){17,}`,
  'gu',
);

/**
 * Whatever is to be looked at more closely. Most texts have none of it: letters of Latin, Greek, Cyrillic, Chinese,
 * Japanese and Korean, with one space or a few between them. Without the flag `u`, and apart from the spaces, which makes
 * it several times as fast.
 */
const UNUSUAL_CHARACTER =
  /[^ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3]/;
const SPACES = ' '.repeat(17);

const needsNoCleaning = (text: string): boolean => !UNUSUAL_CHARACTER.test(text) && !text.includes(SPACES);

const withoutSequences = (raw: string): string =>
  UNCLEAN.test(raw)
    ? withoutLastBreak(raw).replace(UNCLEAN_PARTS, (part) => (IS_SPACE.test(part) ? ' ' : ''))
    : raw;

/** The end of the last line is the end of the text. */
const withoutLastBreak = (raw: string): string => {
  let end = raw.length;
  while (end > 0 && LINE_ENDS.includes(raw.charAt(end - 1))) end--;
  return raw.slice(0, end);
};

/**
 * A text that controls no terminal, and that cannot look like another line.
 *
 * Whole escape sequences, control characters, bidirectional overrides and lone surrogates are removed. A tab or a line
 * break becomes a space, except at the end. A character keeps at most 8 marks, and more than 16 spaces become one. The
 * result contains nothing that could begin a sequence, so cleaning twice equals cleaning once. The time is linear in the
 * length of the text, and one test if there is nothing to clean.
 */
export const cleanText = (raw: string): string =>
  needsNoCleaning(raw) ? raw : withoutSequences(raw).replace(LONG_MARK_RUN, '$1').replace(WIDE_SPACE, ' ');

/**
 * Something that shows. Private use, noncharacters and unassigned code points are empty boxes at best. But a code point
 * that Unicode has set aside for pictographs is the emoji of a newer phone.
 */
// eslint-disable-next-line no-misleading-character-class -- the marks in it stand for themselves
const VISIBLE = new RegExp(String.raw`\p{Extended_Pictographic}|[^\p{White_Space}${INVISIBLE}\p{C}]`, 'u');

/** Whether a text has nothing visible in it, or nothing at all. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);
