/** Somebody's own words in a line of the server's: where they end is plain, whatever is in them. */
export const quote = (text: string): string => `"${text.replaceAll('"', "'")}"`;
