/** The origin that a browser says of a page (RFC 6454); undefined if the text is none. */
export const parseOrigin = (text: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { origin = 'null' } = url ?? {};
  return origin !== 'null' && [origin, `${origin}/`].includes(url?.href ?? '') ? origin : undefined;
};
