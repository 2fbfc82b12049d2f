/** A piece of a text: plain, or a link to where it says. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

const URL_PATTERN = /(?<![\p{L}\p{M}\p{Nd}])https?:\/\/[^\s<>"“”«»`。、]+/giu;

/** Characters that end a sentence rather than an address; a bracket belongs to the address if it contains its other half. */
const trimEnd = (address: string): string => {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const open = OPENING[last];
    const isLoose =
      open === undefined ? /[.,;:!?'’…*_~]/.test(last) : !isClosed(address.slice(0, end), open, last);
    if (!isLoose) break;
    end--;
  }
  return address.slice(0, end);
};

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

const isClosed = (address: string, open: string, close: string): boolean =>
  address.split(open).length >= address.split(close).length;

/** The longest address that is made a link. */
const MAX_URL_CHARS = 2048;

/** The address as a browser reads it, if it is one of the web. The text before an @ looks like a host, and is not one. */
const hrefOf = (address: string): string | undefined => {
  if (address.length > MAX_URL_CHARS || !URL.canParse(address)) return undefined;
  const { protocol, href, username, password } = new URL(address);
  if (username !== '' || password !== '') return undefined;
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
};

/** A text with the addresses of the web in it set off. Put together again, the parts are the text. */
export const linkify = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: match, index } of text.matchAll(URL_PATTERN)) {
    const address = match.length > MAX_URL_CHARS ? match : trimEnd(match);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: address, href });
    from = index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
};
