import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { firstValueFrom, filter } from 'rxjs';
import { serve, type LogRecord, type Server } from '../../src';
import { connect, enter, type SocketClient } from '../helpers/connect';

const TIME = String.raw`\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]`;
const message = (name: string, text: string): RegExp => new RegExp(`^${TIME}\\[${name}\\]:${text}$`);

describe('serve', () => {
  let server: Server;
  let port: number;
  const log: LogRecord[] = [];

  beforeEach(async () => {
    server = await serve({ port: 0, rate: 0 });
    port = server.addresses[0]?.port ?? 0;
    log.length = 0;
    server.chat.log$.subscribe((line) => log.push(line));
  });
  afterEach(() => server.close());

  const left = (): Promise<LogRecord> =>
    firstValueFrom(server.chat.log$.pipe(filter(({ message: what }) => what === 'client disconnected')));

  /** All that `client` sees of the room until it has seen what everybody sees now. */
  const seenBy = async (client: SocketClient): Promise<readonly string[]> => {
    server.chat.say('that is all');
    await client.line('* that is all');
    return client.lines;
  };

  it('greets, asks for a name, and lists the members', async () => {
    const ann = await connect(port);
    await ann.seen('[ENTER YOUR NAME]: ');
    expect(ann.text).toBe('Welcome to rx-chat!\n[ENTER YOUR NAME]: ');
    ann.send('ann');
    expect(await ann.line('welcome')).toContain('* welcome, ann:');
    expect(await ann.line()).toMatch(/^\* to pick up here later: \/resume [\w-]{22}$/);
    const bob = await connect(port);
    bob.send('bob');
    expect(await bob.line('welcome')).toContain('here are ann');
    expect(await ann.line()).toBe('bob has joined the chat');
  });

  it('sends a message to all but its sender, and to newcomers as history', async () => {
    const [ann, bob] = [await enter(port, 'ann'), await enter(port, 'bob')];
    ann.send('hello', '', ' \t ', 'bye');
    expect(await bob.line(message('ann', 'hello'))).toBeTruthy();
    expect(await bob.line()).toMatch(message('ann', 'bye'));
    const cid = await enter(port, 'cid');
    expect(cid.lines.slice(1, 3).map((line) => line.replace(/^.*\[ENTER YOUR NAME\]: /, ''))).toEqual([
      expect.stringMatching(message('ann', 'hello')),
      expect.stringMatching(message('ann', 'bye')),
    ]);
    expect((await seenBy(ann)).join('\n')).not.toMatch(/hello|bye/);
  });

  it.each([
    ['telnet line ends', ['ann\r\nhi\r\n']],
    [
      'telnet negotiation',
      [Buffer.from([255, 253, 3, 255, 251, 24]), 'ann\r\n', Buffer.from([255, 241]), 'hi\r\n'],
    ],
    ['a byte at a time', Array.from('ann\nhi\n')],
    ['the name and a message in one packet', ['ann\nhi\n']],
  ])('understands %s', async (_, writes) => {
    const bob = await enter(port, 'bob');
    const ann = await connect(port);
    for (const bytes of writes) {
      ann.write(bytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await bob.line()).toBe('ann has joined the chat');
    expect(await bob.line()).toMatch(message('ann', 'hi'));
  });

  it('accepts 1,000 lines in one write', async () => {
    const [ann, bob] = [await enter(port, 'ann'), await enter(port, 'bob')];
    const texts = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
    ann.send(...texts);
    await bob.line(/line 999$/);
    expect(
      bob.lines.filter((line) => line.includes('[ann]')).map((line) => line.replace(/^.*:/, '')),
    ).toEqual(texts);
  });

  it('delays a client beyond the rate, and loses no line', async () => {
    await server.close();
    server = await serve({ port: 0, rate: 200, burst: 10 });
    port = server.addresses[0]?.port ?? 0;
    const [ann, bob] = [await enter(port, 'ann'), await enter(port, 'bob')];
    const began = performance.now();
    ann.send(...Array.from({ length: 40 }, (_, i) => `line ${i}`));
    await bob.line(/line 39$/);
    expect(performance.now() - began).toBeGreaterThan(100);
    expect(bob.lines.filter((line) => line.includes('[ann]'))).toHaveLength(40);
  });

  it('gives a name to one of two clients that ask in the same packet, and asks the other again', async () => {
    const clients = await Promise.all([connect(port), connect(port)]);
    for (const client of clients) client.write('twin\n');
    await Promise.all(clients.map((client) => client.line(/welcome, twin|! the name twin is taken/)));
    const texts = clients.map(({ text }) => text);
    expect(texts.filter((text) => text.includes('* welcome, twin'))).toHaveLength(1);
    expect(texts.filter((text) => text.endsWith('[ENTER YOUR NAME]: '))).toHaveLength(1);
  });

  it('disconnects a client after five bad names', async () => {
    const client = await connect(port);
    client.send('', '_', 'a b', '/help', '\u200b', 'ann');
    await client.closed;
    expect(client.lines.filter((line) => line.includes('! '))).toHaveLength(6);
    expect(client.lines.at(-1)).toBe('! too many tries');
  });

  describe('when a client', () => {
    const killed = () => {
      const program = `require('net').connect(${port}, '127.0.0.1').write('gone\\n')`;
      const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
      return Promise.resolve({ vanish: () => child.kill('SIGKILL') });
    };
    const withSocket = async (end: (client: SocketClient) => void) => {
      const client = await connect(port);
      client.send('gone');
      return { vanish: () => end(client) };
    };
    it.each([
      ['RST', 'RST', () => withSocket(({ socket }) => socket.resetAndDestroy())],
      ['FIN', 'FIN', () => withSocket(({ socket }) => socket.end())],
      ['its process is killed', /FIN|RST/, killed],
      ['/quit', 'quit', () => withSocket((client) => client.send('/quit'))],
    ])('%s, announces one leave', async (_, cause, come) => {
      const bob = await enter(port, 'bob');
      const gone = left();
      const client = await come();
      await bob.line('gone has joined the chat');
      client.vanish();
      expect(await bob.line()).toBe('gone has left the chat');
      expect(await gone).toMatchObject({ name: 'gone', cause: expect.stringMatching(cause) as string });
      expect((await seenBy(bob)).filter((line) => line.includes('has left'))).toHaveLength(1);
    });

    it('half-closes, says its lines, answers it, and then announces the leave', async () => {
      const bob = await enter(port, 'bob');
      const ann = await connect(port);
      ann.socket.end('ann\nhi\n/who\nnot ended');
      await ann.closed;
      expect(await bob.line()).toBe('ann has joined the chat');
      expect(await bob.line()).toMatch(message('ann', 'hi'));
      expect(await bob.line()).toBe('ann has left the chat');
      expect(ann.lines.at(-1)).toMatch(/^\* 2 in lobby: bob \(\d+s\), ann \(\d+s\)$/);
    });

    it.each([
      ['at the name prompt', ''],
      ['after a bad name', '!\n'],
    ])('%s, announces nothing', async (_, text) => {
      const bob = await enter(port, 'bob');
      for (const end of ['end', 'resetAndDestroy'] as const) {
        const gone = left();
        const client = await connect(port);
        await client.seen('NAME]: ');
        client.write(text);
        client.socket[end]();
        await gone;
      }
      expect((await seenBy(bob)).filter((line) => /joined|left/.test(line))).toEqual([]);
    });

    it('ends after a taken name, announces nothing', async () => {
      const bob = await enter(port, 'bob');
      const twin = await connect(port);
      twin.socket.end('bob\n');
      await twin.closed;
      expect(twin.text).toContain('! the name bob is taken');
      expect((await seenBy(bob)).filter((line) => /joined|left/.test(line))).toEqual([]);
    });

    it('never gives a name, disconnects it and announces nothing', async () => {
      await server.close();
      server = await serve({ port: 0, nameTimeout: 50 });
      port = server.addresses[0]?.port ?? 0;
      const bob = await enter(port, 'bob');
      const client = await connect(port);
      await client.closed;
      expect(client.lines.at(-1)).toBe('! no name within 0.05 s');
      expect((await seenBy(bob)).filter((line) => /joined|left/.test(line))).toEqual([]);
    });
  });

  it('refuses clients beyond the limits in all and per address, and accepts others once some have left', async () => {
    await server.close();
    server = await serve({ port: 0, maxClients: 2 });
    port = server.addresses[0]?.port ?? 0;
    const ann = await enter(port, 'ann');
    const bob = await enter(port, 'bob');
    const refused = await connect(port);
    await refused.closed;
    expect(refused.text).toBe('! the server is full: 2 clients at most\n');
    ann.socket.end();
    await bob.line('ann has left the chat');
    expect(await enter(port, 'cid')).toBeTruthy();
  });

  (existsSync('/proc/self/fd') ? it : it.skip)(
    'turns away a flood without keeping its descriptors',
    async () => {
      await server.close();
      server = await serve({ port: 0, maxClients: 1 });
      port = server.addresses[0]?.port ?? 0;
      const ann = await enter(port, 'ann');
      const before = readdirSync('/proc/self/fd').length;
      const flood = await Promise.all(Array.from({ length: 200 }, () => connect(port)));
      flood.forEach(({ socket }) => socket.pause());
      ann.send('/who');
      await ann.line('1 in lobby');
      // Of each pair one end is here: beyond those, at most 32 of the server's are left.
      expect(readdirSync('/proc/self/fd').length - before).toBeLessThan(200 + 40);
      for (const { socket } of flood) socket.destroy();
    },
  );

  it('says goodbye to all clients, unregistered ones too, and ends', async () => {
    const [ann, cid] = [await enter(port, 'ann'), await connect(port)];
    await cid.seen('NAME]: ');
    await server.close();
    await Promise.all([ann.closed, cid.closed]);
    expect(ann.lines.at(-1)).toBe('* the server is shutting down');
    expect(cid.lines.at(-1)).toBe('* the server is shutting down');
    expect(ann.text).not.toContain('has left');
  });

  it('reports the address in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as { port: number }).port;
    await expect(serve({ port: taken, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'RX_CHAT_ADDRESS_IN_USE',
      message: `tcp://127.0.0.1:${taken} is in use: choose another port, or stop what has it`,
    });
    other.close();
  });
});
