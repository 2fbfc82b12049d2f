import { quote } from './quote';

/** A line that somebody is to see. */
export interface LineMatcher {
  /** It in words, for a report. */
  readonly description: string;
  readonly matches: (line: string) => boolean;
}

/** This line and no other. */
export const exactly = (text: string): LineMatcher => ({
  description: quote(text),
  matches: (line) => line === text,
});

/** A line with all these parts in it. */
export const including = (...parts: readonly string[]): LineMatcher => ({
  description: `a line with ${parts.map(quote).join(' and ')} in it`,
  matches: (line) => parts.every((part) => line.includes(part)),
});

/** A line that begins so, and has all these parts in it. */
export const startingWith = (start: string, ...parts: readonly string[]): LineMatcher => ({
  description: [`a line that begins with ${quote(start)}`, ...parts.map((part) => `has ${part} in it`)].join(
    ' and ',
  ),
  matches: (line) => line.startsWith(start) && parts.every((part) => line.includes(part)),
});

/** A line of this form, which the description shows. */
export const matching = (description: string, pattern: RegExp): LineMatcher => ({
  description,
  matches: (line) => pattern.test(line),
});

/** A text as a part of a pattern. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
