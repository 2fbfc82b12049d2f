/** How much of a line is shown, in characters. */
const MAX_QUOTED_CHARS = 120;

/** Characters that a terminal obeys or hides: controls, formats such as bidirectional marks, line separators, half surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hexOf = (char: string): string => (char.codePointAt(0) ?? 0).toString(16);

const escaped = (char: string): string =>
  short[char] ?? (char.length === 1 ? `\\u${hexOf(char).padStart(4, '0')}` : `\\u{${hexOf(char)}}`);

/** A text in which nothing steers the terminal or the reader of a report: it is one line, and shows what it has. */
export const visible = (text: string): string => text.replace(UNSAFE, escaped);

/** A server's text as one safe line in quotes: nothing in it steers the terminal or the reader of a report. */
export const quote = (text: string): string => {
  const shown = text.length > MAX_QUOTED_CHARS ? `${text.slice(0, MAX_QUOTED_CHARS)}…` : text;
  return `"${visible(shown)}"`;
};
