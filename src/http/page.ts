import type { RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/** What the build makes of src/web. */
const FOLDER = join(__dirname, '../../dist/web');

/** Nothing from elsewhere, nothing inline, in nobody's frame; no text becomes markup by a mistake of the script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** What every answer says, whatever it is. */
export const SECURE = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The names of these change with what is in them; all else is asked for again each time. */
const cachedFor = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/** Answers with the page and its files, and otherwise in the other way. */
export const page = (otherwise: (response: ServerResponse) => void): RequestListener => {
  const files = sirv(FOLDER, {
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders: (response, path) => response.setHeader('Cache-Control', cachedFor(path)),
    onNoMatch: (_, response) => otherwise(response),
  });
  return (request, response) => files(request, response);
};
