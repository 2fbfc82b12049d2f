/** Quotes a client's text in a line of the server: its end is unambiguous, whatever it contains. */
export const quote = (text: string): string => `"${text.replaceAll('"', "'")}"`;
