import { once } from 'node:events';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { identity, type Identity } from '../../../helpers/certificate';
import { connect, enter } from '../../../helpers/connect';
import { connectWebSocket, enterWebSocket } from '../../../helpers/connect-web-socket';
import { closeRawHttp, rawHttp, requestOf, upgradeOf } from '../../../helpers/raw-http';
import { runProgram, type Program } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

jest.setTimeout(30_000);

describe('rx-chat serve --http', () => {
  const { file } = scratch();
  afterEach(closeRawHttp);

  const known = ['--host-name', 'chat.example'];
  const start = async (...args: readonly string[]) => {
    const program = runProgram([
      'serve',
      '0',
      '--host',
      '127.0.0.1',
      '--http',
      '127.0.0.1:0',
      ...known,
      ...args,
    ]);
    return { program, http: await httpPort(program), tcp: await program.port() };
  };
  const httpPort = async ({ stdout }: Program) =>
    Number((await stdout.find(/^listening on https?:\/\/127\.0\.0\.1:(\d+)$/m))[1]);

  const statusOf = (port: number, path: string, scheme = 'http') =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path, agent: false, rejectUnauthorized: false };
      (scheme === 'https' ? getHttps : getHttp)(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
  const refused = async (port: number, ...headers: readonly string[]) => {
    const { closed } = await rawHttp(port, upgradeOf('/ws', ...headers));
    return Number(/^HTTP\/1\.1 (\d+)/.exec(await closed)?.[1]);
  };

  it('says where it listens, behind the others', async () => {
    const { program, http, tcp } = await start();
    expect(program.stdout.text).toBe(
      `listening on tcp://127.0.0.1:${tcp}\nlistening on http://127.0.0.1:${http}\n`,
    );
  });

  it('is enough to listen on', async () => {
    const program = runProgram(['serve', '--no-plain', '--http', '127.0.0.1:0']);
    await enterWebSocket(await httpPort(program), 'wendy');
  });

  it('brings WebSockets and TCP clients into one room, both ways', async () => {
    const { program, http, tcp } = await start();
    const ann = await enter(tcp, 'ann');
    const wendy = await enterWebSocket(http, 'wendy');
    expect(wendy.told[0]).toMatchObject({ type: 'hello', server: 'rx-chat' });
    await ann.line('wendy has joined the chat');
    wendy.send({ type: 'say', text: 'hi from the web' });
    await ann.line('[wendy]:hi from the web');
    ann.send('hi from TCP');
    expect(await wendy.hear({ type: 'said', from: 'ann' })).toMatchObject({ text: 'hi from TCP' });
    wendy.send({ type: 'leave', reason: 'lunch' });
    expect(await wendy.closed).toBe('1000 quit: "lunch"');
    await ann.line('wendy has left the chat ("lunch")');
    expect(await program.logged('client disconnected', { name: 'wendy' })).toBeDefined();
  });

  it('leaves no client behind that closes, is cut off or speaks garbage', async () => {
    const { program, http, tcp } = await start();
    const ann = await enter(tcp, 'ann');
    const [one, two, three] = [
      await enterWebSocket(http, 'one'),
      await enterWebSocket(http, 'two'),
      await enterWebSocket(http, 'three'),
    ];
    one.socket.close();
    await ann.line('one has left the chat');
    two.socket.terminate();
    await ann.line('two has left the chat');
    three.socket.send('x'.repeat(10_000_000));
    await ann.line('three has left the chat');
    expect(await three.closed).toMatch(/^1009 /);
    await program.logged('client disconnected', { cause: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
    ann.send('/who');
    await ann.line(/^\* 1 in lobby: ann/);
  });

  it('answers what is no request, and what is too long, and goes on', async () => {
    const { http } = await start();
    const wendy = await connectWebSocket(http);
    wendy.socket.send('no json');
    await wendy.hear({ type: 'error', code: 'malformed' });
    wendy.socket.send(Buffer.from([0xff, 0xfe]));
    wendy.socket.send('x'.repeat(5000));
    await wendy.hear({ type: 'error', code: 'too-long' });
    wendy.send({ type: 'enter', name: 'wendy' });
    await wendy.hear({ type: 'entered' });
    expect(wendy.told.filter(({ code }) => code === 'malformed')).toHaveLength(2);
  });

  it('refuses a page from elsewhere, unless it is listed', async () => {
    const { program, http } = await start('--origin', 'https://a.example', '--origin', 'https://b.example');
    expect(await refused(http, 'Origin: http://evil.example')).toBe(403);
    await program.logged('cross-origin WebSocket rejected', { origin: 'http://evil.example' });
    for (const origin of ['https://a.example', 'https://b.example', `http://127.0.0.1:${http}`])
      (await connectWebSocket(http, { origin })).socket.terminate();
  });

  it('refuses a page of a host that it does not know by --host-name', async () => {
    const { program, http } = await start('--host-name', 'b.example');
    const at = async (host: string) => {
      const { closed } = await rawHttp(http, `GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
      return Number(/^HTTP\/1\.1 (\d+)/.exec(await closed)?.[1]);
    };
    expect(await at('evil.example')).toBe(421);
    await program.logged('request for an unknown host rejected', { host: 'evil.example' });
    for (const host of ['chat.example', 'b.example', 'localhost']) expect(await at(host)).toBe(200);
  });

  describe('has the caps of all:', () => {
    const code = async (port: number, headers: Readonly<Record<string, string>> = {}) => {
      const client = await connectWebSocket(port, { headers });
      const { code } = await client.hear({ type: 'error' });
      expect(await client.closed).toMatch(/^1008 /);
      return code;
    };

    it('clients', async () => {
      const { http, tcp } = await start('--max-clients', '2');
      await enter(tcp, 'ann');
      await enterWebSocket(http, 'wendy');
      expect(await code(http)).toBe('too-many-clients');
    });

    it('clients of one address, which is what a trusted proxy says', async () => {
      const { http } = await start('--max-per-address', '1', '--trust-proxy');
      const from = (address: string) => ({ 'X-Forwarded-For': `192.0.2.1, ${address}` });
      await connectWebSocket(http, { headers: from('203.0.113.1') });
      await connectWebSocket(http, { headers: from('203.0.113.2') });
      expect(await code(http, from('203.0.113.1'))).toBe('too-many-clients');
    });

    it('clients of one address, whatever is said, where no proxy is trusted', async () => {
      const { http } = await start('--max-per-address', '1');
      await connectWebSocket(http, { headers: { 'X-Forwarded-For': '203.0.113.1' } });
      expect(await code(http, { 'X-Forwarded-For': '203.0.113.2' })).toBe('too-many-clients');
    });

    it('clients that have not entered', async () => {
      const { http } = await start('--max-unnamed', '1');
      const first = await connectWebSocket(http);
      await connectWebSocket(http);
      await first.hear({ type: 'error', code: 'too-many-unnamed' });
      expect(await first.closed).toMatch(/^1008 /);
    });

    it('the time to enter', async () => {
      const { http } = await start('--name-timeout', '0.2');
      expect(await code(http)).toBe('name-timeout');
    });

    it('the rate of lines: they wait, and none is lost', async () => {
      const { http } = await start('--rate', '50', '--burst', '5');
      const wendy = await enterWebSocket(http, 'wendy');
      const began = performance.now();
      for (let i = 0; i < 30; i++) wendy.send({ type: 'say', text: `line ${i}` });
      await wendy.hear({ type: 'said', text: 'line 29' });
      expect(performance.now() - began).toBeGreaterThan(300);
      expect(wendy.told.filter(({ type }) => type === 'said')).toHaveLength(30);
    });

    it('how far one may fall behind: it is skipped forward and told, and nobody else is', async () => {
      const { http, tcp } = await start('--tape', '65536', '--rate', '0');
      const [slow, quick, ann] = [
        await enterWebSocket(http, 'slow'),
        await enterWebSocket(http, 'quick'),
        await enter(tcp, 'ann'),
      ];
      slow.socket.pause();
      const count = 20_000;
      const text = 'x'.repeat(1000);
      for (let i = 0; i < count; i += 100) {
        ann.send(...Array.from({ length: 100 }, (_, n) => `${i + n} ${text}`));
        await quick.hear({ type: 'said', text: `${i + 99} ${text}` });
      }
      slow.socket.resume();
      const { count: skipped } = await slow.hear({ type: 'skipped' });
      ann.send('last');
      await slow.hear({ type: 'said', text: 'last' });
      const heard = slow.told.filter(({ type }) => type === 'said').length;
      expect(heard + Number(skipped)).toBe(count + 1);
      expect(quick.told.filter(({ type }) => type === 'skipped')).toHaveLength(0);
      expect(quick.told.filter(({ type }) => type === 'said')).toHaveLength(count);
    });
  });

  it('says 1008 to who is kicked', async () => {
    const { http, tcp } = await start('--op-file', file('op', 'secret\n'));
    const [ann, wendy] = [await enter(tcp, 'ann'), await enterWebSocket(http, 'wendy')];
    ann.send('/op secret', '/kick wendy noise');
    await wendy.hear({ type: 'error', code: 'kicked' });
    expect(await wendy.closed).toMatch(/^1008 kicked by ann/);
  });

  describe('stopped', () => {
    it('tells each WebSocket, and says 1001', async () => {
      const { program, http } = await start();
      const all = await Promise.all(['one', 'two', 'three'].map((name) => enterWebSocket(http, name)));
      program.child.kill('SIGTERM');
      for (const client of all) {
        expect(await client.closed).toMatch(/^1001 /);
        expect(client.told.at(-1)).toMatchObject({ type: 'notice', text: 'the server is shutting down' });
      }
      expect(await program.exit).toBe(0);
    });

    it('is alive and not ready, and answers each path, as long as somebody has still to take its rest', async () => {
      const { program, http, tcp } = await start('--rate', '0', '--burst', '0', '--tape', '67108864');
      const [slow, ann] = [await enterWebSocket(http, 'slow'), await enter(tcp, 'ann')];
      slow.socket.pause();
      const text = 'x'.repeat(4000);
      for (let i = 0; i < 5000; i += 100) {
        ann.send(...Array.from({ length: 100 }, () => text), `/who`);
        await ann.line(/in lobby/);
      }
      program.child.kill('SIGTERM');
      await program.logged('server stopping');
      const paths = ['/', '/healthz', '/readyz', '/ws', '/nowhere'];
      const all = [];
      for (const path of paths) all.push(await statusOf(http, path));
      expect(all).toEqual([200, 200, 503, 426, 404]);
      expect(await refused(http)).toBe(503);
      slow.socket.terminate();
      expect(await program.exit).toBe(0);
    });

    it('exits though clients of all kinds do not go', async () => {
      const { program, http } = await start();
      await rawHttp(http);
      await rawHttp(http, 'GET / HTTP/1.1\r\n');
      const deaf = await rawHttp(http, upgradeOf());
      await deaf.heard.find(/hello/);
      program.child.kill('SIGTERM');
      expect(await program.exit).toBe(0);
    });
  });

  describe('with a certificate', () => {
    const write = ({ cert, key }: Identity) => [
      '--tls-cert',
      file('cert.pem', cert),
      '--tls-key',
      file('key.pem', key),
    ];

    it('speaks HTTPS, and shows another after SIGHUP, with nobody dropped', async () => {
      const { program, http } = await start('--tls-port', '0', ...write(identity('first')));
      expect(program.stdout.text).toContain(`listening on https://127.0.0.1:${http}\n`);
      expect(await statusOf(http, '/readyz', 'https')).toBe(200);
      const shown: string[] = [];
      const look = async (name: string) => {
        const client = await connectWebSocket(http, { scheme: 'wss' });
        client.socket.on('error', () => undefined);
        const { _socket: socket } = client.socket as unknown as {
          readonly _socket: { getPeerCertificate(): { subject: { CN: string } } };
        };
        shown.push(socket.getPeerCertificate().subject.CN);
        client.send({ type: 'enter', name });
        await client.hear({ type: 'entered' });
        return client;
      };
      const one = await look('one');
      write(identity('second'));
      program.child.kill('SIGHUP');
      await program.logged('certificates reloaded');
      const two = await look('two');
      expect(shown).toEqual(['first', 'second']);
      two.send({ type: 'say', text: 'hello' });
      await one.hear({ type: 'said', from: 'two' });
    });

    it('tells plain HTTP so', async () => {
      const { http } = await start('--tls-port', '0', ...write(identity('server')));
      const { closed } = await rawHttp(http, requestOf('GET /'));
      expect(await closed).toMatch(/^HTTP\/1\.1 400 [^]*this port speaks HTTPS/);
    });
  });

  describe('says in one line what is wrong:', () => {
    it.each([
      [['--origin', 'https://a.example'], '--origin needs --http'],
      [['--trust-proxy'], '--trust-proxy needs --http'],
      [['--host-name', 'a.example'], '--host-name needs --http or --metrics'],
      [
        ['--http', '0', '--host-name', 'a.example:80'],
        '--host-name "a.example:80" is not the name of a host',
      ],
      [['--http', 'x'], '--http "x" is not [HOST:]PORT'],
      [['--http', ':8080'], '--http ":8080" is not [HOST:]PORT'],
      [['--http', '99999'], '--http "99999" is not [HOST:]PORT'],
      [['--http', '0', '--origin', 'a.example'], '--origin "a.example" is not the origin of a page'],
      [['--http', '0', '--origin', 'https://a.example/chat'], '--origin "https://a.example/chat" is not'],
      [['--http', '0', '--origin', 'null'], '--origin "null" is not'],
    ])('%j', async (args, message) => {
      const { exit, stdout, stderr } = runProgram(['serve', '0', ...args]);
      expect(await exit).toBe(2);
      expect(stdout.text).toBe('');
      expect(stderr.text).toContain(`rx-chat: ${message}`);
    });

    it('a port that is in use', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { exit, stdout, stderr } = runProgram(['serve', '0', '--http', `127.0.0.1:${port}`]);
      expect(await exit).toBe(1);
      expect(stdout.text).toBe('');
      expect(stderr.text).toBe(
        `rx-chat: http://127.0.0.1:${port} is in use: choose another port, or stop what has it\n`,
      );
      other.close();
    });
  });

  it('lets TCP clients through while 200 WebSockets say nothing', async () => {
    const { http, tcp } = await start('--max-unnamed', '50');
    await Promise.all(Array.from({ length: 200 }, () => rawHttp(http, upgradeOf())));
    const ann = await connect(tcp);
    ann.send('ann');
    await ann.line('welcome, ann');
  });
});
