/** How much of a line is shown, in characters. */
const SHOWN = 120;

/** What a terminal would act on, or hide: controls, line separators, bidirectional marks, half surrogates. */
const UNSAFE = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (char: string): string =>
  short[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A server's text as one safe line in quotes: nothing in it steers the terminal or the reader of a report. */
export const quote = (text: string): string => {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return `"${shown.replace(UNSAFE, escaped)}"`;
};
