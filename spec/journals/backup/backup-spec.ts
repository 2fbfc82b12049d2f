import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { emptyChat } from '../../../src/chat';
import { diskJournal } from '../../../src/journals';
import { backup, StoreReader, verify, type VerifyReport } from '../../../src/journals/tools';
import { compareStates } from '../../../src/journals/verify/compare-states';
import { DiskSpace } from '../../../src/journals/store/disk-space';
import { filesOf } from '../../../src/journals/store/store';
import { feed } from '../../helpers/manual-journal';
import { byAddress, nameOf, posts } from '../../helpers/apply-commands';
import { editJson, editRows, keepPosts, makePlain, openKept } from '../../helpers/persistent-chat';
import { oneClock } from '../../helpers/one-clock';
import { scratch } from '../../helpers/scratch';

const { enter, enterWith, say, act, tell, rename, join, topic, leave, grant, mute, ban, remove } = posts;

const batches = [
  [enterWith('hash', enter('a', 'ann')), enter('b', 'bob', 'Den', '10.0.0.1:5'), grant('a')],
  [say('a', 'hi'), say('b', 'ho'), say('a', 'spam')],
  [rename('a', 'eve'), act('a', 'waves'), topic('b', 'cats'), tell('a', 'bob', 'secret')],
  [enter('c', 'cid'), join('c', 'den'), mute('a', 'bob', 60_000), say('b', 'muted'), say('c', 'new')],
  [
    ban('a', byAddress('10.0.0.1')),
    ban('a', byAddress('10.0.0.2'), 60_000),
    remove('a', 6),
    leave('a', 'bye'),
  ],
];

describe('backup', () => {
  const { path, file } = scratch();
  const [from, to] = [() => path('data'), () => path('copy')];
  const copy = (more: Partial<Parameters<typeof backup>[0]> = {}) =>
    backup({ from: from(), to: to(), ...more });

  const reading = <T>(folder: string, read: (store: StoreReader) => T): T => {
    const store = StoreReader.open(folder);
    try {
      return read(store);
    } finally {
      store.close();
    }
  };

  const check = (folder: string): VerifyReport => reading(folder, (store) => verify(store));

  /** What is read of a folder that is still of use: all but the id of its log. */
  const contents = (folder: string) =>
    reading(folder, (store, base = store.state('base')) => ({
      batches: [...store.seqs(-1)].map((seq) => store.batch(seq)),
      index: [...store.indexKeys()].map(({ room, seq }) => store.indexRow(room, seq)),
      deleted: [6, 'ann', 'bob']
        .map((target) => store.deletedBy(target) ?? 0)
        .filter((seq) => seq > base.seq),
      count: store.count,
    }));

  const differences = (kept: 'head' | 'base'): readonly string[] => {
    const [one, other] = [from(), to()].map((folder) => reading(folder, (store) => store.state(kept)));
    return one && other ? [...compareStates(one, other)] : ['no states'];
  };

  /** Nothing is left of a copy that was not made. */
  const expectNothing = (): void => {
    expect(readdirSync(path()).filter((name) => name.startsWith('copy'))).toEqual([]);
  };

  const refused = async (more: Partial<Parameters<typeof backup>[0]> = {}): Promise<string> => {
    const error: unknown = await copy(more).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'RX_CHAT_DATA' });
    return (error as Error).message;
  };

  it('has all that is kept, the same in every row and state, and is whole', async () => {
    let now = 0;
    await keepPosts(from(), batches, { now: () => (now += 1000) });
    const copied = await copy();
    expect(check(to())).toEqual({ ...copied, problems: [], count: 0 });
    expect(check(from())).toEqual(check(to()));
    expect(contents(to())).toEqual(contents(from()));
    expect([...differences('head'), ...differences('base')]).toEqual([]);
  });

  it('is a log of its own: what one that goes on has told is not what the other has', async () => {
    await keepPosts(from(), batches);
    await copy();
    await copy({ from: to(), to: path('restored') });
    const logs = [from(), to(), path('restored')].map((folder) => reading(folder, ({ log }) => log));
    expect(new Set(logs).size).toBe(3);
  });

  it('is what a server goes on from: the same topics, history, bans, mutes and words to resume', async () => {
    const clock = oneClock(() => 5000);
    await keepPosts(from(), batches, { now: () => 5000 });
    await copy();
    const openedOn = async (folder: string) => {
      const journal = await diskJournal({ folder, ...clock });
      const said = [];
      for await (const some of journal.readHistory?.('lobby', { beforeSeq: 1e6 }) ?? []) said.push(...some);
      return { journal, said, state: journal.state ?? emptyChat };
    };
    const [one, other] = [await openedOn(from()), await openedOn(to())];
    expect([...compareStates(one.state, other.state)]).toEqual([]);
    const { bans, mutes, resumePoints, rooms } = other.state;
    expect([bans.size, mutes.size, resumePoints.size, rooms.get('den')?.topic]).toEqual([2, 1, 1, 'cats']);
    expect(other.said).toEqual(one.said);
    expect(other.said.map(({ text }) => text)).toEqual(['hi', 'waves']);
    const fed = feed(other.journal);
    await fed.send(say('c', 'goes on'));
    fed.unsubscribe();
    for (const { journal } of [one, other]) await journal.close?.();
    expect(check(to()).problems).toEqual([]);
  });

  it('copies a log that was pruned with the state before it, and one that holds nothing', async () => {
    for (let start = 0; start < 3; start++)
      await keepPosts(from(), [...batches, [leave('b')], [leave('c')]], { keep: { messages: 7 } });
    await copy();
    expect(contents(to())).toEqual(contents(from()));
    expect([...differences('head'), ...differences('base')]).toEqual([]);
    expect(reading(to(), (store) => store.state('base').seq)).toBeGreaterThan(0);
    await keepPosts(path('new'), []);
    expect(await copy({ from: path('new'), to: path('copied') })).toMatchObject({ entries: 0, rooms: 0 });
    expect(check(path('copied')).problems).toEqual([]);
  });

  it('beside a server that writes has what was kept when it began, and no half of a batch', async () => {
    const { keep, close } = await openKept(from());
    for (const batch of batches) await keep(batch);
    const before = contents(from()).batches;
    let said = 0;
    await copy({ pause: () => keep([say('c', String(said++)), say('c', 'more')]) });
    await close();
    expect(said).toBeGreaterThan(0);
    expect(contents(to()).batches).toEqual(before);
    expect(check(to()).problems).toEqual([]);
    expect(contents(from()).batches.length).toBe(before.length + said);
  });

  describe('of a log that is pruned meanwhile', () => {
    /** A journal that keeps little; `prune` resolves when nothing is left of what there was. */
    const keeping = async () => {
      const kept = await openKept(from(), { keep: { messages: 3 } });
      let said = 0;
      const oldest = () => reading(from(), (store) => store.state('base').seq);
      const prune = async () => {
        for (const newest = said + 1; oldest() < newest;) await kept.keep([say('a', String(said++))]);
      };
      await kept.keep([enter('a', 'ann')]);
      await prune();
      return { ...kept, prune };
    };

    it('begins anew with what is left', async () => {
      const { prune, close } = await keeping();
      let pauses = 0;
      await copy({ pause: () => (pauses++ === 0 ? prune() : Promise.resolve()) });
      await close();
      expect(pauses).toBeGreaterThan(1);
      expect(contents(to())).toMatchObject({ batches: contents(from()).batches });
      expect(check(to()).problems).toEqual([]);
    });

    it('gives up in the end, says so, and leaves nothing', async () => {
      const { prune, close } = await keeping();
      expect(await refused({ pause: prune })).toBe(
        `${from()} is pruned faster than it can be read here: try again when that is done`,
      );
      await close();
      expectNothing();
    });
  });

  it("is its owner's alone whatever the mask, and a single file", async () => {
    await keepPosts(from(), batches);
    const mask = process.umask(0);
    try {
      await copy();
      process.umask(0o777);
      await copy({ to: path('masked') });
    } finally {
      process.umask(mask);
    }
    for (const folder of [to(), path('masked')]) {
      expect(readdirSync(folder)).toEqual(['chat.mdb']);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(filesOf(folder).data).mode & 0o777).toBe(0o600);
    }
  });

  it('changes nothing in the folder that it copies', async () => {
    await keepPosts(from(), batches);
    const look = () => [readdirSync(from()), crc32(readFileSync(filesOf(from()).data))];
    const before = look();
    await copy();
    expect(look()).toEqual(before);
  });

  it.each<[string, () => void]>([
    ['a folder, though it is empty', () => mkdirSync(to())],
    ['a file', () => file('copy', 'mine')],
    ['a link to nowhere', () => symlinkSync('nowhere', to())],
  ])('refuses a place where there is %s, and does not touch it', async (_, make) => {
    await keepPosts(from(), batches);
    make();
    const { ino } = lstatSync(to());
    expect(await refused()).toBe(`${to()} is there already: name a folder that is not`);
    expect(lstatSync(to()).ino).toBe(ino);
    expect(readdirSync(path()).sort()).toEqual(['copy', 'data']);
  });

  it('puts nothing in the place of what has come there meanwhile', async () => {
    await keepPosts(from(), batches);
    const pause = () => {
      mkdirSync(to(), { recursive: true });
      file('copy/mine', 'mine');
      return Promise.resolve();
    };
    expect(await refused({ pause })).toMatch(/^\S+copy can't be used: /);
    expect(readdirSync(to())).toEqual(['mine']);
    expect(readdirSync(path()).sort()).toEqual(['copy', 'data']);
  });

  it('refuses a place whose folder is not there, and a folder that holds no chat', async () => {
    await keepPosts(from(), []);
    expect(await refused({ to: path('no/copy') })).toMatch(
      /no\/copy can't be written: its folder is not there/,
    );
    expect(await refused({ from: path('nowhere') })).toMatch(/nowhere holds no chat: /);
    expectNothing();
  });

  it.each<[string, string, Parameters<typeof editRows>[1], Parameters<typeof editRows>[2]]>([
    [
      'a batch that has changed',
      "the batch of entry 4 can't be read: its checksum is wrong",
      'batches',
      (rows) => {
        const bytes = Buffer.from(`\x01....${String(rows.get(4)).replace('hi', 'ho')}`);
        rows.putRawSync(4, bytes);
      },
    ],
    [
      'a batch of no entries',
      "the batch of entry 4 can't be read: it holds no entries",
      'batches',
      (rows) => rows.putSync(4, Buffer.from('[]')),
    ],
    [
      'a batch that begins with another entry',
      'the batch of entry 4 has entry 5 out of its order',
      'batches',
      (rows) => rows.putSync(4, Buffer.from('[[5,1,"a","say",["x"]]]')),
    ],
    ['no batch in the middle', 'entries 4 to 6 are missing', 'batches', (rows) => rows.removeSync(4)],
    ['no newest batch', 'entries 16 to 19 are missing', 'batches', (rows) => rows.removeSync(16)],
    [
      'another newest state',
      'the newest state, of entry 19: at is 7, not 1000',
      'states',
      (rows) => editJson(rows, ['head', 'state'], (state) => ({ ...state, at: 7 })),
    ],
    [
      'a state that is no JSON',
      "the newest state can't be read: its checksum is wrong",
      'states',
      (rows) => rows.putRawSync(['head', 'state'], Buffer.from('\x01....{}')),
    ],
  ])('refuses %s, says where, and leaves nothing', async (_, what, name, edit) => {
    await keepPosts(from(), batches, { now: () => 1000 });
    await editRows(from(), name, edit);
    const message = await refused();
    expect(message).toContain(`${from()} is damaged: ${what}`);
    expect(message).toMatch(/; rx-chat verify \S+data tells more$/);
    expectNothing();
  });

  it('makes the index anew where it is lost: the log has all of it', async () => {
    await keepPosts(from(), batches);
    const whole = contents(from());
    await editRows(from(), 'index', (rows) => rows.removeSync(['lobby', 4]));
    await copy();
    expect(contents(to())).toEqual(whole);
  });

  it('of an older folder has checksums, and no more of private messages than their place', async () => {
    const life = [...batches, [say('c', 'on')], [tell('a', 'bob', 'psst')]];
    await keepPosts(from(), life, { now: () => 5000 });
    await makePlain(from());
    const old = { at: 5999, client: 'a', command: { kind: 'tell', to: nameOf('wheretobe'), text: '' } };
    await editRows(from(), 'batches', (rows) =>
      rows.putRawSync(21, Buffer.from(JSON.stringify([{ seq: 21, ...old }]))),
    );
    // What it had kept of the time is in its newest state.
    await editRows(from(), 'states', (rows) => {
      const state = JSON.parse(String(rows.get(['head', 'state']))) as object;
      const then = JSON.stringify({ ...state, at: 5999, clock: undefined });
      rows.putRawSync(['head', 'state'], Buffer.from(then));
    });
    expect(check(from()).problems).toEqual([]);
    await copy();
    const bytes = readFileSync(filesOf(to()).data).toString('latin1');
    for (const gone of ['wheretobe', '5999', 'tell', 'withheld'])
      expect([gone, bytes.includes(gone)]).toEqual([gone, false]);
    expect(check(to())).toMatchObject({ entries: 21, problems: [] });
    await editRows(to(), 'batches', (rows) => rows.putRawSync(4, Buffer.from('[[4]]')));
    expect(check(to()).problems).toEqual(["the batch of entry 4 can't be read: it has no checksum"]);
  });

  it('that is stopped rejects with the reason, and leaves nothing', async () => {
    await keepPosts(from(), batches);
    const controller = new AbortController();
    const stopped = copy({
      stop: controller.signal,
      pause: () => {
        controller.abort(new Error('enough'));
        return Promise.resolve();
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expectNothing();
  });

  describe('on a disk that is full', () => {
    afterEach(() => jest.restoreAllMocks());

    it('knows beforehand how much it takes', async () => {
      const many = Array.from({ length: 1000 }, (_, index) => say('a', `${index} ${'x'.repeat(400)}`));
      await keepPosts(from(), [[enter('a', 'ann')], many, many, many]);
      const known = reading(from(), ({ size }) => size);
      await copy();
      const { size } = statSync(filesOf(to()).data);
      expect(known).toBeGreaterThan(0.9 * size);
      expect(known).toBeLessThan(1.1 * size);
    });

    it('refuses before it writes where there is no room for all of it', async () => {
      await keepPosts(from(), batches);
      jest.spyOn(DiskSpace.prototype, 'tryReservePages').mockReturnValue(false);
      expect(await refused()).toBe(
        `${to()} can't be written: it takes about 1 MiB, and 16 MiB are to stay free: make room`,
      );
      expectNothing();
    });

    it('refuses where others have taken it meanwhile, before LMDB finds out', async () => {
      await keepPosts(from(), batches);
      jest.spyOn(DiskSpace.prototype, 'tryReserve').mockReturnValue(false);
      expect(await refused()).toBe(`${to()} can't be written: the disk is full; make room`);
      expectNothing();
    });
  });
});
