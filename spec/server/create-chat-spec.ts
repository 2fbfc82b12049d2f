import { Duplex } from 'node:stream';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { config, firstValueFrom, filter, NEVER, Subject, take, toArray, type Observable } from 'rxjs';
import {
  chatDialect,
  createChat,
  memoryJournal,
  type AcceptOptions,
  type Chat,
  type Connection,
  type Dialect,
  type Journal,
  type LogRecord,
} from '../../src';
import { clientOver, join, testClient, testClock } from '../../src/testing';
import { alive, survivors } from '../helpers/memory';
import { memoryPair } from '../../src/transports';

describe('createChat', () => {
  let chat: Chat;
  const log: LogRecord[] = [];

  const start = (options: Parameters<typeof createChat>[0] = {}): void => {
    chat = createChat({ rate: 0, ...options });
    log.length = 0;
    chat.log$.subscribe((line) => log.push(line));
  };
  beforeEach(() => start());
  afterEach(() => chat.close());

  it('accepts any Duplex as a client', async () => {
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('hello');
    expect(await bob.line('hello')).toMatch(/\[ann\]:hello$/);
  });

  it('says a text as the server, cleaned', async () => {
    const ann = await join(chat, 'ann');
    chat.say('maintenance \x1b[31mat noon\n');
    expect(await ann.line()).toBe('* maintenance at noon');
  });

  it('has its current state, and emits each change', async () => {
    const now = await firstValueFrom(chat.state$);
    expect(now.clients.size).toBe(0);
    const changed = firstValueFrom(chat.state$.pipe(filter(({ clients }) => clients.size === 1)));
    await join(chat, 'ann');
    const { clients, rooms } = await changed;
    expect([...clients.values()].map(({ name, remote }) => [name.text, remote])).toEqual([['ann', 'memory']]);
    expect(rooms.get('lobby')?.members.size).toBe(1);
    expect((await firstValueFrom(chat.state$)).clients.size).toBe(1);
  });

  it('keeps the same state through a turn that only reads', async () => {
    const ann = await join(chat, 'ann');
    const before = await firstValueFrom(chat.state$);
    ann.send('/who');
    await ann.line('1 in lobby');
    expect(await firstValueFrom(chat.state$)).toBe(before);
  });

  it('emits every entry, refused ones too, after the clients have heard it', async () => {
    const ann = await join(chat, 'ann');
    const entries = firstValueFrom(chat.entry$.pipe(take(3), toArray()));
    const bob = testClient(chat);
    bob.send('ann', 'bob');
    await ann.line('bob has joined');
    bob.send('hi');
    await ann.line('hi');
    const kinds = (await entries).map(({ command }) => command.kind);
    expect(kinds).toEqual(['enter', 'enter', 'say']);
    expect((await entries).map(({ seq }) => seq)).toEqual([3, 4, 5]);
  });

  it('hears in the next turn what an entry$ subscriber says', async () => {
    const ann = await join(chat, 'ann');
    const greet$ = chat.entry$.pipe(filter(({ command }) => command.kind === 'enter'));
    greet$.subscribe(({ command }) => command.kind === 'enter' && chat.say(`hello ${command.name.text}`));
    await join(chat, 'bob');
    expect(await ann.line('bob')).toBe('bob has joined the chat');
    expect(await ann.line()).toBe('* hello bob');
  });

  it('goes on when an entry$ subscriber throws, and lets RxJS report it', async () => {
    const reported = new Promise((resolve) => (config.onUnhandledError = resolve));
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    chat.entry$.pipe(take(1)).subscribe(() => {
      throw new Error('the embedder has a bug');
    });
    ann.send('one', 'two');
    expect(await bob.line(']:')).toMatch(/one$/);
    expect(await bob.line()).toMatch(/two$/);
    expect(await reported).toEqual(new Error('the embedder has a bug'));
    config.onUnhandledError = null;
  });

  describe('isolates the fault of one client:', () => {
    const faulty: Dialect = {
      ...chatDialect(),
      read: (stage, line) => {
        if (line === 'boom') throw new Error('a dialect has a bug');
        return chatDialect().read(stage, line);
      },
    };

    it('a line that throws ends only its own connection', async () => {
      const bob = await join(chat, 'bob');
      const ann = await join(chat, 'ann', { dialect: faulty });
      ann.send('before', 'boom', 'after');
      await ann.closed;
      expect(await bob.line('has left')).toBe('ann has left the chat');
      expect(bob.lines.at(-2)).toMatch(/before$/);
      expect(log).toContainEqual(expect.objectContaining({ level: 'error', name: 'ann' }));
    });

    it('a socket that throws on write is closed, and the others get the line', async () => {
      const [client, server] = memoryPair();
      const ann = clientOver(client);
      chat.accept(server);
      ann.send('ann');
      await ann.line('welcome');
      const [bob, cid] = [await join(chat, 'bob'), await join(chat, 'cid')];
      server.write = () => {
        throw new Error('a socket has a bug');
      };
      bob.send('hello');
      expect(await cid.line('hello')).toBeTruthy();
      expect(await cid.line()).toBe('ann has left the chat');
      expect(log).toContainEqual(
        expect.objectContaining({ message: 'client disconnected', cause: 'Error: a socket has a bug' }),
      );
    });

    it('a stream that errors is closed', async () => {
      const bob = await join(chat, 'bob');
      const [client, server] = memoryPair();
      chat.accept(server);
      client.write('ann\n');
      await bob.line('ann has joined');
      server.destroy(new Error('the disk is on fire'));
      expect(await bob.line()).toBe('ann has left the chat');
      expect(log).toContainEqual(expect.objectContaining({ name: 'ann', cause: 'the disk is on fire' }));
    });

    it('a stream that is already destroyed is no client', async () => {
      const gone = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
      gone.destroy();
      chat.accept(gone);
      const ann = await join(chat, 'ann');
      ann.send('/who');
      expect(await ann.line('in lobby')).toMatch(/^\* 1 in lobby: ann \(\d+s\)$/);
      expect(log.filter(({ message }) => message === 'client disconnected')).toHaveLength(1);
    });

    it('a transport that fails leaves its clients and the chat running', async () => {
      const connection$ = new Subject<Connection>();
      await chat.attach(connection$);
      const ann = await join(chat, 'ann');
      connection$.error(new Error('no more descriptors'));
      chat.say('still here');
      expect(await ann.line()).toBe('* still here');
      expect(log).toContainEqual(expect.objectContaining({ message: 'transport failed' }));
    });
  });

  it('closes a client that gives no name in time', async () => {
    const clock = testClock();
    start({ clock, nameTimeout: 60_000 });
    const [ann, cid] = [await join(chat, 'ann'), testClient(chat)];
    clock.advance(59_999);
    cid.send('!');
    await cid.line('! a name');
    clock.advance(1);
    await cid.closed;
    expect(cid.lines.at(-1)).toBe('! no name within 60 s');
    chat.say('ann is here');
    expect(await ann.line()).toBe('* ann is here');
  });

  it('retains nothing of a client that is gone', async () => {
    const refs: WeakRef<object>[] = [];
    const comeAndGo = async (): Promise<void> => {
      const [client, server] = memoryPair();
      refs.push(new WeakRef(client), new WeakRef(server));
      chat.accept(server);
      client.write('ann\nhi\n');
      await firstValueFrom(chat.entry$.pipe(filter(({ command }) => command.kind === 'say')));
      const left = firstValueFrom(chat.entry$.pipe(filter(({ command }) => command.kind === 'leave')));
      client.destroy();
      await left;
    };
    for (let i = 0; i < 5; i++) await comeAndGo();
    expect(await survivors(refs)).toBe(0);
  });

  it('retains no messages for a client that is gone, even if its stream is retained', async () => {
    const [client, server] = memoryPair();
    const said = (text: string) =>
      firstValueFrom(
        chat.entry$.pipe(filter(({ command }) => command.kind === 'say' && command.text === text)),
      );
    chat.accept(server);
    client.write('gone\n');
    const ann = await join(chat, 'ann');
    client.destroy();
    await ann.line('gone has left');
    const before = await alive();
    for (let i = 0; i < 20; i++) {
      const part = said(`part ${i}`);
      ann.send(...Array.from({ length: 250 }, () => 'x'.repeat(4000)), `part ${i}`);
      await part;
    }
    expect((await alive()) - before).toBeLessThan(8 * 1024 * 1024);
    expect(server.destroyed).toBe(true);
  });

  it('ends every stream at close, and accepts no more clients', async () => {
    const ended = Promise.all(
      [chat.state$, chat.entry$, chat.log$].map(
        (stream$: Observable<unknown>) => new Promise<void>((complete) => stream$.subscribe({ complete })),
      ),
    );
    const ann = await join(chat, 'ann');
    await Promise.all([chat.close(), chat.close()]);
    await ann.closed;
    await ended;
    expect(ann.lines.at(-1)).toBe('* the server is shutting down');
    expect(() => testClient(chat)).toThrow('the chat is closed: it takes no more clients');
    await expect(chat.attach(new Subject<Connection>())).rejects.toMatchObject({ code: 'RX_CHAT_CLOSED' });
  });

  it('reports a journal that fails and cannot be closed either', async () => {
    const failure$ = new Subject<never>();
    const full = new Error('full');
    const journal = Object.assign(() => failure$, { close: () => Promise.reject(full) });
    const failing = createChat({ journal });
    const told = firstValueFrom(failing.log$.pipe(toArray()));
    failure$.error(new Error('gone'));
    const errors = (await told).map(({ message, error }) => [message, String(error)]);
    // A promise that nobody has handled by then fails the spec.
    await new Promise(setImmediate);
    expect(errors).toEqual([
      ['journal failed, closing', 'Error: gone'],
      ['journal close failed', 'Error: full'],
    ]);
    await expect(failing.close()).rejects.toBe(full);
  });

  describe('at close, where its journal', () => {
    const bounded = async (journal: Journal) => {
      const clock = testClock();
      const [client, socket] = memoryPair();
      const chat = createChat({ clock, journal });
      const log: LogRecord[] = [];
      chat.log$.subscribe((line) => log.push(line));
      chat.accept(socket);
      const over = text(client);
      const closed = jest.fn();
      const closing = chat.close().then(closed);
      while (closed.mock.calls.length === 0) {
        clock.advance(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await closing;
      expect(clock.elapsed()).toBeLessThanOrEqual(5000);
      return { log, said: await over };
    };

    it('never answers, disconnects everybody within 5 s', async () => {
      const { log, said } = await bounded(() => NEVER);
      expect(said).toContain('* the server is shutting down');
      expect(log).toContainEqual(expect.objectContaining({ message: 'journal shutdown timeout' }));
    });

    it('never closes, resolves within 5 s', async () => {
      const journal = Object.assign(memoryJournal(), { close: () => new Promise<void>(() => undefined) });
      const { log } = await bounded(journal);
      expect(log.at(-1)).toMatchObject({ level: 'error', message: 'journal close timeout' });
    });
  });

  it('reports a failure when its journal completes', async () => {
    const end$ = new Subject<never>();
    chat = createChat({ journal: () => end$ });
    const [client, socket] = memoryPair();
    chat.accept(socket);
    end$.complete();
    expect((await chat.failed).message).toBe('its journal has ended');
    expect(await text(client)).toContain('* the server stops: its journal has ended');
  });

  it.each([
    [{ password: '' }, 'password is blank: give a text, or leave it out'],
    [{ password: ' \t' }, 'password is blank: give a text, or leave it out'],
    [{ password: 'a\nb' }, 'password has a line break: nobody could type it'],
    [{ password: 7 as unknown as string }, 'password is no text: give a text, or leave it out'],
    [{ operatorSecret: '' }, 'operatorSecret is blank: give a text, or leave it out'],
    [{ operatorSecret: '\u00a0\n' }, 'operatorSecret is blank: give a text, or leave it out'],
    [{ operatorSecret: 'a\nb' }, 'operatorSecret has a line break: nobody could type it'],
  ])('throws for %j', (options, message) => {
    expect(() => createChat(options)).toThrow(message);
    expect(() => createChat(options)).toThrow(expect.objectContaining({ code: 'RX_CHAT_OPTION' }) as Error);
  });

  it('removes the line break at the end of an operatorSecret', async () => {
    start({ operatorSecret: 'open sesame\n' });
    const ann = await join(chat, 'ann');
    ann.send('/op open sesame');
    await ann.line('you are an operator');
  });

  describe('opens no client for a connection', () => {
    const refused = (options: AcceptOptions) => {
      const socket = memoryPair()[1];
      chat.accept(socket, options);
      return { socket, failed: log.find(({ message }) => message === 'connection failed') };
    };

    it('that has the id of the server', () => {
      expect(refused({ id: 'server' })).toMatchObject({
        socket: { destroyed: true },
        failed: { level: 'error' },
      });
    });

    it('that has the id of another one, until that one is gone', async () => {
      const first = memoryPair()[1];
      chat.accept(first, { id: 'x' });
      expect(refused({ id: 'x' })).toMatchObject({ socket: { destroyed: true }, failed: { client: 'x' } });
      first.destroy();
      await once(first, 'close');
      expect(refused({ id: 'x' }).socket.destroyed).toBe(false);
    });

    it('whose dialect throws at the first prompt, and does not count it', () => {
      start({ maxClients: 1 });
      const dialect: Dialect = {
        ...chatDialect(),
        prompt: () => {
          throw new Error('no prompt');
        },
      };
      expect(refused({ dialect })).toMatchObject({
        socket: { destroyed: true },
        failed: { error: new Error('no prompt') },
      });
      expect(refused({}).socket.destroyed).toBe(false);
    });
  });

  it('rejects unknown options, and names the known ones', async () => {
    expect(() => testClient(chat, { dialect: 'klingon' })).toThrow(
      'there is no such dialect as klingon: choose one of chat',
    );
    expect(() => createChat({ history: -1 })).toThrow('history is -1: it takes a number from 0 up');
    // @ts-expect-error an option that is none does not type-check
    await createChat({ histroy: 5 }).close();
  });

  it('dates by the wall clock, measures by the monotonic clock, and reports when they differ', async () => {
    const [clock, YEARS] = [testClock(), 3650 * 86_400_000];
    let off = 0;
    start({ clock: { ...clock, now: () => clock.now() + off } });
    const told = firstValueFrom(
      chat.log$.pipe(
        filter(({ level }) => level === 'warn'),
        take(2),
        toArray(),
      ),
    );
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    const moderate$ = new Subject<string>();
    chat.console(moderate$).subscribe();
    off = YEARS;
    moderate$.next('/mute bob 2s');
    await bob.line('! you are muted by server for 2s');
    off = 0;
    clock.advance(1000);
    bob.send('too early');
    await bob.line('! you are muted for another 1s');
    clock.advance(1001);
    bob.send('free again', '/who');
    expect(await ann.line('free again')).toMatch(/^\[2026-/);
    await bob.line('ann (2s), bob (2s)');
    expect((await told).map(({ message }) => message)).toEqual([
      'the wall clock was set forward by 3650d',
      'the wall clock was set back by 3650d',
    ]);
  });
});
