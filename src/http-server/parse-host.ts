import { domainToASCII } from 'node:url';

/** A host's name in the one form that is compared; undefined if the text is none. */
export const parseHostName = (text: string): string | undefined => {
  const name = /^[^\s:/?#[\]@\\%*]+$/.test(text) ? domainToASCII(text).replace(/\.$/, '') : '';
  return name === '' ? undefined : name;
};

/** The origin that a browser says of a page (RFC 6454); undefined if the text is none. */
export const parseOrigin = (text: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { origin = 'null' } = url ?? {};
  return origin !== 'null' && [origin, `${origin}/`].includes(url?.href ?? '') ? origin : undefined;
};
