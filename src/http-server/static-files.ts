import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pathOf } from './request-target';

/** The build output of src/web-client. */
const WEB_CLIENT_FOLDER = join(__dirname, '../../dist/web');

/** The kinds of files that the build makes. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface StaticFile {
  readonly body: Buffer;
  readonly gzipped: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
}

/** The names of these change with what is in them; all else is asked for again each time. */
const cacheControlFor = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/** By what is in it: all files of a package have one time, and a page is often as long as the one before it. */
const etagOf = (body: Buffer): string => `W/"${createHash('sha256').update(body).digest('base64url')}"`;

const toStaticFile = (path: string, body: Buffer): StaticFile => {
  const etag = etagOf(body);
  const headers = {
    'Content-Type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': cacheControlFor(path),
    Vary: 'Accept-Encoding',
    ETag: etag,
  };
  return { body, gzipped: gzipSync(body), headers, etag };
};

/**
 * The files of a folder, by their path. They are read once: a request opens none, so none fails for want of a
 * descriptor, and who reads slowly holds none.
 */
const readStaticFiles = (folder: string): ReadonlyMap<string, StaticFile> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = `/${relative(folder, join(parentPath, name)).replaceAll(sep, '/')}`;
        return [path, toStaticFile(path, readFileSync(join(parentPath, name)))];
      }),
  );

const splitHeader = (header = ''): readonly string[] => header.split(',').map((part) => part.trim());

/** `gzip;q=0` is a way to say no. */
const acceptsGzip = (header: string | undefined): boolean =>
  splitHeader(header).some((part) => /^gzip(;\s*q=(?!0(\.0*)?$).*)?$/i.test(part));

/** Answers with the page and its files, and otherwise in the other way. */
export const serveStatic = (
  otherwise: (response: ServerResponse) => void,
  folder: string = WEB_CLIENT_FOLDER,
): RequestListener => {
  const files = readStaticFiles(folder);
  return ({ url, headers }, response) => {
    const path = pathOf(url);
    const file = files.get(path === '/' ? '/index.html' : path);
    if (!file) return otherwise(response);
    for (const [name, value] of Object.entries(file.headers)) response.setHeader(name, value);
    if (splitHeader(headers['if-none-match']).includes(file.etag)) return response.writeHead(304).end();
    const zips = acceptsGzip(headers['accept-encoding']);
    if (zips) response.setHeader('Content-Encoding', 'gzip');
    const body = zips ? file.gzipped : file.body;
    response.setHeader('Content-Length', body.length).end(body);
  };
};
