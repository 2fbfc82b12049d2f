/*
 * What may not stand in a text that others read on a terminal. The classes are pieces of a pattern, joined below, since
 * a pattern that names a control character by a literal is taken for a slip by linters.
 */

/** Control sequences, 7-bit and 8-bit: parameters, intermediates and final byte of ECMA-48, 5.4; the end may be missing. */
const CONTROL_SEQUENCE = String.raw`(?:\x1b\[|\x9b)[0-?]*[ -\/]*[@-~]?`;

/**
 * Control strings (DCS, SOS, OSC, PM, APC: ECMA-48, 5.6) up to ST or, as xterm has it, BEL. One that is not terminated
 * is none: its introducer goes as a mere control character, and what follows is text, which steers nothing. That its
 * inside holds no C1 is what keeps the search linear: an introducer never looks beyond the next one.
 */
const CONTROL_STRING = String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)`;

/** Single shifts (SS2, SS3: ECMA-48, 8.3.141) with the character they shift: `F1` sends one. */
const SINGLE_SHIFT = String.raw`(?:\x1b[NO]|[\x8e\x8f])[ -~]?`;

/** Every other escape sequence (ECMA-35, 13): intermediates and a final byte. */
const ESCAPE_SEQUENCE = String.raw`\x1b[ -\/]*[0-~]?`;

/**
 * Characters that go by themselves: C0, DEL, C1; line and paragraph separators; embeddings, overrides and isolates,
 * which turn round what follows them (the marks U+200E, U+200F, U+061C do not, and writers from right to left need
 * them); surrogates without their other half.
 */
const FORBIDDEN = String.raw`[\p{Cc}\u2028-\u202e\u2066-\u2069\p{Cs}]`;

const SEQUENCE = [CONTROL_STRING, CONTROL_SEQUENCE, SINGLE_SHIFT, ESCAPE_SEQUENCE].join('|');

const UNCLEAN = new RegExp(FORBIDDEN, 'u');
const UNCLEAN_PARTS = new RegExp(`${SEQUENCE}|${FORBIDDEN}`, 'gu');
const SEQUENCES = new RegExp(SEQUENCE, 'gu');

/**
 * A text that steers no terminal: whole escape sequences, control characters, bidirectional overrides and lone
 * surrogates are removed, and a tab becomes a space. What is left holds nothing that could begin a sequence, so
 * that cleaning twice is cleaning once. Linear in the length of the text, and one test if there is nothing to clean.
 */
export const cleanText = (raw: string): string =>
  UNCLEAN.test(raw) ? raw.replace(UNCLEAN_PARTS, (part) => (part === '\t' ? ' ' : '')) : raw;

/** A text without its escape sequences; the other characters that don't belong in a text stay. */
export const dropSequences = (raw: string): string => raw.replace(SEQUENCES, '');

/**
 * A class, for the inside of brackets in a `u` pattern, of what has no shape of its own: what Unicode says is ignored
 * by default, and what its charts show as blank or as a control although it does not say so: the interlinear
 * annotations, the blank braille pattern, the joiners of Tifinagh and Brahmi, the blank Egyptian hieroglyphs, the filler
 * of Khitan, the null notehead.
 */
export const INVISIBLE = String.raw`\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800\u2d7f\u{1107f}\u{13441}\u{13442}\u{16fe4}\u{1d159}`;

// eslint-disable-next-line no-misleading-character-class -- the marks in it stand for themselves
const VISIBLE = new RegExp(String.raw`[^\p{White_Space}${INVISIBLE}]`, 'u');

/** Whether a text has nothing visible in it: white space, invisible and control characters only, or nothing at all. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);
