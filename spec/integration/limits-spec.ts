import {
  chatDialect,
  createChat,
  parseName,
  type Chat,
  type ChatOptions,
  type Dialect,
  type LogRecord,
} from '../../src';
import { clientOver, join, testClient, testClock, type TestClient } from '../../src/testing';
import { memoryPair } from '../../src/transports';

describe('at a limit', () => {
  let chat: Chat;
  let clock: ReturnType<typeof testClock>;
  const log: LogRecord[] = [];

  const start = (options: ChatOptions = {}): void => {
    clock = testClock();
    chat = createChat({ clock, nameTimeout: 0, ...options });
    log.length = 0;
    chat.log$.subscribe((line) => log.push(line));
  };
  afterEach(() => chat.close());

  /** Resolves once all that has been written is dealt with. */
  const settled = async (client: TestClient): Promise<void> => {
    chat.say('so far');
    await client.line('* so far');
  };

  describe('the join rate of an address', () => {
    it('delays joins, which then work as usual', async () => {
      start({ joinRate: 10 });
      const watcher = await join(chat, 'watcher', { remote: '192.0.2.1:1' });
      const late = Array.from({ length: 102 }, (_, i) => testClient(chat, { remote: `192.0.2.2:${i}` }));
      late.forEach((client, i) => client.send(`n${i}`, 'hello'));
      await watcher.line('n99 has joined');
      await settled(watcher);
      expect(watcher.lines.filter((line) => line.includes('has joined'))).toHaveLength(100);
      clock.advance(100);
      await watcher.line(/\[n100\]:hello$/);
      await settled(watcher);
      expect(watcher.text).not.toContain('n101');
      clock.advance(100);
      await watcher.line(/\[n101\]:hello$/);
    });

    it('does not count abandoned joins', async () => {
      start({ joinRate: 10 });
      const watcher = await join(chat, 'watcher', { remote: '192.0.2.1:1' });
      for (let i = 0; i < 100; i++) await join(chat, `n${i}`, { remote: '192.0.2.2:1' });
      const late = testClient(chat, { remote: '192.0.2.2:1' });
      late.send('late');
      await late.seen('NAME]: ');
      late.vanish();
      await late.closed;
      clock.advance(1000);
      await settled(watcher);
      expect(watcher.text).not.toContain('late has');
    });
  });

  describe('private messages of one address to one client', () => {
    /** 60 of one address, who write to ann all that they may, as often as said. */
    const drown = async (times: number, options: ChatOptions = {}): Promise<TestClient> => {
      start({ rate: 20, burst: 100, joinRate: 0, ...options });
      const ann = await join(chat, 'ann', { remote: '192.0.2.1:1' });
      const many = await Promise.all(
        Array.from({ length: 60 }, (_, i) => join(chat, `n${i}`, { remote: `192.0.2.2:${i}` })),
      );
      for (const client of many) client.send(...Array.from({ length: times }, () => '/msg ann spam'));
      await settled(ann);
      return ann;
    };
    const told = ({ lines }: TestClient) => lines.filter((line) => line.endsWith('-> ann]:spam')).length;

    it('arrive at the rate of one client, however many clients send', async () => {
      const ann = await drown(20);
      const burst = told(ann);
      expect(burst).toBeGreaterThanOrEqual(100);
      expect(burst).toBeLessThanOrEqual(160);
      for (let i = 0; i < 10; i++) {
        clock.advance(100);
        await settled(ann);
      }
      expect(told(ann) - burst).toBeLessThanOrEqual(20);
    });

    it('are all delivered in the end', async () => {
      const ann = await drown(4);
      while (told(ann) < 240) {
        clock.advance(1000);
        await settled(ann);
      }
    });

    it('delay no sender to another client, and no other address', async () => {
      const ann = await drown(20);
      const bob = await join(chat, 'bob', { remote: '192.0.2.2:99' });
      const eve = await join(chat, 'eve', { remote: '192.0.2.3:1' });
      bob.send('/msg eve one', '/msg eve two');
      eve.send('/msg ann one', '/msg ann two');
      await eve.line(/\[bob -> eve\]:two$/);
      await ann.line(/\[eve -> ann\]:two$/);
    });
  });

  it('closes the oldest unregistered connection when all are from one address', async () => {
    start({ maxUnnamed: 2 });
    const [ann, one, two] = [await join(chat, 'ann'), testClient(chat), testClient(chat)];
    const three = testClient(chat);
    await one.closed;
    expect(one.lines.at(-1)).toBe('! too many clients have not entered: 2 at most');
    two.send('two');
    await two.line('welcome');
    three.send('three');
    await three.line('welcome');
    await ann.line('three has joined');
  });

  describe('at the limit of unregistered connections from several addresses', () => {
    const told = (max: number) => `! too many clients have not entered: ${max} at most`;
    const from = (address: string, count: number) =>
      Array.from({ length: count }, (_, i) => testClient(chat, { remote: `${address}:${i + 1}` }));

    it('keeps the only connection of an address while another opens five in turn', async () => {
      start({ maxUnnamed: 60 });
      const honest = Array.from({ length: 20 }, (_, i) => from(`192.0.2.${i}`, 1)).flat();
      const flood = Array.from({ length: 100 }, (_, i) => from(`203.0.113.${i % 5}`, 2)).flat();
      await Promise.all(flood.slice(40).map(({ closed }) => closed));
      for (const client of flood.slice(40)) expect(client.lines.at(-1)).toBe(told(60));
      honest.forEach((client, i) => client.send(`n${i}`));
      await Promise.all(honest.map((client, i) => client.line(`welcome, n${i}`)));
      for (const client of flood.slice(0, 40)) expect(client.lines).toHaveLength(1);
    });

    it('closes the newest of an address with several for a connection of another address', async () => {
      start({ maxUnnamed: 50 });
      const flood = Array.from({ length: 5 }, (_, i) => from(`203.0.113.${i}`, 10)).flat();
      const [ann] = from('192.0.2.1', 1);
      await flood[9]?.closed;
      ann?.send('ann');
      await ann?.line('welcome, ann');
      expect(flood.filter(({ lines }) => lines.at(-1) === told(50))).toEqual([flood[9]]);
    });

    it.each([
      ['a /64 of IPv6', '[2001:db8:1:2::1]', '[2001:db8:1:2:ffff::9]'],
      ['IPv4, mapped to IPv6', '192.0.2.9', '[::ffff:192.0.2.9]'],
      ['IPv4, mapped and in hex', '192.0.2.9', '[::ffff:c000:209]'],
    ])('counts %s as one address', async (_, one, same) => {
      start({ maxUnnamed: 2 });
      const [first, second, third] = [from(one, 1), from(same, 1), from('198.51.100.1', 1)].flat();
      await second?.closed;
      for (const client of [first, third]) expect(client?.lines).toHaveLength(1);
    });

    it('refuses the newcomer when each address has one connection', async () => {
      start({ maxUnnamed: 3 });
      const all = Array.from({ length: 4 }, (_, i) => from(`192.0.2.${i}`, 1)).flat();
      await all[3]?.closed;
      expect(all.map(({ lines }) => lines.at(-1) === told(3))).toEqual([false, false, false, true]);
      all[0]?.send('ann');
      await all[0]?.line('welcome, ann');
      const [next] = from('192.0.2.3', 1);
      next?.send('bob');
      await next?.line('welcome, bob');
    });
  });

  describe('with a line that never ends', () => {
    const endless = 'x'.repeat(65_537);
    const told = '! a line without an end: 65536 bytes at most';

    it('disconnects a client that is in, and tells the others no reason', async () => {
      start();
      const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
      ann.write(endless);
      ann.write(endless);
      expect(await bob.line('has left')).toBe('ann has left the chat');
      await ann.closed;
      expect(ann.lines.slice(-2)).toEqual(['! line too long: 4096 bytes at most', told]);
      expect(log.at(-1)).toMatchObject({
        message: 'client disconnected',
        name: 'ann',
        cause: 'endless-line',
      });
    });

    it.each([
      ['chat', {}, 'Welcome to rx-chat!', `[ENTER YOUR NAME]: \n${told}\n`],
      [
        'json',
        {},
        '"type":"hello"',
        JSON.stringify({ type: 'error', code: 'endless-line', message: told.slice(2) }),
      ],
      ['chat', { password: 'open' }, 'Welcome to rx-chat!', told],
    ])(
      'disconnects a client of %s that has not entered, and tells nobody',
      async (dialect, options, greeting, line) => {
        start(options);
        const eve = testClient(chat, { dialect });
        await eve.line(greeting);
        eve.write(endless);
        await eve.closed;
        expect(eve.text).toContain(line);
        expect(log.at(-1)).toMatchObject({ message: 'client disconnected', cause: 'endless-line' });
      },
    );

    it('disconnects a client with an endless telnet subnegotiation', async () => {
      start();
      const ann = await join(chat, 'ann');
      ann.write(Buffer.concat([Buffer.from([255, 250, 24]), Buffer.alloc(1025, 'x')]));
      await ann.closed;
      expect(ann.lines.at(-1)).toBe('! a telnet subnegotiation has 1024 bytes at most');
      expect(log.at(-1)).toMatchObject({ cause: 'bad-telnet' });
    });
  });

  it('disconnects a silent client, and keeps one that speaks', async () => {
    start({ idle: 60_000 });
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    clock.advance(40_000);
    ann.send('still here');
    await bob.line('still here');
    clock.advance(59_999);
    await ann.line('bob has left');
    expect(ann.lines.at(-1)).toBe('bob has left the chat (idle)');
    expect(bob.lines.at(-1)).toBe('! idle for 60 s');
    await bob.closed;
    clock.advance(60_000);
    await ann.closed;
  });

  it('pauses a client that does not read its replies, and no other', async () => {
    start({ maxAnswers: 1000, rate: 0 });
    const [client, server] = memoryPair();
    chat.accept(server);
    const bob = await join(chat, 'bob');
    client.write('ann\n');
    await bob.line('ann has joined');
    client.write('/help\n'.repeat(1000) + 'that was all\n');
    for (let i = 0; i < 1100; i++) await settled(bob);
    expect(bob.text).not.toContain('that was all');
    const ann = clientOver(client);
    await bob.line('that was all');
    expect(ann.lines.filter((line) => line.startsWith('* /help'))).toHaveLength(1000);
  });

  it('pauses a client beyond the rate, and no other', async () => {
    start({ rate: 10, burst: 5 });
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send(...Array.from({ length: 8 }, (_, i) => `line ${i}`));
    await bob.line('line 3');
    await settled(bob);
    expect(bob.text).not.toContain('line 4');
    bob.send('me too');
    await ann.line('me too');
    for (let i = 4; i < 8; i++) {
      clock.advance(100);
      await bob.line(`line ${i}`);
    }
  });

  it('limits a client that has ended its input to a burst at once, and the rest at the rate', async () => {
    start({ rate: 10, burst: 5 });
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send(...Array.from({ length: 12 }, (_, i) => `line ${i}`));
    ann.end();
    await bob.line(/line [0-9]$/);
    await settled(bob);
    const said = () => bob.lines.filter((line) => line.includes('line ')).length;
    expect(said()).toBe(4 + 5);
    clock.advance(100);
    await bob.line('line 9');
    await settled(bob);
    expect(said()).toBe(10);
    for (let i = 10; i < 12; i++) {
      clock.advance(100);
      await bob.line(`line ${i}`);
    }
    await bob.line('ann has left');
  });

  it('skips the reader furthest behind in any room when all tapes together exceed the limit', async () => {
    start({ tape: 4_000_000, tapeTotal: 1_500_000, stall: 0, stallTimeout: 0, rate: 0 });
    const stuck = await Promise.all(['a', 'b'].map((room) => stuckIn(room)));
    const speakers = await Promise.all(
      ['a', 'b'].map((room) => join(chat, `speaker_${room}`, { dialect: into(room) })),
    );
    const talk = async (speaker: TestClient | undefined, lines: number): Promise<void> => {
      speaker?.send(...Array.from({ length: lines }, () => 'x'.repeat(1000)), '/who');
      await speaker?.line('2 in');
    };
    await talk(speakers[0], 1150);
    await talk(speakers[1], 750);
    expect(stuck.some((client) => client.text.includes('skipped'))).toBe(false);
    await talk(speakers[1], 200);
    for (const client of stuck) client.read();
    for (const speaker of speakers) speaker.send('the end');
    for (const client of stuck) await client.line('the end');
    expect(stuck.map(({ lines }) => lines.some((line) => line.includes(' lines skipped: you were')))).toEqual(
      [true, false],
    );
  });

  /** The dialect chat, for people who enter some room. */
  const into = (room: string): Dialect => {
    const parsed = parseName(room);
    const chatter = chatDialect();
    const read: Dialect['read'] = (stage, line) => {
      const command = chatter.read(stage, line);
      return command?.kind === 'enter' && parsed.kind === 'name'
        ? { ...command, room: parsed.name }
        : command;
    };
    return { ...chatter, read };
  };

  /** A client that has entered a room, and reads nothing until it is told to. */
  const stuckIn = async (room: string) => {
    const [client, server] = memoryPair();
    const entered = new Promise<void>((resolve) => {
      const entry = chat.entry$.subscribe(({ command }) => {
        if (command.kind !== 'enter' || command.name.text !== `stuck_${room}`) return;
        entry.unsubscribe();
        resolve();
      });
    });
    chat.accept(server, { dialect: into(room) });
    client.write(`stuck_${room}\n`);
    await entered;
    let reader: TestClient | undefined;
    return {
      read: () => (reader = clientOver(client)),
      line: (match: string) => reader?.line(match),
      get text() {
        return reader?.text ?? '';
      },
      get lines() {
        return reader?.lines ?? [];
      },
    };
  };

  it('passes the turn of an abandoned join to the next', async () => {
    start({ joinRate: 10, maxPerAddress: 0 });
    const watcher = await join(chat, 'watcher', { remote: '192.0.2.1:1' });
    for (let i = 0; i < 100; i++) await join(chat, `n${i}`, { remote: '192.0.2.2:1' });
    const impatient = Array.from({ length: 50 }, () => testClient(chat, { remote: '192.0.2.2:1' }));
    impatient.forEach((client, i) => client.send(`gone${i}`));
    await settled(watcher);
    impatient.forEach((client) => client.vanish());
    await Promise.all(impatient.map(({ closed }) => closed));
    await settled(watcher);
    testClient(chat, { remote: '192.0.2.2:1' }).send('next');
    await settled(watcher);
    clock.advance(100);
    await watcher.line('next has joined');
  });

  it('resumes a client once it has read its replies, however much its socket takes at once', async () => {
    start({ maxAnswers: 100, rate: 0 });
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('/help', 'hello');
    await bob.line('hello');
  });

  it('does not count a paused client as silent', async () => {
    start({ idle: 1000, rate: 0.5, burst: 1 });
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('one', 'two');
    clock.advance(1999);
    await settled(bob);
    expect(bob.text).not.toContain('ann has left');
  });

  describe('at the limit of wrong secrets from one address', () => {
    const SECRETS = { password: 'open sesame', operatorSecret: 'root sesame' };
    let ports = 0;
    const at = (address = '192.0.2.1') => testClient(chat, { remote: `${address}:${++ports}` });
    const again = (seconds: number) => `! too many wrong tries: try again in ${seconds} s`;

    /** Ten wrong ones of all kinds, over several connections. */
    const useUp = async (): Promise<void> => {
      for (let i = 0; i < 2; i++) {
        const eve = at();
        eve.send('a', 'b', 'c');
        await eve.closed;
      }
      const mallory = at();
      mallory.send(SECRETS.password, '/resume nothing', '/resume nothing2', 'mallory', '/op x', '/op y');
      for (const told of [
        'word is unknown',
        'word is unknown',
        'wrong operator secret',
        'wrong operator secret',
      ])
        await mallory.line(told);
    };

    it('answers the eleventh wrong secret of a minute late and refuses it, whatever it is', async () => {
      start(SECRETS);
      const ann = at('192.0.2.1');
      ann.send(SECRETS.password, 'ann', `/op ${SECRETS.operatorSecret}`);
      await ann.line('you are an operator');
      await useUp();
      const [right, other] = [at(), at('192.0.2.2')];
      right.send(SECRETS.password, 'right');
      other.send(SECRETS.password, 'other');
      await other.line('welcome, other');
      await settled(ann);
      expect(right.text).not.toContain('! ');
      clock.advance(1000);
      await right.line(again(59));
      await settled(ann);
      clock.advance(1000);
      ann.send(`/op ${SECRETS.operatorSecret}`, '/kick mallory');
      await settled(other);
      clock.advance(1000);
      await ann.line(again(57));
      await ann.line('ann kicked mallory');
      clock.advance(57_000);
      const later = at();
      later.send(SECRETS.password, 'later');
      await later.line('welcome, later');
    });

    it('counts resume tokens too, refusing a right one as well', async () => {
      start(SECRETS);
      const ann = at('192.0.2.2');
      ann.send(SECRETS.password, 'ann');
      const word = / (\S+)$/.exec(await ann.line('to pick up here later'))?.[1] ?? '';
      const bob = at('192.0.2.3');
      bob.send(SECRETS.password, 'bob');
      await bob.line('welcome, bob');
      const back = at();
      back.send(SECRETS.password);
      await back.seen('NAME]: ');
      await useUp();
      back.send(`/resume ${word}`, '/resume x');
      await settled(bob);
      clock.advance(1000);
      await back.line(again(59));
      await settled(bob);
      clock.advance(1000);
      await back.line(again(58));
      clock.advance(58_000);
      back.send(`/resume ${word}`);
      await back.line('welcome, ann');
    });

    it('checks no more than ten of a hundred simultaneous secrets', async () => {
      start(SECRETS);
      const all = Array.from({ length: 100 }, () => at());
      for (const client of all) client.send(SECRETS.password);
      await Promise.all(all.map((client) => client.seen('NAME]: ')));
      for (const client of all) client.send('/resume x');
      const bob = at('192.0.2.3');
      bob.send(SECRETS.password, 'bob');
      await bob.line('welcome, bob');
      for (let i = 0; i < 3; i++) await settled(bob);
      clock.advance(1000);
      await Promise.all(all.slice(10).map((client) => client.line(again(59))));
      expect(all.filter(({ text }) => text.includes('that word is unknown'))).toHaveLength(10);
    });

    it('lets thirty clients resume at once', async () => {
      start({ joinRate: 0 });
      const words: string[] = [];
      for (let i = 0; i < 30; i++) {
        const client = testClient(chat, { remote: `192.0.2.1:${i + 1}` });
        client.send(`n${i}`);
        words.push(/ (\S+)$/.exec(await client.line('to pick up here later'))?.[1] ?? '');
      }
      const back = words.map((word) => {
        const client = at();
        client.send(`/resume ${word}`);
        return client;
      });
      const bob = await join(chat, 'bob', { remote: '192.0.2.3:1' });
      for (let i = 0; i < 3; i++) {
        for (let turns = 0; turns < 3; turns++) await settled(bob);
        clock.advance(1000);
      }
      await Promise.all(back.map((client, i) => client.line(`welcome, n${i}`)));
    });

    it('logs wrong secrets once a minute, with their number', async () => {
      start(SECRETS);
      await useUp();
      const warnings = () =>
        log.filter(({ level }) => level === 'warn').map(({ message, count }) => [message, count]);
      expect(warnings()).toEqual([['wrong password', 1]]);
      clock.advance(60_000);
      expect(warnings()).toEqual([
        ['wrong password', 1],
        ['wrong operator secret', 9],
      ]);
      expect(JSON.stringify(log)).not.toContain('sesame');
    });
  });

  describe('a password', () => {
    beforeEach(() => start({ password: 'open sesame' }));

    it('is asked for before the name, and lets its client in', async () => {
      const ann = testClient(chat);
      await ann.seen('[ENTER THE PASSWORD]: ');
      expect(ann.text).toBe('Welcome to rx-chat!\n[ENTER THE PASSWORD]: ');
      ann.send('open sesame', 'ann', '/who');
      expect(await ann.line('in lobby')).toMatch(/^\* 1 in lobby: ann \(\d+s\)$/);
    });

    it('is asked for three times when it is wrong', async () => {
      const eve = testClient(chat);
      eve.send('sesame', 'open  sesame', '', 'open sesame', 'eve');
      await eve.closed;
      expect(eve.lines.slice(1).map((line) => line.replace(/^\[.*?\]: /, ''))).toEqual([
        '! wrong password',
        '! wrong password',
        '! wrong password',
        '! too many tries',
      ]);
      expect(log.some(({ message }) => message === 'client entered')).toBe(false);
    });

    it('is never in an entry or a log line', async () => {
      const entries: unknown[] = [];
      chat.entry$.subscribe((entry) => entries.push(entry));
      const ann = testClient(chat);
      ann.send('open sesame', 'ann');
      await ann.line('welcome');
      expect(JSON.stringify([entries, log])).not.toContain('sesame');
    });
  });
});
