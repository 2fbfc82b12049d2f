import { domainToASCII } from 'node:url';

/** A host's name in the one form that is compared; undefined if the text is none. */
export const parseHostName = (text: string): string | undefined => {
  const name = /^[^\s:/?#[\]@\\%*]+$/.test(text) ? domainToASCII(text).replace(/\.$/, '') : '';
  return name === '' ? undefined : name;
};
