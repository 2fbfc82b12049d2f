import { readFileSync } from 'node:fs';
import { from } from 'rxjs';
import { createChat, diskJournal, serve, type Chat } from 'rx-chat';
import { join, testClient, type TestClient } from 'rx-chat/testing';
import { scratch } from '../helpers/scratch';

describe('a persistent chat', () => {
  const { path } = scratch();
  let chat: Chat;
  const start = async (options: object = {}, keep: object = {}): Promise<Chat> => {
    const journal = await diskJournal({ folder: path('data'), keep });
    return (chat = createChat({
      journal,
      history: 5,
      rate: 0,
      ...options,
    }));
  };
  afterEach(() => chat.close());

  /** Says so many lines, and waits for the last of them to come back to somebody else. */
  const talk = async (from: TestClient, to: TestClient, count: number): Promise<void> => {
    for (let index = 0; index < count; index++) from.send(`line ${index}`);
    await to.line(`line ${count - 1}`);
  };

  const numbers = (lines: readonly string[]): number[] =>
    lines.flatMap((line) => /line (\d+)$/.exec(line)?.[1] ?? []).map(Number);
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

  it('reads history beyond memory in order, before later messages', async () => {
    await start();
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    await talk(ann, bob, 300);
    const cid = await join(chat, 'cid');
    cid.send('/history 300', '/topic after');
    ann.send('the end');
    await cid.line('the end');
    const asked = cid.lines.slice(cid.lines.findIndex((line) => line.endsWith('line 0')));
    expect(numbers(asked)).toEqual(upTo(300));
    expect(asked.at(-1)).toContain('the end');
  });

  /** The numbers of the lines that are found page by page, backwards. */
  const pageBack = async (): Promise<readonly number[]> => {
    const json = testClient(chat, { dialect: 'json' });
    json.send('{"type":"enter","name":"prog"}');
    await json.line('"type":"entered"');
    const found: number[] = [];
    let before = 1_000_000;
    for (;;) {
      json.send(JSON.stringify({ type: 'history', before, limit: 10 }));
      const page = JSON.parse(await json.line('"type":"history"')) as {
        readonly history: readonly { readonly seq: number; readonly text: string }[];
      };
      const [first] = page.history;
      if (!first) return found;
      found.unshift(...numbers(page.history.map(({ text }) => text)));
      before = first.seq;
    }
  };

  it('pages back to the first message without a gap, in json', async () => {
    await start();
    await talk(await join(chat, 'ann'), await join(chat, 'bob'), 95);
    expect(await pageBack()).toEqual(upTo(95));
  });

  it('pages back to the oldest kept message without a gap, after a restart too', async () => {
    await start({}, { messages: 50 });
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    for (let count = 1; count <= 120; count++) {
      ann.send(`line ${count - 1}`);
      await bob.line(`line ${count - 1}`);
    }
    await chat.close();
    await start({}, { messages: 50 });
    const found = await pageBack();
    expect(found.length).toBeGreaterThanOrEqual(50);
    expect(found.length).toBeLessThan(120);
    expect(found).toEqual(upTo(120).slice(-found.length));
  });

  it('stores no private message in any form', async () => {
    await start();
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('/msg bob xyzzy-for-bob', 'plugh-for-all');
    await bob.line('xyzzy-for-bob');
    await bob.line('plugh-for-all');
    await chat.close();
    const bytes = readFileSync(path('data/chat.mdb'));
    expect(bytes.includes('plugh-for-all')).toBe(true);
    expect(bytes.includes('xyzzy-for-bob')).toBe(false);
  });

  it('applies a deletion of messages beyond memory after a restart', async () => {
    await start();
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    bob.send('bob was here');
    await talk(ann, bob, 20);
    chat.console(lines('/delete bob')).subscribe();
    await talk(ann, bob, 20);
    await chat.close();
    await start();
    const cid = await join(chat, 'cid');
    cid.send('/history 1000', 'done');
    await cid.line('line 0');
    await cid.line('line 0');
    await cid.line('line 19');
    expect(cid.text).not.toContain('bob was here');
  });

  it('has every message after a restart', async () => {
    await start();
    const [ann, bob] = [await join(chat, 'ann'), await join(chat, 'bob')];
    ann.send('/topic kept');
    await talk(ann, bob, 50);
    await chat.close();
    await start();
    const cid = await join(chat, 'cid');
    expect(cid.text).toContain('kept');
    cid.send('/history 100');
    await cid.line('line 0');
    await cid.line('line 49');
    cid.send('/who');
    expect(await cid.line('cid')).not.toContain('ann');
  });

  it('releases its folder when an option is invalid', async () => {
    const data = path('data');
    await expect(serve({ port: 0, data, tape: 1 })).rejects.toMatchObject({ code: 'RX_CHAT_OPTION' });
    const server = await serve({ port: 0, data });
    chat = server.chat;
    await server.close();
  });
});

const lines = (...list: readonly string[]) => from(list);
