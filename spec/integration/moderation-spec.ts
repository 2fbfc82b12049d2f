import { connect as connectSocket } from 'node:net';
import { Subject } from 'rxjs';
import { createChat, serve, type Chat, type LogRecord, type Server } from '../../src';
import { clientOver, join, testClient, testClock, type TestClient, type TestClock } from '../../src/testing';

const SECRET = 'open sesame';

describe('operators', () => {
  let chat: Chat;
  let clock: TestClock;
  const log: LogRecord[] = [];

  beforeEach(() => {
    clock = testClock();
    chat = createChat({ rate: 0, clock, operatorSecret: SECRET });
    log.length = 0;
    chat.log$.subscribe((line) => log.push(line));
  });
  afterEach(() => chat.close());

  const operator = async (name: string): Promise<TestClient> => {
    const client = await join(chat, name);
    client.send(`/op ${SECRET}`);
    await client.line('* you are an operator');
    return client;
  };

  it.each([
    '/say hi',
    '/kick bob',
    '/ban bob',
    '/ban 127.0.0.1',
    '/ban',
    '/unban bob',
    '/mute bob',
    '/mute',
    '/unmute bob',
    '/delete bob',
    '/delete 1',
  ])('are the only clients that can %s', async (line) => {
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    bob.send('said');
    await ann.line('said');
    ann.send(line, 'next');
    expect(await ann.line(/^[!*]/)).toMatch('! only operators may do that');
    await bob.line('[ann]:next');
    bob.send('/history');
    await bob.line('[bob]:said');
  });

  it('are made by the secret within three attempts, which no log shows', async () => {
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('/op wrong', '/op', '', `/op ${SECRET}s`, '/op x', `/op ${SECRET}`, '/say hi');
    await ann.line('! wrong operator secret');
    await ann.line('! the secret is missing: /op SECRET');
    await ann.line('! wrong operator secret');
    await ann.line('! wrong operator secret');
    await ann.line('! too many tries');
    await ann.line('! only operators may do that');
    bob.send(`/op ${SECRET}`, `/op ${SECRET}`);
    await bob.line('* you are an operator');
    await bob.line('! you are already an operator');
    const counts = () =>
      log.filter(({ message }) => message === 'wrong operator secret').map(({ count }) => count);
    expect(counts()).toEqual([1]);
    await chat.close();
    expect(counts()).toEqual([1, 2]);
    expect(JSON.stringify(log)).not.toContain('sesame');
  });

  it('do not exist when the server has no secret', async () => {
    const plain = createChat();
    const ann = await join(plain, 'ann');
    ann.send('/op x');
    await ann.line('! this server has no operators');
    await plain.close();
  });

  it('see the actions of other operators, as the log does', async () => {
    const [ann, bob] = [await operator('ann'), await operator('bob')];
    const cid = await join(chat, 'cid');
    await ann.line('* bob is an operator now');
    bob.send('/join tech');
    await bob.line('this is tech');
    ann.send('/mute cid 10m', '/kick cid be nice', '/ban cid 2h', '/unban cid', '/say all is well');
    for (const line of [
      '* ann muted cid for 10m',
      '* ann kicked cid: be nice',
      '* ann banned cid for 2h',
      '* ann unbanned cid',
      '* all is well',
      '* ann spoke as the server',
    ])
      expect(await bob.line()).toBe(line);
    await cid.closed;
    expect(cid.lines.slice(-2)).toEqual([
      '! you are muted by ann for 10m',
      '! you were kicked by ann: be nice',
    ]);
    expect(
      log.filter(({ by }) => by === 'ann').map(({ action, whom, ms, reason }) => [action, whom, ms, reason]),
    ).toEqual([
      ['grant', 'ann', undefined, undefined],
      ['mute', 'cid', 600_000, undefined],
      ['kick', 'cid', undefined, 'be nice'],
      ['ban', 'cid', 7_200_000, undefined],
      ['unban', 'cid', undefined, undefined],
      ['announce', 'everybody', undefined, undefined],
    ]);
  });

  it('get the result of their own action once, with the id of the request', async () => {
    const [bob, eve] = [await join(chat, 'bob'), await operator('eve')];
    const ann = testClient(chat, { dialect: 'json' });
    ann.send('{"type":"enter","name":"ann"}');
    await ann.line('"entered"');
    ann.send(
      `{"type":"command","line":"/op ${SECRET}","id":"a"}`,
      '{"type":"command","line":"/mute bob","id":"b"}',
      '{"type":"who","id":"c"}',
    );
    await ann.line('"members"');
    await bob.line('! you are muted by ann');
    expect(ann.lines.filter((line) => line.includes('"notice"'))).toEqual([
      '{"type":"notice","text":"you are an operator","id":"a"}',
      '{"type":"notice","text":"ann muted bob","id":"b"}',
    ]);
    await eve.line('* ann muted bob');
  });

  it('kick: a quit text cannot imitate a kick', async () => {
    const [bob, prog] = [await join(chat, 'bob'), testClient(chat, { dialect: 'json' })];
    prog.send('{"type":"enter","name":"prog"}');
    await prog.line('"entered"');
    const dan = await join(chat, 'dan');
    dan.send('/quit kicked by ann: spam") (idle');
    expect(await bob.line('dan has left')).toBe('dan has left the chat ("kicked by ann: spam\') (idle")');
    expect(JSON.parse(await prog.line('"left"'))).not.toHaveProperty('by');
    await dan.closed;
    expect(log.at(-1)).toMatchObject({ cause: 'quit: "kicked by ann: spam\') (idle"' });
    const ann = await operator('ann');
    ann.send('/kick bob');
    expect(JSON.parse(await prog.line('"left"'))).toMatchObject({ reason: 'kicked by ann', by: 'ann' });
  });

  it('kick: the leave names the operator and the reason', async () => {
    const [ann, bob] = [await operator('ann'), await join(chat, 'bob')];
    const dan = await join(chat, 'dan');
    ann.send('/kick dan');
    expect(await bob.line('dan has left')).toBe('dan has left the chat (kicked by ann)');
    await dan.closed;
    const again = await join(chat, 'dan');
    ann.send('/kick dan too loud');
    expect(await bob.line('dan has left')).toBe('dan has left the chat (kicked by ann: too loud)');
    await again.closed;
  });

  it('mute: the client is told, is heard by nobody, and speaks again after it expires', async () => {
    const [ann, bob, cid] = [await operator('ann'), await join(chat, 'bob'), await join(chat, 'cid')];
    ann.send('/mute bob 10m');
    await bob.line('! you are muted by ann for 10m');
    bob.send('hidden', '/me hides', '/msg cid hidden', '/nick hidden', '/topic hidden');
    for (let i = 0; i < 5; i++) await bob.line('! you are muted for another 10m');
    clock.advance(599_999);
    bob.send('hidden');
    await bob.line('! you are muted for another 1s');
    clock.advance(1);
    bob.send('heard again');
    await cid.line('[bob]:heard again');
    expect(cid.text).not.toContain('hid');
    bob.send('/who');
    await bob.line('3 in lobby');
  });

  it('mute: returning under the same name does not end it, /unmute does', async () => {
    const [ann, bob] = [await operator('ann'), await join(chat, 'bob')];
    ann.send('/mute bob');
    await bob.line('! you are muted by ann');
    bob.send('/quit with a word');
    expect(await ann.line('bob has left')).toBe('bob has left the chat');
    const again = await join(chat, 'bob');
    again.send('hi');
    await again.line('! you are muted permanently');
    ann.send('/mute', '/unmute bob', '/unmute bob');
    await ann.line('* muted: bob');
    await ann.line('* ann unmuted bob');
    await ann.line('! bob is not muted');
    again.send('hi');
    await ann.line('[bob]:hi');
  });

  it('delete: removes messages from every history', async () => {
    const [ann, bob] = [await operator('ann'), await join(chat, 'bob')];
    bob.send('one', 'two');
    ann.send('three');
    await ann.line('two');
    await bob.line('three');
    ann.send('/delete bob', '/delete bob', '/delete 99');
    await ann.line('* ann deleted 2 messages of bob');
    await ann.line('! there are no messages of bob');
    await ann.line('! there is no message 99');
    const late = await join(chat, 'late');
    expect(late.lines.filter((line) => line.includes(']:')).map((line) => line.slice(-5))).toEqual(['three']);
  });

  it('ban: the name cannot return or be taken until the ban is lifted or expires', async () => {
    const [ann, bob, cid] = [await operator('ann'), await join(chat, 'bob'), await join(chat, 'cid')];
    ann.send('/ban bob 1h');
    await bob.line('! you were banned by ann');
    await bob.closed;
    expect(await cid.line('left')).toBe('bob has left the chat (banned by ann)');
    cid.send('/nick Bob');
    await cid.line('! the name Bob is banned for another 1h');
    const again = testClient(chat);
    again.send('bob');
    await again.line('! the name bob is banned for another 1h');
    ann.send('/ban');
    await ann.line('* banned: bob (for another 1h)');
    clock.advance(3_600_000);
    await again.closed;
    await join(chat, 'bob');
  });

  describe('the server console', () => {
    const typed$ = new Subject<string>();
    let answers = '';
    beforeEach(() => {
      answers = '';
      chat.console(typed$).subscribe((text) => (answers += text));
    });

    it('speaks as the server, moderates, asks, and sees addresses', async () => {
      const ann = testClient(chat, { remote: '192.0.2.1:7' });
      ann.send('ann');
      await ann.line('/resume');
      typed$.next('hello from above');
      expect(await ann.line()).toBe('* hello from above');
      typed$.next('/say //and again');
      expect(await ann.line()).toBe('* //and again');
      for (const line of [
        '/who',
        '/rooms',
        '/nick x',
        '/help kick',
        '/ban 192.0.2.1 30s',
        '  ',
        '/msg ann x',
        '/msg ann psst',
      ])
        typed$.next(line);
      await ann.line('! you were banned by server');
      await ann.closed;
      typed$.next('/say end');
      expect(answers.split('\n')).toEqual([
        '* 1 in lobby: ann (0s, 192.0.2.1:7)',
        '* lobby: 1 here',
        '! unknown command /nick: /help lists them; did you mean /kick?',
        '* /kick NAME [REASON]: disconnect a user, who may come back',
        '* server banned 192.0.2.1 for 30s',
        '! no user has the name ann',
        '! no user has the name ann',
        '',
      ]);
    });

    it('sees the actions of operators', async () => {
      const ann = await operator('ann');
      ann.send('/ban 192.0.2.9');
      await ann.line('banned');
      expect(answers).toContain('* ann is an operator now\n* ann banned 192.0.2.9\n');
    });
  });
});

describe('a ban by address', () => {
  let server: Server;
  afterEach(() => server.close());

  const from = (localAddress: string): TestClient => {
    const port = server.addresses[0]?.port ?? 0;
    const socket = connectSocket({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined);
    return clientOver(socket);
  };

  const enterFrom = async (address: string, name: string): Promise<TestClient> => {
    const client = from(address);
    client.send(name);
    await client.line('welcome');
    return client;
  };

  it('disconnects all clients of the address, and refuses them under any name, but no other address', async () => {
    server = await serve({ port: 0, host: '127.0.0.1', operatorSecret: SECRET });
    const ann = await enterFrom('127.0.0.1', 'ann');
    const [bob, cid] = [await enterFrom('127.0.0.2', 'bob'), await enterFrom('127.0.0.2', 'cid')];
    const waiting = from('127.0.0.2');
    await waiting.seen('[ENTER YOUR NAME]: ');
    ann.send(`/op ${SECRET}`, '/who', '/ban 127.0.0.2 1h');
    expect(await ann.line('3 in lobby')).toMatch(/bob \(\ds, 127\.0\.0\.2:\d+\)/);
    await Promise.all([bob.closed, cid.closed]);
    expect(bob.lines.at(-1)).toBe('! you were banned by ann');
    await ann.line('bob has left the chat (banned by ann)');
    waiting.send('dan');
    await waiting.closed;
    for (const name of ['bob', 'eve']) {
      const again = from('127.0.0.2');
      again.send(name);
      await again.closed;
      expect(again.text).toMatch(/! you are banned for another (1h|59m 5\ds)\n$/);
    }
    await enterFrom('127.0.0.3', 'bob');
    ann.send('/unban 127.0.0.2');
    await ann.line('unbanned');
    await enterFrom('127.0.0.2', 'fay');
  });
});
