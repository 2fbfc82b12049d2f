import { Duplex } from 'node:stream';
import { createChat, type Chat, type LogRecord } from '../../src';
import { join, testClient, testClock, type TestClient, type TestClock } from '../../src/testing';

const REPEAT = '* the messages that you may have missed: some may be repeated';
const GONE = '* older messages are no longer available';

/** A client whose cable is cut: it takes what it is sent, and never says or ends anything of its own. */
class Hanging extends Duplex {
  text = '';
  override _read(): void {
    // It is silent.
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
  override _final(): void {
    // It does not hear that it is over.
  }
}

describe('/resume WORD', () => {
  let chat: Chat;
  let clock: TestClock;
  let bob: TestClient;
  const log: LogRecord[] = [];

  const start = async (options: Parameters<typeof createChat>[0] = {}): Promise<void> => {
    clock = testClock();
    log.length = 0;
    chat = createChat({ clock, rate: 0, ...options });
    chat.log$.subscribe((line) => log.push(line));
    bob = await join(chat, 'bob');
  };

  afterEach(async () => {
    const closed = chat.close();
    clock.advance(5000);
    await closed;
  });

  /** The word that was told last. */
  const wordOf = ({ text }: { readonly text: string }): string =>
    /.*\/resume (\S+)\n/s.exec(text)?.[1] ?? 'none';

  /** One that has come, has been told its word, and has heard what was said up to now. */
  const come = (name: string): Promise<TestClient> => join(chat, name);

  /** Says lines as bob, and waits until the last was heard by whoever is here. */
  const says = async (lines: readonly string[], ...heard: readonly TestClient[]): Promise<void> => {
    bob.send(...lines, '/who');
    await bob.line(' in lobby: ');
    for (const each of heard) await each.line(`[bob]:${lines.at(-1)}`);
  };

  const numbers = (from: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, n) => `m${from + n}`);

  const gone = async (client: TestClient, name: string): Promise<void> => {
    client.vanish();
    await bob.line(`${name} has left`);
  };

  const resume = async (word: string, name: string): Promise<TestClient> => {
    const client = testClient(chat);
    client.send(`/resume ${word}`);
    await client.line(`welcome, ${name}`);
    await client.line('/resume');
    return client;
  };

  /** What it read of bob, line by line. */
  const read = ({ lines }: TestClient): readonly string[] =>
    lines.flatMap((line) => /\[bob\]:(.*)$/.exec(line)?.[1] ?? []);

  it.each([1, 99])(
    'after %d lines brings all of them once, before the welcome, then continues',
    async (count) => {
      await start();
      const ann = await come('ann');
      ann.send('I am off');
      await bob.line('I am off');
      await gone(ann, 'ann');
      await says(numbers(1, count));
      const again = await resume(wordOf(ann), 'ann');
      await bob.line('ann has joined the chat');
      await says(numbers(count + 1, 2), again);
      expect(read(again)).toEqual(numbers(1, count + 2));
      const shown = again.lines.map((line) => line.replace('[ENTER YOUR NAME]: ', ''));
      expect(shown[1]).toBe(REPEAT);
      expect(shown[1 + count]).toContain(`[bob]:m${count}`);
      expect(shown[2 + count]).toMatch(/^\* welcome, ann: this is lobby, here are bob;/);
      expect(again.text).not.toContain('I am off');
      expect(again.lines).not.toContain(GONE);
    },
  );

  it('after more lines than memory holds brings what it holds, and reports the loss', async () => {
    await start({ history: 10 });
    const ann = await come('ann');
    await gone(ann, 'ann');
    await says(numbers(1, 25));
    const again = await resume(wordOf(ann), 'ann');
    expect(read(again)).toEqual(numbers(16, 10));
    expect(again.lines.slice(1, 3).map((line) => line.replace('[ENTER YOUR NAME]: ', ''))).toEqual([
      REPEAT,
      GONE,
    ]);
  });

  it('repeats lines from the client’s own last line on, and nothing before', async () => {
    await start();
    const ann = await come('ann');
    await says(['before'], ann);
    ann.send('mine');
    await bob.line('mine');
    await says(['read, or not'], ann);
    await gone(ann, 'ann');
    await says(['missed']);
    const again = await resume(wordOf(ann), 'ann');
    expect(read(again)).toEqual(['read, or not', 'missed']);
  });

  it('repeats nothing to a client that missed nothing, and reports possible repeats', async () => {
    await start();
    const ann = await come('ann');
    await gone(ann, 'ann');
    const again = await resume(wordOf(ann), 'ann');
    expect(read(again)).toEqual([]);
    expect(again.text).toContain(REPEAT);
  });

  it('reports nothing of that to a client that gives a name', async () => {
    await start();
    const ann = await come('ann');
    expect(ann.text).not.toContain('may be repeated');
    expect(ann.text).not.toContain('no longer available');
  });

  it('with a wrong token is refused, and a name is accepted afterwards', async () => {
    await start();
    const ann = testClient(chat);
    ann.send('/resume wrong', 'ann');
    expect(await ann.line('! that')).toMatch(/! that word is unknown or expired: enter a name$/);
    await ann.line('welcome, ann');
    await bob.line('ann has joined');
  });

  it('disconnects after five wrong tokens', async () => {
    await start();
    const ann = testClient(chat);
    ann.send(...Array.from({ length: 5 }, () => '/resume wrong'));
    await ann.closed;
    expect(ann.lines.at(-1)).toBe('! too many tries');
  });

  it('with the token of another client takes its identity', async () => {
    await start();
    const [ann, eve] = [await come('ann'), await come('eve')];
    eve.send('/join Den');
    await eve.line('this is Den');
    await bob.line('eve has left');
    await gone(ann, 'ann');
    eve.vanish();
    await eve.closed;
    const again = await resume(wordOf(eve), 'eve');
    again.send('/who');
    await again.line('1 in Den: eve');
  });

  it('works once: the next token differs', async () => {
    await start();
    const ann = await come('ann');
    await gone(ann, 'ann');
    const second = await resume(wordOf(ann), 'ann');
    expect(wordOf(second)).toMatch(/^[\w-]{22}$/);
    expect(wordOf(second)).not.toBe(wordOf(ann));
    await gone(second, 'ann');
    const late = testClient(chat);
    late.send(`/resume ${wordOf(ann)}`);
    await late.line('! that word is unknown');
    await resume(wordOf(second), 'ann');
  });

  it('expires after 7 days', async () => {
    await start();
    const [ann, eve] = [await come('ann'), await come('eve')];
    await gone(ann, 'ann');
    await gone(eve, 'eve');
    clock.advance(7 * 86_400_000 - 1);
    await resume(wordOf(ann), 'ann');
    clock.advance(1);
    const late = testClient(chat);
    late.send(`/resume ${wordOf(eve)}`);
    await late.line('! that word is unknown');
  });

  it('does not bypass the password', async () => {
    await start();
    const locked = createChat({ clock, password: 's3cret' });
    const eve = testClient(locked);
    eve.send('/resume x');
    await eve.line('! wrong password');
    await locked.close();
  });

  it('takes over a hanging connection with one leave, one join and no repeated line', async () => {
    await start();
    const old = new Hanging();
    chat.accept(old);
    old.push('ann\n');
    await bob.line('ann has joined');
    await says(['m1', 'm2']);
    expect(old.text).toContain('[bob]:m2');
    const again = await resume(wordOf(old), 'ann');
    await bob.line('ann has left the chat');
    await bob.line('ann has joined the chat');
    await says(['m3'], again);
    expect(read(again)).toEqual(['m1', 'm2', 'm3']);
    expect(old.text).not.toContain('m3');
    clock.advance(5000);
    await new Promise((resolve) => old.once('close', resolve));
    await says(['m4'], again);
    expect(read(again)).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(bob.lines.filter((line) => line.startsWith('ann has'))).toEqual([
      'ann has joined the chat',
      'ann has left the chat',
      'ann has joined the chat',
    ]);
  });

  it('keeps tokens out of the log, the entries and the state', async () => {
    await start();
    const entries: unknown[] = [];
    const states: unknown[] = [];
    chat.entry$.subscribe((entry) => entries.push(entry));
    chat.state$.subscribe(({ resumePoints: resumes, clients }) => states.push([...resumes], [...clients]));
    const ann = await come('ann');
    await gone(ann, 'ann');
    const again = await resume(wordOf(ann), 'ann');
    const all = JSON.stringify([log, entries, states]);
    expect(all).toContain('resume');
    for (const word of [wordOf(ann), wordOf(again)]) expect(all).not.toContain(word);
  });

  it.each(['netcat', 'budget', 'json'])(
    'is not a line of %s, whose clients get no token',
    async (dialect) => {
      await start();
      const client = testClient(chat, { dialect });
      client.send(dialect === 'json' ? '{"type":"enter","name":"cid"}' : 'cid');
      await bob.line('cid has joined');
      client.send('/who');
      await says(['done']);
      await client.seen('done');
      expect(client.text).not.toContain('/resume');
    },
  );
});
