/** A piece of a text: plain, or a link to where it says. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”«»]+/giu;

/** What ends a sentence rather than an address; a bracket belongs to the address if it has its other half in it. */
const trimEnd = (address: string): string => {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const isLoose = /[.,;:!?'’…*_~]/.test(last) || (last === ')' && !isClosed(address.slice(0, end)));
    if (!isLoose) break;
    end--;
  }
  return address.slice(0, end);
};

const isClosed = (address: string): boolean => address.split('(').length >= address.split(')').length;

/** The longest address that is made a link. */
const LONGEST = 2048;

/** The address as a browser reads it, if it is one of the web. */
const hrefOf = (address: string): string | undefined => {
  if (address.length > LONGEST || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
};

/** A text with the addresses of the web in it set off. Put together again, the parts are the text. */
export const textParts = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const address = match.length > LONGEST ? match : trimEnd(match);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: address, href });
    from = index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
};
