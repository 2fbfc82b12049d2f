import { serve, type LogRecord, type ServeOptions, type Server, type StatsSnapshot } from '../../src';
import { enter, type SocketClient } from '../helpers/connect';
import { statsMeter } from '../helpers/stats-meter';
import { waitUntil } from '../helpers/wait-until';

const TAPE = 4 * 1024 * 1024;
const SIZE = 1000;
const SENDERS = 2;

/** Numbered lines of one sender, in one string. */
const lines = (sender: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `${sender}:${i} `.padEnd(SIZE, 'x') + '\n').join('');

/** The numbers of a sender's lines that were read, in the order in which they came. */
const numbersOf = (client: SocketClient, sender: number): number[] =>
  client.lines.flatMap((line) => {
    const found = new RegExp(`\\[s${sender}\\]:${sender}:(\\d+) `).exec(line)?.[1];
    return found === undefined ? [] : [Number(found)];
  });

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Lets a client read a chunk at a time; returns what lets it read on. */
const sip = ({ socket }: SocketClient, ms: number): (() => void) => {
  const pause = () => socket.pause();
  socket.on('data', pause).pause();
  const timer = setInterval(() => socket.resume(), ms);
  return () => {
    clearInterval(timer);
    socket.off('data', pause).resume();
  };
};

describe('a room with slow readers', () => {
  let server: Server;
  let port: number;
  let log: LogRecord[];
  let stats: () => StatsSnapshot;

  const start = async (options: ServeOptions = {}): Promise<void> => {
    const { meter, read } = statsMeter();
    stats = read;
    server = await serve({ port: 0, rate: 0, history: 0, tape: TAPE, meter, ...options });
    port = server.addresses[0]?.port ?? 0;
    log = [];
    server.chat.log$.subscribe((line) => log.push(line));
  };
  afterEach(() => server.close());

  const readers = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => enter(port, `reader${i}`)));

  /** Everybody is in; then the senders write all they have. */
  const storm = async (count: number): Promise<readonly SocketClient[]> => {
    const senders = await Promise.all(Array.from({ length: SENDERS }, (_, i) => enter(port, `s${i}`)));
    senders.forEach((sender, i) => sender.write(lines(i, count)));
    return senders;
  };

  const hasAll = (client: SocketClient, count: number): void => {
    for (let i = 0; i < SENDERS; i++) expect(numbersOf(client, i)).toEqual(upTo(count));
  };

  const readAll = async (clients: readonly SocketClient[], count: number): Promise<void> => {
    for (const client of clients)
      for (let i = 0; i < SENDERS; i++)
        if (numbersOf(client, i).at(-1) !== count - 1) await client.line(`[s${i}]:${i}:${count - 1} `);
    for (const client of clients) hasAll(client, count);
  };

  /** Resolves once the server has paused so many senders. */
  const paused = (reason: keyof StatsSnapshot['pausedByReason'], count: number) =>
    waitUntil(() => stats().pausedByReason[reason] >= count, {
      description: `${count} senders are paused for ${reason}`,
      timeoutMs: 20_000,
    });

  const reasons = () =>
    log.filter(({ message }) => message === 'client disconnected').map(({ name, cause }) => [name, cause]);

  it('disconnects a reader that stops once, without slowing the others', async () => {
    // The readers are in this process too: on a busy machine they take nothing for seconds.
    await start({ stall: 2000, stallTimeout: 8000 });
    const all = await readers(8);
    const [stuck, ...others] = all;
    stuck?.socket.pause();
    await storm(6000);
    await readAll(others, 6000);
    await Promise.all(others.map((client) => client.line('reader0 has left the chat')));
    expect(others[0]?.lines.filter((line) => line.includes('has left'))).toEqual([
      'reader0 has left the chat (too slow)',
    ]);
    expect(reasons()).toEqual([['reader0', 'too slow']]);
  }, 60_000);

  it('skips a slow reader forward, and tells it the exact number of skipped lines', async () => {
    await start();
    const all = await readers(8);
    const [slow, ...others] = all;
    if (!slow) throw new Error('nobody reads');
    const gulp = sip(slow, 200);
    await storm(16_000);
    await readAll(others, 16_000);
    gulp();
    server.chat.say('that is all');
    await slow.line('* that is all');
    const skipped = slow.lines.flatMap((line) => /^\* (\d+) lines? skipped: you were/.exec(line)?.[1] ?? []);
    const missed = skipped.reduce((sum, count) => sum + Number(count), 0);
    const got = numbersOf(slow, 0).length + numbersOf(slow, 1).length;
    expect(missed).toBeGreaterThan(0);
    expect(got + missed).toBe(32_000);
    for (let i = 0; i < SENDERS; i++)
      expect(numbersOf(slow, i)).toEqual([...numbersOf(slow, i)].sort((a, b) => a - b));
  }, 60_000);

  it('serves the other readers at their own pace when most readers, all of one address, read nothing', async () => {
    await start({ stall: 0, stallTimeout: 0 });
    const stuck = await Promise.all(upTo(9).map((i) => enter(port, `stuck${i}`, '127.66.0.1')));
    for (const { socket } of stuck) socket.pause();
    const others = await Promise.all(upTo(4).map((i) => enter(port, `other${i}`, `127.0.1.${i + 1}`)));
    await storm(4000);
    await readAll(others, 4000);
    for (const { socket } of stuck) socket.destroy();
    expect(others.some(({ text }) => text.includes('skipped'))).toBe(false);
  }, 60_000);

  it('pauses the senders when all readers are slow, and skips and loses nothing', async () => {
    await start({ stall: 0, stallTimeout: 0 });
    const all = await readers(6);
    const gulps = all.map((client) => sip(client, 5));
    await storm(16_000);
    await paused('room', SENDERS);
    const early = all.map((client) => numbersOf(client, 0).length);
    expect(Math.max(...early)).toBeLessThan(16_000);
    for (const gulp of gulps) gulp();
    await readAll(all, 16_000);
    expect(all.some(({ text }) => text.includes('skipped'))).toBe(false);
  }, 60_000);

  it('loses nothing when all readers stop for a while', async () => {
    await start({ stall: 10_000, stallTimeout: 20_000 });
    const all = await readers(6);
    for (const { socket } of all) socket.pause();
    const senders = await storm(8000);
    senders.forEach(({ socket }) => socket.pause());
    await paused('room', SENDERS);
    for (const { socket } of [...all, ...senders]) socket.resume();
    await readAll(all, 8000);
    expect(all.some(({ text }) => text.includes('skipped'))).toBe(false);
  }, 60_000);

  it('disconnects all readers that never read again, and is empty then', async () => {
    await start({ stall: 200, stallTimeout: 1000 });
    const all = await readers(6);
    for (const { socket } of all) socket.pause();
    await storm(8000).then((senders) => senders.forEach(({ socket }) => socket.pause()));
    await waitUntil(() => reasons().length >= 8, {
      description: 'the server has disconnected all 8 clients',
      timeoutMs: 20_000,
      intervalMs: 10,
    });
    expect(reasons().map(([, cause]) => cause)).toEqual(Array.from({ length: 8 }, () => 'too slow'));
    const watcher = await enter(port, 'watcher');
    expect(watcher.text).toContain('nobody else is here');
  }, 60_000);

  describe('a paused sender', () => {
    const held = async (bytes: number): Promise<readonly [SocketClient, SocketClient]> => {
      await start({ rate: 10, burst: 10 });
      const bob = await enter(port, 'bob');
      const ann = await enter(port, 'ann');
      await bob.line('ann has joined');
      ann.write('a line\n'.repeat(bytes / 7));
      await bob.line('a line');
      return [ann, bob];
    };

    it.each([
      ['little', 700],
      ['a megabyte', 1024 * 1024],
    ])('that is reset with %s unread leaves within 2 s', async (_, bytes) => {
      const [ann, bob] = await held(bytes);
      await paused('rate', 1);
      ann.socket.resetAndDestroy();
      await bob.line('ann has left the chat');
      // The burst, and what a rate of 10 a second lets through in 2 s; all 100 of them would take 9 s.
      expect(bob.lines.filter((line) => line.endsWith('a line')).length).toBeLessThanOrEqual(30);
      expect(bob.lines.filter((line) => line.includes('has left'))).toHaveLength(1);
    });

    it('that ends its input leaves after its last line', async () => {
      const [ann, bob] = await held(700);
      ann.socket.end();
      await bob.line('ann has left the chat');
      expect(bob.lines.filter((line) => line.endsWith('a line'))).toHaveLength(100);
    });
  });
});
