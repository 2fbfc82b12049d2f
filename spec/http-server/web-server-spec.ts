import { closeReason } from '../../src/stream/contracts/close-reason';
import { once } from 'node:events';
import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { text as readAll } from 'node:stream/consumers';
import { firstValueFrom, type Subscription } from 'rxjs';
import { ChatError } from '../../src/chat';
import { webServer, type WebServer, type WebServerOptions } from '../../src/http-server/web-server';
import type { Connection, LogRecord } from '../../src/stream';
import { identity } from '../helpers/certificate';
import { closeRawHttp, rawHttp, requestOf, upgradeOf } from '../helpers/raw-http';

const servers: WebServer[] = [];
const takers: Subscription[] = [];

afterEach(() => {
  closeRawHttp();
  for (const taker of takers.splice(0)) taker.unsubscribe();
  for (const server of servers.splice(0)) server.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const open = async (options: WebServerOptions = {}) => {
  const server = webServer({ port: 0, host: '127.0.0.1', hostNames: ['chat.example'], ...options });
  servers.push(server);
  const port = (await server.connection$.listening)[0]?.port ?? 0;
  const connections: Connection[] = [];
  const take = () => {
    const taker = server.connection$.subscribe((connection) => {
      connections.push(connection);
    });
    takers.push(taker);
    return taker;
  };
  const to = (path: string, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      ask({ port, host: '127.0.0.1', path, method, agent: false }, (response) => {
        readAll(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          reject,
        );
      })
        .on('error', reject)
        .end();
    });
  return { server, port, connections, take, to };
};

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);

describe('webServer', () => {
  it('reports its address', async () => {
    const { server, port } = await open();
    expect(await server.connection$.listening).toEqual([
      { url: `http://127.0.0.1:${port}`, host: '127.0.0.1', port },
    ]);
  });

  it.each([
    [{ maxRequests: -1 }, 'maxRequests is -1: it takes a number from 0 up, 0 switches it off'],
    [{ maxRequests: NaN }, 'maxRequests is NaN: it takes a number from 0 up, 0 switches it off'],
    [
      { requestTimeout: -1 },
      'requestTimeout is -1: it takes a number from 0 to 2147483647, 0 switches it off',
    ],
    [{ requestTimeout: Infinity }, 'requestTimeout is Infinity: it takes'],
    [{ requestTimeout: NaN }, 'requestTimeout is NaN: it takes'],
  ])('throws for %j', (options, message) => {
    expect(() => webServer({ port: 0, ...options })).toThrow(ChatError);
    expect(() => webServer({ port: 0, ...options })).toThrow(message);
  });

  it('accepts a slow request when it has no time limit', async () => {
    const { to } = await open({ requestTimeout: 0 });
    expect((await to('/healthz')).status).toBe(200);
  });

  it('rejects its promise with the port in use', async () => {
    const { port } = await open();
    const second = webServer({ port, host: '127.0.0.1' });
    servers.push(second);
    await expect(second.connection$.listening).rejects.toMatchObject({
      code: 'RX_CHAT_ADDRESS_IN_USE',
      message: `http://127.0.0.1:${port} is in use: choose another port, or stop what has it`,
    });
    await expect(firstValueFrom(second.connection$)).rejects.toMatchObject({
      code: 'RX_CHAT_ADDRESS_IN_USE',
    });
  });

  describe('responds to', () => {
    it.each([
      ['/healthz', 200, 'ok\n'],
      ['/readyz', 200, 'ready\n'],
      ['/readyz?probe=1', 200, 'ready\n'],
      ['/ws', 426, 'this is for WebSockets\n'],
      ['/nowhere', 404, 'there is nothing here: the chat is at /\n'],
      ['/healthz/', 404, 'there is nothing here: the chat is at /\n'],
      ['/WS', 404, 'there is nothing here: the chat is at /\n'],
    ])('%s with %i', async (path, status, text) => {
      const { to, take } = await open();
      take();
      const answer = await to(path);
      expect(answer).toMatchObject({ status, text });
      expect(answer.headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'content-length': String(text.length),
        'cache-control': 'no-store',
      });
    });

    it('/ with the page', async () => {
      const { to } = await open();
      const { status, headers, text } = await to('/');
      expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(text).toMatch(/<!doctype html>/i);
    });

    it('/readyz with 503 until its WebSockets have a subscriber', async () => {
      const { to, take } = await open();
      const ready = async () => (await to('/readyz')).status;
      expect(await ready()).toBe(503);
      const taker = take();
      expect(await ready()).toBe(200);
      taker.unsubscribe();
      expect(await ready()).toBe(503);
      expect(await to('/readyz')).toMatchObject({ text: 'not ready: starting, or stopping\n' });
      expect(await to('/healthz')).toMatchObject({ status: 200 });
    });

    it.each(['/', '/healthz', '/readyz', '/ws', '/nowhere'])(
      'HEAD of %s as to GET, without a body',
      async (path) => {
        const { to } = await open();
        const [get, head] = [await to(path), await to(path, 'HEAD')];
        expect([head.status, head.text]).toEqual([get.status, '']);
        expect(head.headers['content-length']).toBe(get.headers['content-length']);
        expect(head.headers['content-type']).toBe(get.headers['content-type']);
      },
    );

    it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])(
      '%s with the allowed methods',
      async (method) => {
        const { to } = await open();
        for (const path of ['/', '/healthz', '/ws', '/nowhere']) {
          const { status, headers } = await to(path, method);
          expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
        }
      },
    );

    it.each(['/', '/healthz', '/ws', '/nowhere'])(
      '%s with the headers that keep a browser safe',
      async (path) => {
        const { headers } = await (await open()).to(path);
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
        });
        const policy = String(headers['content-security-policy']).split('; ');
        expect(policy).toEqual(
          expect.arrayContaining([
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
          ]),
        );
        expect(policy.join()).not.toMatch(/unsafe|\*|data:|https?:/);
      },
    );

    it('/ws with the required upgrade', async () => {
      expect((await (await open()).to('/ws')).headers.upgrade).toBe('websocket');
    });

    it('an upgrade to another protocol as to a plain request, and closes', async () => {
      const { port } = await open();
      const offer = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'];
      const well = await rawHttp(port, requestOf('GET /healthz', ...offer));
      expect(await well.closed).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\nConnection: close\r\n\r\nok\n$/);
      const page = await rawHttp(port, requestOf('GET /', ...offer));
      expect(statusOf(await page.closed)).toBe(200);
    });

    it.each([
      ['another protocol', requestOf('GET /healthz', 'Connection: Upgrade', 'Upgrade: h2c')],
      ['a WebSocket', upgradeOf()],
    ])('nothing more on a connection that asks for %s before its response', async (_, behind) => {
      const { port, to, take, connections } = await open();
      take();
      const { closed } = await rawHttp(port, requestOf('GET /healthz') + behind);
      expect((await closed).match(/HTTP\/1\.1/g) ?? []).not.toHaveLength(2);
      expect(connections).toHaveLength(0);
      expect((await to('/healthz')).status).toBe(200);
    });
  });

  describe('at a WebSocket request', () => {
    it('upgrades, and treats bytes after the request as its first frames', async () => {
      const { server, port } = await open();
      const met = firstValueFrom(server.connection$);
      const { heard } = await rawHttp(port, upgradeOf('/ws?a=b', 'Origin: http://chat.example'));
      await heard.find(/^HTTP\/1\.1 101 /);
      expect((await met).remote).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(heard.text).not.toMatch(/extensions/i);
    });

    it('negotiates no compression, even when offered', async () => {
      const { port, take } = await open();
      take();
      const { heard } = await rawHttp(port, upgradeOf('/ws', 'Sec-WebSocket-Extensions: permessage-deflate'));
      await heard.find(/^HTTP\/1\.1 101 [^]*\r\n\r\n/);
      expect(heard.text).not.toMatch(/extensions/i);
    });

    it.each([
      ['the path is not /ws', '/', [], 404],
      ['the page has another origin', '/ws', ['Origin: http://evil.example'], 403],
      ['the page has the origin null', '/ws', ['Origin: null'], 403],
      ['the page is from another port', '/ws', ['Origin: http://chat.example:81'], 403],
    ])('refuses it when %s', async (_, path, headers, status) => {
      const { port, take, connections } = await open();
      take();
      expect(statusOf(await (await rawHttp(port, upgradeOf(path, ...headers))).closed)).toBe(status);
      expect(connections).toHaveLength(0);
    });

    it('logs refused origins: each at debug level, one a minute at warn level', async () => {
      const { server, port, take } = await open();
      take();
      const lines: LogRecord[] = [];
      takers.push(server.log$.subscribe((line) => lines.push(line)));
      const refuse = async (origin: string) =>
        (await rawHttp(port, upgradeOf('/ws', `Origin: ${origin}`))).closed;
      await refuse('http://evil.example');
      await refuse(`http://\x9b31m${'x'.repeat(15_000)}`);
      const known = { remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string, cause: 'origin' };
      const [first, second] = lines;
      const event = { event: 'origin-rejected', message: 'cross-origin WebSocket rejected' };
      expect(lines).toHaveLength(2);
      expect(first).toEqual({ ...event, level: 'warn', origin: 'http://evil.example', ...known });
      expect(second).toMatchObject({ ...event, level: 'debug', ...known });
      expect(second?.origin).toMatch(/^http:\/\/\P{Cc}{180,}$/u);
      expect(second?.origin?.length).toBeLessThanOrEqual(200);
    });

    it('accepts a listed origin', async () => {
      const { port, take } = await open({ origins: ['https://A.example:443/'] });
      take();
      const { heard } = await rawHttp(port, upgradeOf('/ws', 'Origin: https://a.example'));
      await heard.find(/^HTTP\/1\.1 101 /);
    });

    it('throws at its start for an invalid origin', () => {
      expect(() => webServer({ port: 0, origins: ['a.example'] })).toThrow('origins has "a.example"');
    });

    it('refuses it while its WebSockets have no subscriber', async () => {
      const { port } = await open();
      expect(await (await rawHttp(port, upgradeOf())).closed).toMatch(
        /^HTTP\/1\.1 503 [^]*\r\n\r\nnot ready: starting, or stopping\n$/,
      );
    });

    it.each([
      ['no key', (text: string) => text.replace(/Sec-WebSocket-Key:.*\r\n/, '')],
      ['an old version', (text: string) => text.replace('Version: 13', 'Version: 7')],
      ['another method', (text: string) => text.replace('GET', 'POST')],
    ])('refuses it with %s', async (_, change) => {
      const { port, take, connections } = await open();
      take();
      expect(statusOf(await (await rawHttp(port, change(upgradeOf()))).closed)).toBeGreaterThanOrEqual(400);
      expect(connections).toHaveLength(0);
    });

    it('uses the address from a proxy only when proxies are trusted', async () => {
      for (const [trustProxy, remote] of [
        [true, /^203\.0\.113\.5:\d+$/],
        [false, /^127\.0\.0\.1:\d+$/],
      ] as const) {
        const { server, port } = await open({ trustProxy });
        const met = firstValueFrom(server.connection$);
        await rawHttp(port, upgradeOf('/ws', 'X-Forwarded-For: 10.0.0.1', 'X-Forwarded-For: 203.0.113.5'));
        expect((await met).remote).toMatch(remote);
      }
    });
  });

  describe('with a client of another protocol', () => {
    it.each([
      ['a line', 'hello\n'],
      ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
      ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
      ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ])('that sends %s, names its protocol and closes', async (_, said) => {
      const { port } = await open();
      expect(await (await rawHttp(port, said)).closed).toMatch(
        /^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\nthis port speaks HTTP: open it in a browser\n$/,
      );
    });

    it('reports it once, whatever follows', async () => {
      const { port } = await open();
      const { socket, heard } = await rawHttp(port, 'hello\n');
      await heard.find(/browser\n$/);
      for (let i = 0; i < 20; i++) {
        socket.write('hello again\n'.repeat(100));
        await setImmediate();
      }
      socket.end();
      // No reset, which could take the answer away.
      expect(await once(socket, 'close')).toEqual([false]);
      expect(heard.text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    });

    it('refuses headers that are too large', async () => {
      const { port } = await open();
      const { closed } = await rawHttp(port, requestOf('GET /', `X-Much: ${'x'.repeat(20_000)}`));
      expect(statusOf(await closed)).toBe(431);
    });

    it.each([
      ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
      ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
      ['an invalid transfer encoding', ['Transfer-Encoding: chunked, identity']],
    ])('refuses a request of %s', async (_, headers) => {
      const { port } = await open();
      const { closed } = await rawHttp(port, requestOf('GET /healthz', ...headers), 'GET /readyz HTTP/1.1');
      const answers = await closed;
      expect(statusOf(answers)).toBe(400);
      expect(answers.match(/HTTP\/1\.1/g)).toHaveLength(1);
    });

    it.each([
      ['nothing', ''],
      ['half of its headers', 'GET / HTTP/1.1\r\nHost: chat.exam'],
      ['half of its body', requestOf('GET /', 'Content-Length: 100')],
    ])('closes a connection that sends %s for too long', async (_, said) => {
      const { port } = await open({ requestTimeout: 200 });
      await (
        await rawHttp(port, said)
      ).closed;
    });
  });

  describe('with a Host header', () => {
    const unknown = { hostNames: [] };
    const statusAt = async (port: number, path: string, host: string) => {
      const text = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      return statusOf(await (await rawHttp(port, text)).closed);
    };

    it.each(['/', '/nowhere', '/ws'])('that is unknown, has no %s', async (path) => {
      const { port } = await open(unknown);
      expect(await statusAt(port, path, `evil.example:${port}`)).toBe(421);
      for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
        expect(await statusAt(port, path, host)).not.toBe(421);
    });

    it.each(['/healthz', '/readyz'])('that is unknown, still serves %s', async (path) => {
      const { port, take } = await open(unknown);
      take();
      expect(await statusAt(port, path, 'evil.example')).toBe(200);
    });

    it('that is unknown, refuses the WebSocket and logs it', async () => {
      const { server, port, take, connections } = await open(unknown);
      take();
      const lines: LogRecord[] = [];
      takers.push(server.log$.subscribe((line) => lines.push(line)));
      const { closed } = await rawHttp(port, upgradeOf('/ws', 'Origin: http://chat.example'));
      expect(await closed).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\n[^]*--host-name\n$/);
      expect(connections).toHaveLength(0);
      const line = { cause: 'host', host: 'chat.example' };
      expect(lines).toMatchObject([{ ...line, level: 'warn', event: 'host-rejected' }]);
    });

    it('that belongs to a listed origin, serves', async () => {
      const { port } = await open({ hostNames: [], origins: ['https://a.example', 'http://[::1]:81'] });
      expect(await statusAt(port, '/', 'a.example')).toBe(200);
      expect(await statusAt(port, '/', 'b.example')).toBe(421);
    });

    it('behind a trusted proxy, checks the forwarded host', async () => {
      const { port } = await open({ hostNames: ['chat.example'], trustProxy: true });
      const behind = async (host: string) => {
        const said = requestOf('GET /', `X-Forwarded-Host: ${host}`, 'Connection: close');
        return statusOf(await (await rawHttp(port, said)).closed);
      };
      expect([await behind('chat.example'), await behind('evil.example')]).toEqual([200, 421]);
    });

    it.each([
      ['/', 200],
      ['/healthz', 200],
      ['/ws', 426],
      ['/nowhere', 404],
    ])('in the target of the request, serves %s', async (path, status) => {
      const { port } = await open(unknown);
      expect(await statusAt(port, `http://chat.example${path}`, 'chat.example')).toBe(status);
    });

    it('in the target of a WebSocket request, compares the origin of the page with it', async () => {
      const { port, take } = await open();
      take();
      const ask = (origin: string) =>
        rawHttp(port, upgradeOf('http://chat.example/ws', `Origin: http://${origin}`));
      await (await ask('chat.example')).heard.find(/^HTTP\/1\.1 101 /);
      expect(statusOf(await (await ask('evil.example')).closed)).toBe(403);
    });

    it('throws at its start for an invalid host name', () => {
      expect(() => webServer({ port: 0, hostNames: ['a.example:80'] })).toThrow(
        'hostNames has "a.example:80"',
      );
    });
  });

  it('closes a client that pipelines many requests, and none that pipelines a few', async () => {
    const { port } = await open();
    const one = requestOf('GET /healthz');
    const few = await rawHttp(port, one.repeat(7) + requestOf('GET /healthz', 'Connection: close'));
    expect((await few.closed).match(/ok\n/g)).toHaveLength(8);
    const many = await rawHttp(port, one.repeat(1000));
    expect(((await many.closed).match(/ok\n/g) ?? []).length).toBeLessThanOrEqual(8);
    const patient = await rawHttp(port);
    for (let i = 1; i <= 20; i++) {
      patient.socket.write(one);
      await patient.heard.until('an answer', (text) =>
        text.match(/ok\n/g)?.length === i ? true : undefined,
      );
    }
  });

  it('limits the connections that are no WebSockets', async () => {
    const { port, take } = await open({ maxRequests: 3 });
    take();
    const kept = await rawHttp(port, upgradeOf());
    await kept.heard.find(/^HTTP\/1\.1 101 /);
    const oldest = await rawHttp(port);
    const others = [await rawHttp(port), await rawHttp(port), await rawHttp(port)];
    await oldest.closed;
    expect([kept, ...others].map(({ socket }) => socket.destroyed)).toEqual([false, false, false, false]);
    others[0]?.socket.write(requestOf('GET /healthz'));
    await others[0]?.heard.find(/ok\n$/);
  });

  it('stops listening at close, and closes everything but WebSockets', async () => {
    const { server, port, connections, take } = await open();
    take();
    const [silent, socket] = [await rawHttp(port), await rawHttp(port, upgradeOf())];
    await socket.heard.find(/^HTTP\/1\.1 101 [^]*\r\n\r\n/);
    server.close();
    await silent.closed;
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    connections[0]?.write(['still here\n']);
    await socket.heard.find(/still here$/);
    connections[0]?.destroy(closeReason('quit', 'over'));
  });

  describe('over TLS', () => {
    const secret = (name: string) => {
      const { cert, key } = identity(name);
      return { cert, key };
    };
    const shownAt = async (port: number) => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
      socket.on('error', () => undefined);
      await once(socket, 'secureConnect');
      const name = String(socket.getPeerCertificate().subject.CN);
      socket.write(requestOf('GET /healthz', 'Connection: close'));
      return { name, answer: await readAll(socket) };
    };

    it('responds, and presents other certificates after a reload', async () => {
      const { server, port } = await open({ tls: secret('first') });
      const first = await shownAt(port);
      expect([first.name, statusOf(first.answer)]).toEqual(['first', 200]);
      server.reload(secret('second'));
      expect((await shownAt(port)).name).toBe('second');
    });

    it('reports https, and answers plain HTTP with an explanation', async () => {
      const { server, port } = await open({ tls: secret('server') });
      expect((await server.connection$.listening)[0]?.url).toBe(`https://127.0.0.1:${port}`);
      const { closed } = await rawHttp(port, requestOf('GET /'));
      expect(await closed).toMatch(/^HTTP\/1\.1 400 [^]*this port speaks HTTPS: open it with https:\/\/\n$/);
    });

    it('accepts its own pages, which came over TLS too', async () => {
      const { port, take } = await open({ tls: secret('server') });
      take();
      for (const [scheme, status] of [
        ['https', 101],
        ['http', 403],
      ] as const) {
        const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
        socket.on('error', () => undefined);
        socket.write(upgradeOf('/ws', `Origin: ${scheme}://chat.example`));
        const [answer] = (await once(socket, 'data')) as [Buffer];
        expect(statusOf(answer.toString())).toBe(status);
        socket.destroy();
      }
    });

    it('throws at its start for invalid certificates', () => {
      expect(() => webServer({ port: 0, tls: { cert: 'x', key: 'y' } })).toThrow('certificates');
    });
  });
});
