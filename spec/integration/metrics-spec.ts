import { once } from 'node:events';
import { connect as connectSocket, createServer } from 'node:net';
import { concat, NEVER, of } from 'rxjs';
import { serve, type Dialect, type Meter, type ServeOptions, type Server } from '../../src';
import { chatDialect } from '../../src/dialects';
import { clientOver, testClient, type TestClient } from '../../src/testing';
import { memoryPair } from '../../src/transports';
import { identity } from '../helpers/certificate';
import { connect, enter, type SocketClient } from '../helpers/connect';
import { scrape, type Scrape } from '../helpers/prometheus';
import { scratch } from '../helpers/scratch';
import { waitUntil } from '../helpers/wait-until';

jest.setTimeout(30_000);

const DIALECTS = ['chat', 'json', 'netcat', 'budget'] as const;
type Spoken = (typeof DIALECTS)[number];

describe('the metrics of a server', () => {
  let server: Server;
  const { path } = scratch();

  const start = async (options: ServeOptions = {}): Promise<void> => {
    const listen = DIALECTS.slice(1).map((dialect) => ({ port: 0, host: '127.0.0.1', dialect }));
    server = await serve({ port: 0, rate: 0, listen, metrics: { port: 0 }, ...options });
  };
  afterEach(() => server.close());

  const url = () => server.addresses.at(-1)?.url ?? '';
  const look = (): Promise<Scrape> => scrape(url());
  const portOf = (dialect: Spoken) => server.addresses[DIALECTS.indexOf(dialect)]?.port ?? 0;

  /** The first scrape that fits. */
  const until = (fits: (found: Scrape) => boolean): Promise<Scrape> =>
    waitUntil(async () => look().then((found) => fits(found) && found), {
      description: `the metrics fit ${String(fits)}`,
    });

  const come: Readonly<Record<Spoken, (name: string) => Promise<SocketClient>>> = {
    chat: (name) => enter(portOf('chat'), name),
    json: async (name) => {
      const client = await connect(portOf('json'));
      client.send(JSON.stringify({ type: 'enter', name }));
      await client.line('"entered"');
      return client;
    },
    netcat: async (name) => {
      const client = await connect(portOf('netcat'));
      client.send(name);
      await client.seen(`][${name}]:`);
      return client;
    },
    budget: async (name) => {
      const client = await connect(portOf('budget'));
      client.send(name);
      await client.line('The room contains');
      return client;
    },
  };

  it('are listed as the last address, on the loopback interface only', async () => {
    await start();
    expect(url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  });

  it('start at 0, each with every label value', async () => {
    await start();
    const { types, by, value } = await look();
    expect(Object.fromEntries(types)).toEqual({
      rx_chat_build_info: 'gauge',
      rx_chat_clients: 'gauge',
      rx_chat_closed_connections_total: 'counter',
      rx_chat_wrong_secrets_total: 'counter',
      rx_chat_deliveries_total: 'counter',
      rx_chat_entries_total: 'counter',
      rx_chat_event_loop_delay_seconds: 'histogram',
      rx_chat_journal_commit_seconds: 'histogram',
      rx_chat_lagging_readers: 'gauge',
      rx_chat_paused_senders: 'gauge',
      rx_chat_process_cpu_seconds_total: 'counter',
      rx_chat_process_resident_memory_bytes: 'gauge',
      rx_chat_process_start_time_seconds: 'gauge',
      rx_chat_refused_connections_total: 'counter',
      rx_chat_rooms: 'gauge',
      rx_chat_sent_bytes_total: 'counter',
      rx_chat_skipped_lines_total: 'counter',
      rx_chat_tape_kept_bytes: 'gauge',
      rx_chat_tape_lag_bytes: 'gauge',
      rx_chat_turn_commands: 'histogram',
      rx_chat_turn_duration_seconds: 'histogram',
      rx_chat_unnamed_connections: 'gauge',
    });
    expect(by('rx_chat_entries_total')).toEqual({ 'set-limits': 1 });
    for (const reason of ['rate', 'awaiting-reply', 'in-flight', 'reply-backlog', 'room'])
      expect(value('rx_chat_paused_senders', { reason })).toBe(0);
    for (const dialect of DIALECTS) expect(value('rx_chat_clients', { dialect })).toBe(0);
    expect(value('rx_chat_journal_commit_seconds_count')).toBe(0);
  });

  it('agree with the actions of clients of four dialects, and with the bytes they received', async () => {
    await start();
    const ann = await come.chat('ann');
    const bob = await come.json('bob');
    const cid = await come.netcat('cid');
    const dan = await come.budget('dan');
    const idle = await connect(portOf('chat'));
    await idle.seen('NAME]: ');
    const here = await look();
    expect(here.by('rx_chat_clients')).toEqual({ chat: 1, json: 1, netcat: 1, budget: 1 });
    expect(here.by('rx_chat_unnamed_connections')).toEqual({ chat: 1 });
    expect(here.value('rx_chat_rooms')).toBe(1);

    ann.send(...Array.from({ length: 100 }, (_, i) => `line ${i}, naïve`));
    await Promise.all([bob, cid, dan].map((client) => client.line('line 99')));
    bob.send(JSON.stringify({ type: 'say', text: 'and one more' }));
    await Promise.all([ann, cid, dan].map((client) => client.line('and one more')));
    ann.send('/topic tea', '/nick anna', '/who', '/bogus');
    await ann.line('unknown command');
    server.chat.say('that is all');
    await Promise.all([ann, bob, cid, dan].map((client) => client.line('that is all')));
    for (const client of [dan, cid, idle]) client.end();
    await Promise.all([dan, cid, idle].map(({ closed }) => closed));
    await ann.line('cid has left');
    bob.send(JSON.stringify({ type: 'leave' }));
    await bob.closed;
    await ann.line('bob has left');
    ann.send('/quit');
    await ann.closed;

    const gone = await until(({ by }) => Object.keys(by('rx_chat_clients')).length === 0);
    expect(gone.by('rx_chat_unnamed_connections')).toEqual({});
    expect(gone.by('rx_chat_entries_total')).toEqual({
      'set-limits': 1,
      enter: 4,
      say: 101,
      topic: 1,
      rename: 1,
      announce: 1,
      leave: 4,
    });
    // Of those who came after them, of what the others said and did, the announcement, and of those who left.
    expect(gone.by('rx_chat_deliveries_total')).toEqual({
      chat: 3 + 1 + 1 + 3,
      json: 2 + 100 + 2 + 1 + 2,
      netcat: 1 + 101 + 2 + 1 + 1,
      budget: 101 + 2 + 1,
    });
    expect(gone.by('rx_chat_sent_bytes_total')).toEqual({
      chat: ann.socket.bytesRead + idle.socket.bytesRead,
      json: bob.socket.bytesRead,
      netcat: cid.socket.bytesRead,
      budget: dan.socket.bytesRead,
    });
    expect(gone.by('rx_chat_skipped_lines_total')).toEqual({});
    const commands = gone.value('rx_chat_turn_commands_sum');
    // Also /who, /bogus, and the part of the one who never entered.
    expect(commands).toBe(113 + 3);
    expect(gone.value('rx_chat_turn_commands_count')).toBe(gone.value('rx_chat_turn_duration_seconds_count'));
    expect(gone.value('rx_chat_turn_duration_seconds_sum')).toBeGreaterThan(0);
  });

  it('count no line for a client that ignores its author, and no private message', async () => {
    await start();
    const [ann, bob, cid] = [await come.chat('ann'), await come.chat('bob'), await come.chat('cid')];
    ann.send('/ignore bob');
    await ann.line('ignore');
    const before = (await look()).value('rx_chat_deliveries_total', { dialect: 'chat' });
    bob.send('one', 'two', '/msg cid three');
    await cid.line('three');
    ann.send('four');
    await bob.line('four');
    await cid.line('four');
    const after = (await look()).value('rx_chat_deliveries_total', { dialect: 'chat' });
    expect(after - before).toBe(2 + 2);
  });

  it('count rejected connections by limit', async () => {
    await start({ maxClients: 2, maxPerAddress: 1 });
    const ann = await connect(portOf('chat'));
    await ann.seen('NAME]: ');
    for (let i = 0; i < 3; i++) await (await connect(portOf('json'))).closed;
    testClient(server.chat, { remote: '192.0.2.1:1' });
    await testClient(server.chat, { remote: '192.0.2.2:1' }).closed;
    const { by } = await look();
    expect(by('rx_chat_refused_connections_total')).toEqual({ 'max-clients': 1, 'max-per-address': 3 });
  });

  it('count sockets rejected by the TLS listener', async () => {
    await start({ tls: { ...identity('server'), port: 0, handshakeTimeout: 300, maxHandshakes: 2 } });
    const port = Number(server.addresses.find(({ url }) => url.startsWith('tls:'))?.port);
    const plain = await connect(port);
    plain.send('ann');
    await plain.closed;
    const broken = await connect(port);
    broken.write(Buffer.from([22, 3, 1, 0, 5, 1, 2, 3, 4, 5]));
    await broken.closed;
    const slow = await connect(port);
    slow.write(Buffer.from([22]));
    await slow.closed;
    const many = await Promise.all([1, 2, 3].map(() => connect(port)));
    await Promise.race(many.map(({ closed }) => closed));
    const { by } = await look();
    expect(by('rx_chat_refused_connections_total')).toEqual({
      'plain-text': 1,
      handshake: 1,
      'handshake-timeout': 1,
      'max-handshakes': 1,
    });
    many.forEach((client) => client.vanish());
  });

  it('count pages rejected for their origin', async () => {
    await start({ http: { port: 0, host: '127.0.0.1' } });
    const { port } = server.addresses.at(-2) ?? { port: 0 };
    const page = await connect(port);
    page.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://elsewhere.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    await page.closed;
    const { by } = await look();
    expect(by('rx_chat_refused_connections_total')).toEqual({ origin: 1 });
  });

  it('pass the rejections of listeners to a custom meter', async () => {
    const refused: string[] = [];
    const meter: Meter = {
      counters: () => ({ lines: 0, bytes: 0, skipped: 0 }),
      onTurn: () => undefined,
      onRejected: (reason) => void refused.push(reason),
      onClosed: () => undefined,
      onWrongSecret: () => undefined,
      setStatsSource: () => undefined,
    };
    server = await serve({ port: 0, meter, http: { port: 0, host: '127.0.0.1' } });
    const page = await connect(server.addresses.at(-1)?.port ?? 0);
    page.write(
      'GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://elsewhere.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await page.closed;
    expect(refused).toEqual(['origin']);
  });

  it('count closed connections by reason', async () => {
    await start({ nameTimeout: 400, maxLine: 100 });
    const late = await connect(portOf('chat'));
    const [ann, bob, cid] = [await come.chat('ann'), await come.chat('bob'), await come.chat('cid')];
    const eva = await come.chat('eva');
    ann.send('/quit for: kicked by nobody');
    bob.end();
    cid.socket.resetAndDestroy();
    const web = await connect(portOf('chat'));
    web.write('GET / HTTP/1.1\r\n\r\n');
    server.chat.console(concat(of('/kick eva away with you'), NEVER)).subscribe();
    await Promise.all([late, ann, bob, cid, web, eva].map(({ closed }) => closed));
    const total = (all: Readonly<Record<string, number>>) => Object.values(all).reduce((a, b) => a + b, 0);
    const { by } = await until((found) => total(found.by('rx_chat_closed_connections_total')) === 6);
    expect(by('rx_chat_closed_connections_total')).toEqual({
      'name-timeout': 1,
      quit: 1,
      fin: 1,
      reset: 1,
      'foreign-protocol': 1,
      kicked: 1,
    });
  });

  it('show paused senders by reason, until they are resumed', async () => {
    await start({ rate: 2, burst: 2 });
    const ann = await come.chat('ann');
    expect((await look()).by('rx_chat_paused_senders')).toEqual({});
    ann.send('one', 'two', 'three');
    const { by } = await until((found) => 'rate' in found.by('rx_chat_paused_senders'));
    expect(by('rx_chat_paused_senders')).toEqual({ rate: 1 });
    await until((found) => Object.keys(found.by('rx_chat_paused_senders')).length === 0);
  });

  it('count the lines skipped for a slow reader as the reader is told', async () => {
    await start({ tape: 65_536, history: 0 });
    const [near, far] = memoryPair();
    const slow: TestClient = clientOver(near);
    server.chat.accept(far);
    slow.send('slow');
    await slow.line('to pick up here later');
    const [ann, bob] = [await come.chat('ann'), await come.chat('bob')];
    await slow.line('bob has joined');
    near.pause();
    for (let i = 0; i < 10; i++) {
      ann.send(...Array.from({ length: 10 }, (_, k) => `${i}-${k} `.padEnd(2000, 'x')));
      await bob.line(`${i}-9 `);
    }
    const lagging = await look();
    expect(lagging.value('rx_chat_lagging_readers')).toBe(1);
    expect(lagging.value('rx_chat_tape_lag_bytes')).toBeGreaterThan(1000);
    expect(lagging.value('rx_chat_tape_lag_bytes')).toBeLessThanOrEqual(65_536 + 20 * 2100);
    expect(lagging.value('rx_chat_tape_kept_bytes')).toBeGreaterThan(1000);
    near.resume();
    server.chat.say('that is all');
    await slow.line('that is all');
    const told = slow.lines.flatMap((line) => /^\* (\d+) lines? skipped/.exec(line)?.[1] ?? []);
    const skipped = told.reduce((sum, count) => sum + Number(count), 0);
    expect(skipped).toBeGreaterThan(0);
    const { value } = await look();
    expect(value('rx_chat_skipped_lines_total', { dialect: 'chat' })).toBe(skipped);
    // bob's; ann's; and slow's: who came, what was not skipped, and the end.
    expect(value('rx_chat_deliveries_total', { dialect: 'chat' })).toBe(101 + 2 + 2 + 100 - skipped + 1);
    expect(value('rx_chat_lagging_readers')).toBe(0);
    expect(value('rx_chat_tape_lag_bytes')).toBe(0);
  });

  it('time each batch of the journal', async () => {
    await start({ data: path('chat') });
    const ann = await come.chat('ann');
    ann.send('one');
    const { value } = await until((found) => found.by('rx_chat_entries_total').say === 1);
    expect(value('rx_chat_journal_commit_seconds_count')).toBe(value('rx_chat_turn_duration_seconds_count'));
    expect(value('rx_chat_journal_commit_seconds_sum')).toBeGreaterThan(0);
  });

  it('show the delay of the event loop', async () => {
    await start();
    const end = performance.now() + 300;
    while (performance.now() < end);
    const { value } = await until((found) => found.value('rx_chat_event_loop_delay_seconds_count') > 0);
    expect(value('rx_chat_event_loop_delay_seconds_sum')).toBeGreaterThan(0.2);
    expect(value('rx_chat_event_loop_delay_seconds_bucket', { le: '+Inf' })).toBeGreaterThan(
      value('rx_chat_event_loop_delay_seconds_bucket', { le: '0.1' }),
    );
  });

  it('have no more series for more clients, names, rooms and dialects', async () => {
    await start();
    const odd = (i: number): Dialect => ({ ...chatDialect(), name: `odd "${i}"\n` });
    const some = testClient(server.chat, { dialect: odd(0) });
    some.send('first');
    await some.line('welcome');
    const before = await look();
    const clients = Array.from({ length: 50 }, (_, i) => testClient(server.chat, { dialect: odd(i + 1) }));
    clients.forEach((client, i) =>
      client.send(`name${i}`, `/join room${i}`, 'hello', `/quit because of ${i}`),
    );
    await Promise.all(clients.map(({ closed }) => closed));
    const after = await look();
    expect([...after.samples.keys()]).toEqual([...before.samples.keys()]);
    expect(after.by('rx_chat_clients')).toEqual({ other: 1 });
    expect(after.by('rx_chat_closed_connections_total')).toEqual({ quit: 50 });
  });

  describe('over HTTP', () => {
    it('answer GET and HEAD at one path', async () => {
      await start();
      const got = await fetch(`${url()}?name=rx_chat_rooms`);
      const head = await fetch(url(), { method: 'HEAD' });
      for (const { status, headers } of [got, head]) {
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
        expect(Number(headers.get('content-length'))).toBeGreaterThan(1000);
      }
      expect(await head.text()).toBe('');
      const posted = await fetch(url(), { method: 'POST', body: 'x' });
      expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      for (const where of ['/', '/metrics/', '/metric', '/favicon.ico'])
        expect((await fetch(new URL(where, url()))).status).toBe(404);
    });

    it('answer until the last client is gone, and delay no shutdown', async () => {
      await start();
      const port = Number(new URL(url()).port);
      const asking = connectSocket({ port, host: '127.0.0.1' });
      asking.on('error', () => undefined);
      await once(asking, 'connect');
      asking.write('GET /metrics HTTP/1.1\r\n');
      // It goes on and on, so that it is not cut off for silence.
      const dripping = setInterval(() => asking.write('X: y\r\n'), 200);
      // It does not end its own side, so that the server waits for it a second.
      const lingering = connectSocket({ port: portOf('chat'), host: '127.0.0.1', allowHalfOpen: true });
      lingering.resume();
      await once(lingering, 'connect');
      await until(({ by }) => by('rx_chat_unnamed_connections').chat === 1);
      const address = url();
      const closing = server.close();
      await once(lingering, 'end');
      expect((await scrape(address)).by('rx_chat_entries_total')).toEqual({
        'set-limits': 1,
        'remove-all': 1,
      });
      await closing;
      lingering.destroy();
      await once(asking, 'close');
      clearInterval(dripping);
      // Nor was it told that it took too long.
      expect(asking.bytesRead).toBe(0);
      await expect(fetch(address)).rejects.toThrow('fetch failed');
    });

    it('refuse more than 16 connections at a time', async () => {
      await start();
      const port = Number(new URL(url()).port);
      const many = Array.from({ length: 16 }, () => connectSocket({ port, host: '127.0.0.1' }));
      await Promise.all(many.map((socket) => once(socket, 'connect')));
      await expect(fetch(url())).rejects.toThrow('fetch failed');
      many.forEach((socket) => socket.destroy());
      await Promise.all(many.map((socket) => once(socket, 'close')));
      let found: Scrape | undefined;
      while (!found) found = await look().catch(() => undefined);
    });
  });

  it('leave no server when their port is taken, and no listener when the chat cannot start', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await start();
    await expect(serve({ port: 0, metrics: { port } })).rejects.toMatchObject({
      code: 'RX_CHAT_ADDRESS_IN_USE',
      message: `http://127.0.0.1:${port}/metrics is in use: choose another port, or stop what has it`,
    });
    other.close();
    await once(other, 'close');
    await expect(serve({ port: portOf('chat'), metrics: { port } })).rejects.toThrow('is in use');
    const again = await serve({ port: 0, metrics: { port, host: 'localhost' } });
    await again.close();
  });
});
