import { mkdirSync, utimesSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveStatic } from '../../src/http-server/static-files';
import { closeRawHttp, rawHttp, requestOf } from '../helpers/raw-http';
import { scratch } from '../helpers/scratch';

describe('serveStatic', () => {
  const { path, file } = scratch();
  const servers: Server[] = [];
  afterEach(() => {
    closeRawHttp();
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  const html = '<!doctype html>';
  const script = 'say()'.repeat(1000);
  const made = () => {
    mkdirSync(path('assets'), { recursive: true });
    file('index.html', html);
    file('assets/a-1.js', script);
    file('assets/b-1.css', 'a{}');
    file('assets/c-1.svg', '<svg/>');
    return serveStatic((response) => response.writeHead(404).end('otherwise'), path());
  };
  const open = async (listener: RequestListener = made()) => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (where: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
      fetch(`http://127.0.0.1:${port}${where}`, {
        method,
        headers: { 'accept-encoding': 'identity', ...headers },
      });
    return { port, ask };
  };
  const tagOf = async (listener?: RequestListener) => {
    const { ask } = await open(listener);
    return (await ask('/')).headers.get('etag');
  };

  it('serves the page at /, revalidated each time', async () => {
    const { ask } = await open();
    for (const where of ['/', '/index.html', '/?room=tech']) {
      const answer = await ask(where);
      expect([answer.status, await answer.text()]).toEqual([200, html]);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it.each([
    ['/assets/a-1.js', 'text/javascript; charset=utf-8'],
    ['/assets/b-1.css', 'text/css; charset=utf-8'],
    ['/assets/c-1.svg', 'image/svg+xml'],
  ])('serves %s as %s, cacheable for a year', async (where, type) => {
    const { headers } = await (await open()).ask(where);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('returns 404 for unknown paths and for paths outside its folder', async () => {
    const { port, ask } = await open();
    for (const where of [
      '/assets',
      '/assets/',
      '/index',
      '//index.html',
      '/nowhere',
      '/__proto__',
      '/%00',
      '/%',
    ])
      expect([where, (await ask(where)).status]).toEqual([where, 404]);
    for (const where of [
      '/../page.ts',
      '/assets/../../package.json',
      '/%2e%2e/package.json',
      '/..%2findex.html',
      '*',
    ]) {
      const { closed } = await rawHttp(port, requestOf(`GET ${where}`, 'Connection: close'));
      expect([where, await closed]).toEqual([where, expect.stringMatching(/^HTTP\/1\.1 404 /)]);
    }
  });

  it('returns 304 for a matching ETag', async () => {
    const { ask } = await open();
    const tag = (await ask('/')).headers.get('etag') ?? '';
    for (const known of [tag, `"x", ${tag}`]) {
      const answer = await ask('/', { 'if-none-match': known });
      expect([answer.status, await answer.text()]).toEqual([304, '']);
      expect(answer.headers.get('etag')).toBe(tag);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await ask('/', { 'if-none-match': '"another"' })).status).toBe(200);
    expect((await ask('/', { 'if-modified-since': new Date().toUTCString() })).status).toBe(200);
  });

  it('changes the ETag with the bytes, also at the same length and time', async () => {
    const first = await tagOf();
    expect(await tagOf()).toBe(first);
    const listener = made();
    file('index.html', html.toUpperCase());
    utimesSync(path('index.html'), 0, 0);
    expect(await tagOf(serveStatic(() => undefined, path()))).not.toBe(first);
    expect(await tagOf(listener)).toBe(first);
  });

  it.each([
    ['gzip', 'gzip'],
    ['br, gzip;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip;q=0', null],
    ['gzip; q=0.0, br', null],
    ['identity', null],
    ['gzippy', null],
  ])('compresses for a client that accepts %s: %s', async (accepted, encoding) => {
    const answer = await (await open()).ask('/assets/a-1.js', { 'accept-encoding': accepted });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('vary')).toBe('Accept-Encoding');
    expect(Number(answer.headers.get('content-length')) < script.length).toBe(encoding !== null);
    expect(await answer.text()).toBe(script);
  });

  it('sends no body to HEAD', async () => {
    const answer = await (await open()).ask('/assets/a-1.js', {}, 'HEAD');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-length')).toBe(String(script.length));
  });

  it.each(['bytes=5-2', 'bytes=-5', 'bytes=0-', 'bytes=99999-', 'bytes=0-1,3-4', 'bytes=x', 'bytes=1--2'])(
    'sends everything to a client that asks for %s of it',
    async (range) => {
      const answer = await (await open()).ask('/', { range });
      expect([answer.status, await answer.text()]).toEqual([200, html]);
    },
  );

  it('needs its folder no more once it is read', async () => {
    const { ask } = await open();
    file('index.html', 'changed');
    expect(await (await ask('/')).text()).toBe(html);
  });
});
