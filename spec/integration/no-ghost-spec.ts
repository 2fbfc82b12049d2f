import { connect } from 'node:net';
import { filter, firstValueFrom, take, tap } from 'rxjs';
import { createChat, serve, tcp, type Server } from '../../src';
import { alive, survivors } from '../helpers/memory';
import { enter } from '../helpers/connect';
import { waitUntil } from '../helpers/wait-until';

const MiB = 1024 * 1024;

describe('clients that connect and disconnect', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = await serve({ port: 0, rate: 0, history: 0, maxPerAddress: 0, joinRate: 0 });
    port = server.addresses[0]?.port ?? 0;
  });
  afterEach(() => server.close());

  const left$ = () => server.chat.log$.pipe(filter(({ message }) => message === 'client disconnected'));

  /** One client after another way of ending, so many at a time; resolves when the server has seen the last one leave. */
  const comeAndGo = async (count: number, atOnce: number): Promise<void> => {
    for (let done = 0; done < count; done += atOnce) {
      const gone = firstValueFrom(
        left$().pipe(
          take(atOnce),
          filter((_, index) => index === atOnce - 1),
        ),
      );
      for (let i = 0; i < atOnce; i++) {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        socket.once('connect', () => {
          if (i % 4 < 2) socket.write(`n${i}\nhello\n`);
          if (i % 2 === 0) socket.end();
          else setImmediate(() => socket.resetAndDestroy());
        });
        socket.resume();
      }
      await gone;
    }
  };

  it('retain no memory after 5,000 of them', async () => {
    await comeAndGo(1000, 50);
    const before = await alive();
    const handles = process.getActiveResourcesInfo().length;
    await comeAndGo(5000, 50);
    expect((await alive()) - before).toBeLessThan(2 * MiB);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles);
    const watcher = await enter(port, 'watcher');
    watcher.send('/who');
    expect(await watcher.line('in lobby')).toMatch(/^\* 1 in lobby: watcher \(\d+s\)$/);
  }, 60_000);

  it('leave no socket, subscription or timer, however they end', async () => {
    const refs: WeakRef<object>[] = [];
    const chat = createChat();
    const transport$ = tcp({ port: 0 });
    const [address] = await chat.attach(
      Object.assign(transport$.pipe(tap((connection) => refs.push(new WeakRef(connection)))), {
        listening: transport$.listening,
      }),
    );
    const watcher = await enter(address?.port ?? 0, 'watcher');
    const timers = timersLeft();
    for (const end of ['end', 'destroy', 'resetAndDestroy'] as const) {
      const visitor = await enter(address?.port ?? 0, `by_${end}`);
      visitor.socket[end]();
      await watcher.line(`by_${end} has left the chat`);
      await visitor.closed;
    }
    expect(refs).toHaveLength(4);
    expect(await survivors(refs.slice(1))).toBe(0);
    await waitUntil(() => timersLeft() <= timers, { description: 'no timer is left' });
    await chat.close();
  });
});

const timersLeft = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
