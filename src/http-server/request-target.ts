import type { IncomingMessage } from 'node:http';

/** The absolute form of a request's target (RFC 9112, 3.2.2): what stands before its path, with the host in it. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)/i;

/** Where a request goes, without a host before it and without what stands behind a question mark. */
export const pathOf = (url = '/'): string => {
  const path = url.replace(ABSOLUTE_FORM, '').replace(/[?#].*$/s, '');
  return path === '' ? '/' : path;
};

/** The host in a request's target, with its port; undefined if it is in the `Host` header alone. */
export const targetHostOf = ({ url = '' }: Pick<IncomingMessage, 'url'>): string | undefined =>
  ABSOLUTE_FORM.exec(url)?.[1];

/** The host that a request asks, with its port. That of its target takes the place of the header. */
export const hostOf = (request: Pick<IncomingMessage, 'url' | 'headers'>): string | undefined =>
  targetHostOf(request) ?? request.headers.host;
