import { quote } from './quote';

/** A line that somebody is to see. */
export interface LineMatcher {
  /** It in words, for a report. */
  readonly what: string;
  readonly fits: (line: string) => boolean;
}

/** This line and no other. */
export const exactly = (text: string): LineMatcher => ({ what: quote(text), fits: (line) => line === text });

/** A line with all these parts in it. */
export const including = (...parts: readonly string[]): LineMatcher => ({
  what: `a line with ${parts.map(quote).join(' and ')} in it`,
  fits: (line) => parts.every((part) => line.includes(part)),
});

/** A line of this form, which `what` shows. */
export const matching = (what: string, pattern: RegExp): LineMatcher => ({
  what,
  fits: (line) => pattern.test(line),
});

/** A text as a part of a pattern. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
