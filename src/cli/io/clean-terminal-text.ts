import { cleanText } from '../../chat';

/*
 * Output for the terminal of an operator contains foreign text: of clients, a checked server, a foreign file, a pasted
 * command line. It is cleaned where it is written, whatever made it.
 */

/** A text of several lines that steers no terminal. */
export const cleanLines = (text: string): string => text.split('\n').map(cleanText).join('\n');

/** A text that is one line, and steers no terminal. */
export const cleanLine = (text: string): string => cleanText(text.replace(/\s*[\r\n]+\s*/g, ' '));

/** The same of all texts and keys in a value: each is one line, but for the stack of an error. */
export const cleanValue = <T>(value: T): T => cleanUnknown(value) as T;

const cleanUnknown = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') return key === 'stack' ? cleanLines(value) : cleanLine(value);
  if (Array.isArray(value)) return value.map((item) => cleanUnknown(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [cleanLine(name), cleanUnknown(item, name)]),
  );
};

/** Characters that JSON leaves unescaped and a terminal obeys: DEL, C1, separators of lines, bidirectional controls. */
const TERMINAL_CONTROL = /[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The same JSON, with nothing in it that steers a terminal. */
export const escapeJson = (json: string): string => json.replace(TERMINAL_CONTROL, escaped);
