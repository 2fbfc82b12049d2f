import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { applyTurn, ChatError, emptyChat, type ChatState } from '../../../src/chat';
import { emptyHistory } from '../../../src/chat/model/history';
import { diskJournal, type DiskJournalOptions } from '../../../src/journals';
import { StoreReader, verify } from '../../../src/journals/tools';
import { compareStates } from '../../../src/journals/verify/compare-states';
import type { Journal } from '../../../src/stream';
import { feed } from '../../helpers/manual-journal';
import { byAddress, byName, fold, posts, remembered } from '../../helpers/apply-commands';
import { heldDisk } from '../../helpers/paused-disk';
import { describeJournal } from '../../helpers/journal-contract';
import { editJson, editRows } from '../../helpers/persistent-chat';
import { oneClock } from '../../helpers/one-clock';
import { gather } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

const { enter, say, act, join: go, topic, ban, mute, setLimits, leave, remove, grant, rename } = posts;

/** The user `nobody`. */
const NOBODY = 65_534;

const open$: Journal[] = [];
// Before their folder goes.
afterEach(async () => {
  for (const journal of open$.splice(0)) await journal.close?.();
});
const { path, file } = scratch();

const start = async (options: Partial<DiskJournalOptions> = {}): Promise<Journal> => {
  const journal = await diskJournal({ folder: path('data'), ...options });
  open$.push(journal);
  return journal;
};

const stop = async (journal: Journal): Promise<void> => {
  open$.splice(open$.indexOf(journal), 1);
  await journal.close?.();
};

/** The folder as it is now: what a process that was killed leaves. */
const crash = (as = 'crashed'): string => {
  // A socket is not copied: of what was killed nobody answers at it.
  cpSync(path('data'), path(as), { recursive: true, filter: (name) => !name.endsWith('.sock') });
  return path(as);
};

const refusal = async (opening: Promise<unknown>): Promise<ChatError> => {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChatError);
  expect((error as ChatError).code).toBe('RX_CHAT_DATA');
  return error as ChatError;
};

const textsOf = (state: ChatState | undefined): readonly string[] =>
  remembered(state?.rooms.get('lobby')?.history ?? emptyHistory).map(({ text }) => text);

const differences = (a: ChatState | undefined, b: ChatState | undefined): readonly string[] => {
  if (!a || !b) throw new Error('a state is missing');
  return [...compareStates(a, b)];
};

describe('diskJournal', () => {
  const disk = heldDisk();

  describeJournal('diskJournal', async (clock) => ({ journal: await start(clock) }), disk);

  const life = [
    setLimits(3),
    enter('a', 'ann', 'lobby', '10.0.0.1:1'),
    enter('b', '42'),
    grant('a'),
    say('a', 'one'),
    act('b', 'waves \u{1F44B}'),
    say('b', '\ud800 alone'),
    say('a', 'four'),
    go('b', '\ufdfa'.repeat(32)),
    topic('b', '__proto__'),
    say('b', 'constructor'),
    ban('a', byName('eve')),
    ban('a', byAddress('10.9.9.9'), 1e12),
    mute('a', 'bob'),
    rename('a', 'anna'),
  ];

  describe('goes on where it ended', () => {
    it('knows rooms, topics, histories, bans and mutes', async () => {
      const first = await start({ now: () => 1000 });
      await feed(first).send(...life);
      await stop(first);
      const { state } = await start();
      const expected = fold(
        life.map((post) => ({ ...post, wait: 0 })),
        { ...fold([]), at: 1000 },
      );
      expect(differences(expected, state)).toEqual([]);
      expect(state?.rooms.get('lobby')?.history.lostSeq).toBe(5);
      expect(textsOf(state)).toEqual(['waves \u{1F44B}', '\ud800 alone', 'four']);
      expect([...(state?.rooms.values() ?? [])].map(({ topic: is }) => is)).toContain('__proto__');
    });

    it.each([1, 2, 5])('also after a crash, with batches of %i', async (size) => {
      const journal = await start({ keep: { messages: 3 } });
      const fed = feed(journal);
      for (let at = 0; at < life.length; at += size) await fed.send(...life.slice(at, at + size));
      for (let count = 0; count < 40; count++) await fed.send(say('a', `more ${count}`));
      const again = await diskJournal({ folder: crash(), keep: { messages: 3 } });
      const { state } = again;
      await again.close?.();
      await stop(journal);
      const { state: closed } = await start();
      expect(state?.seq).toBe(55);
      expect(state?.bans.size).toBeGreaterThan(0);
      expect(differences(closed, state)).toEqual([]);
      expect(verify(StoreReader.open(path('data'))).problems).toEqual([]);
    });

    it('has the same log id', async () => {
      const first = await start();
      await stop(first);
      const second = await start();
      expect(second.logId).toBe(first.logId);
      await stop(second);
      const other = await start({ folder: path('other') });
      expect(other.logId).not.toBe(first.logId);
    });

    it('numbers on, and dates by the wall clock, also where that has gone back', async () => {
      const first = await start(oneClock(() => 5000));
      await feed(first).send(enter('a', 'ann'), say('a', '1'));
      await stop(first);
      const fed = feed(await start(oneClock(() => 3000)));
      await fed.send(say('a', '2'));
      expect(fed.batches[0]).toMatchObject([
        { seq: 3, at: 3000, command: { kind: 'clock', skew: -2000 } },
        { seq: 4, at: 3000, command: { text: '2' } },
      ]);
    });
  });

  describe('on a clock that was wrong', () => {
    const [NOW, YEARS] = [Date.UTC(2026, 0, 1), 3650 * 86_400_000];

    it('refuses a folder whose newest entry is in the future, and takes it where that is asked for', async () => {
      const ahead = await start(oneClock(() => NOW + YEARS));
      await feed(ahead).send(
        enter('a', 'ann'),
        mute('server', 'ann', 1000),
        ban('server', byName('bob'), 5000),
      );
      await stop(ahead);
      const error = await start(oneClock(() => NOW)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ChatError);
      expect(error).toMatchObject({
        code: 'RX_CHAT_CLOCK',
        message: `${path('data/chat.mdb')} ends 3650d in the future, at 2035-12-30T00:00:00.000Z, and the clock says 2026-01-01T00:00:00.000Z: set the clock, or take it for right with --accept-clock`,
      });
      let now = NOW;
      const again = await start({ now: () => now, elapsed: () => now, acceptClock: true });
      const fed = feed(again);
      await fed.send(say('a', 'muted'));
      now += 2000;
      await fed.send(say('a', 'free'), enter('b', 'bob'));
      now += 4000;
      await fed.send(enter('b', 'bob'));
      const state = applyTurn(again.state ?? emptyChat, fed.batches.flat()).state;
      expect(textsOf(state)).toEqual(['free']);
      expect([...state.clients.keys()]).toEqual(['a', 'b']);
      expect(state.at).toBe(NOW + 6000);
      await stop(again);
      expect(verify(StoreReader.open(path('data'))).problems).toEqual([]);
    });

    it.each([-59, 59])('starts where the newest entry is %i minutes away', async (minutes) => {
      const first = await start(oneClock(() => NOW));
      await feed(first).send(enter('a', 'ann'));
      await stop(first);
      await start(oneClock(() => NOW + minutes * 60_000));
    });

    it('reads the times of a folder whose states know no such clock', async () => {
      const first = await start(oneClock(() => NOW));
      await feed(first).send(enter('a', 'ann'), mute('server', 'ann', 10_000));
      await stop(first);
      await editRows(path('data'), 'states', (rows) =>
        editJson(rows, ['head', 'state'], (state) => ({ ...state, clock: undefined })),
      );
      const again = await start(oneClock(() => NOW + 9000));
      const fed = feed(again);
      await fed.send(say('a', 'muted'));
      expect(again.state?.clock).toEqual({ time: NOW, skew: 0, doubt: 0, latest: NOW });
      expect(textsOf(applyTurn(again.state ?? emptyChat, fed.batches.flat()).state)).toEqual([]);
    });
  });

  it('writes one batch at a time, and each is one row', async () => {
    const fed = feed(await start());
    await fed.send(enter('a', 'ann'));
    disk.hold();
    fed.post(say('a', '1'));
    for (let count = 0; count < 100; count++) fed.post(say('a', `then ${count}`));
    await disk.letGo();
    await disk.letGo();
    await fed.emitted(102);
    expect([...StoreReader.open(path('data')).seqs(0)]).toEqual([1, 2, 3]);
  });

  it('keeps what came after a deletion, in one batch with it', async () => {
    const journal = await start();
    const fed = feed(journal);
    await fed.send(enter('a', 'ann'), enter('b', 'bob'), grant('b'), setLimits(1));
    await fed.send(say('a', 'before'), remove('b', 'ann'), say('a', 'after'), say('b', 'end'));
    const texts: string[] = [];
    for await (const messages of journal.readHistory?.('lobby', { beforeSeq: 100 }) ?? [])
      texts.push(...messages.map(({ text }) => text));
    expect(texts).toEqual(['after', 'end']);
  });

  it('closes after it has failed, and says nothing more of it', async () => {
    const journal = await start();
    const fed = feed(journal);
    await fed.send(enter('a', 'ann'), say('a', '1'));
    disk.hold();
    fed.post(say('a', '2'));
    await disk.letGo(new Error('no disk'));
    await fed.failed;
    await expect(stop(journal)).resolves.toBeUndefined();
    disk.letGo(new Error('no disk')).catch(() => undefined);
  });

  it('closes once, however often it is asked to', async () => {
    const journal = await start();
    await journal.close?.();
    await expect(journal.close?.()).resolves.toBeUndefined();
  });

  it('errs on what is posted once it is closed', async () => {
    const journal = await start();
    const fed = feed(journal);
    await fed.send(enter('a', 'ann'));
    await stop(journal);
    await expect(fed.send(say('a', 'late'))).rejects.toThrow('chat.mdb is closed');
  });

  it('errs when somebody else writes to the file, and keeps what that one wrote', async () => {
    const fed = feed(await start());
    await fed.send(enter('a', 'ann'));
    const program = `
      const { open } = require('lmdb');
      const root = open({ path: process.argv[1], noSubdir: true, encoding: 'binary', maxDbs: 8 });
      const batches = root.openDB('batches', { encoding: 'binary' });
      batches.put(2, Buffer.from('[]')).then(() => root.close());`;
    const child = spawn(process.execPath, ['-e', program, path('data/chat.mdb')], {
      cwd: join(__dirname, '../../..'),
    });
    await new Promise((resolve) => child.once('close', resolve));
    await expect(fed.send(say('a', 'mine'))).rejects.toMatchObject({
      code: 'RX_CHAT_DATA',
      message: `${path('data/chat.mdb')} is written to by another server: stop one of the two`,
    });
    expect(() => StoreReader.open(path('data')).batch(2)).toThrow('it has no checksum');
  });
});

describe('diskJournal refuses', () => {
  const data = () => path('data/chat.mdb');

  /** Opening fails with that text, and the file is as it was. */
  const untouched = async (text: string): Promise<void> => {
    const before = readFileSync(data());
    expect((await refusal(start())).message).toBe(text);
    expect(readFileSync(data()).equals(before)).toBe(true);
  };

  const filled = async (): Promise<void> => {
    const journal = await start();
    await feed(journal).send(enter('a', 'ann'), say('a', 'hi'), leave('a'));
    await stop(journal);
  };

  it('a folder that another journal of this process has', async () => {
    await start();
    expect((await refusal(start())).message).toBe(
      `${path('data')} is in use by another server (process ${process.pid}): stop that one, or choose another folder`,
    );
  });

  it('a folder that another process has, and not once that is killed', async () => {
    mkdirSync(path('data'));
    const child = spawn(process.execPath, ['-e', holder, path('data')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await gather(child.stdout).find(/ready/);
    expect((await refusal(start())).message).toBe(
      `${path('data')} is in use by another server (process ${child.pid}): stop that one, or choose another folder`,
    );
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    await start();
  });

  it.each([
    ['messages', NaN],
    ['age', -1],
    ['entries', '5' as unknown as number],
    ['bytes', null as unknown as number],
  ])('a bound in %s that is %p, and makes no folder', async (bound, value) => {
    await expect(start({ keep: { [bound]: value } })).rejects.toMatchObject({
      code: 'RX_CHAT_OPTION',
      message: `keep.${bound} is ${value}: it takes a number from 0 up`,
    });
    expect(existsSync(path('data'))).toBe(false);
  });

  it('a path that is a file', async () => {
    file('data', 'mine');
    const { message } = await refusal(start());
    expect(message).toBe(`${path('data')} can't be used: it is not a folder; choose another`);
    expect(readFileSync(path('data'), 'utf8')).toBe('mine');
  });

  it('a folder that it may not write to', async () => {
    const folder = path();
    chmodSync(folder, 0o500);
    // Root may write everywhere, so that for as long it is nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chownSync(folder, NOBODY, NOBODY);
    try {
      if (isRoot) process.seteuid?.(NOBODY);
      expect((await refusal(start({ folder }))).message).toContain("can't be written: no right to it");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('a folder below a file', async () => {
    file('data', 'mine');
    const { message } = await refusal(start({ folder: path('data/below') }));
    expect(message).toBe(`${path('data/below')} can't be used: it is not a folder; choose another`);
  });

  it('an empty file', async () => {
    mkdirSync(path('data'));
    file('data/chat.mdb', '');
    await untouched(`${data()} is empty: remove it to begin anew, or put a copy in its place`);
  });

  it.each([
    ['a few bytes', 'hello'],
    ['many bytes', 'hello '.repeat(10_000)],
  ])('a file of something else: %s', async (_, text) => {
    mkdirSync(path('data'));
    file('data/chat.mdb', text);
    await untouched(
      `${data()} is damaged, or no file of rx-chat: put a copy in its place, or choose another folder`,
    );
  });

  it('a database of something else', async () => {
    mkdirSync(path('data'));
    const root = open({ path: data(), noSubdir: true });
    await root.put('theirs', 1);
    await root.close();
    await untouched(
      `${data()} is damaged, or no file of rx-chat: put a copy in its place, or choose another folder`,
    );
  });

  it('a newer format', async () => {
    await filled();
    const root = open<Buffer, string>({ path: data(), noSubdir: true, encoding: 'binary', maxDbs: 8 });
    await root.put('format', Buffer.from('{"format":4,"log":"x"}'));
    await root.close();
    await untouched(`${data()} is of a newer rx-chat (format 4): run that, or choose another folder`);
  });

  it.each([0.3, 0.6, 0.9])('a file that was cut off at %f of its length', async (part) => {
    await filled();
    truncateSync(data(), Math.floor(readFileSync(data()).length * part));
    await untouched(
      `${data()} was cut off: its end is missing; put a copy in its place, or choose another folder`,
    );
  });

  it('and lets go of the folder then', async () => {
    mkdirSync(path('data'));
    file('data/chat.mdb', '');
    await refusal(start());
    writeFileSync(path('data/chat.mdb'), 'x');
    expect((await refusal(start())).message).toContain('is damaged');
  });

  it('nothing of what a start that was broken off has left', async () => {
    mkdirSync(path('data'));
    file('data/chat.new', 'half');
    await filled();
    expect(existsSync(path('data/chat.new'))).toBe(false);
  });
});

/** Holds the lock of a folder, as another server would. */
const holder = `
  const path = process.argv[1] + '/server-0123456789abcdef.sock';
  const server = require('node:net').createServer((socket) => socket.end(process.pid + ' holds\\n'));
  server.listen({ path }, () => console.log('ready'));`;
