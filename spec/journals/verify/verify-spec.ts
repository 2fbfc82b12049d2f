import { readFileSync, writeFileSync } from 'node:fs';
import { StoreReader, verify, type VerifyReport } from '../../../src/journals/tools';
import { posts } from '../../helpers/apply-commands';
import { editJson, editRows, keepPosts, type RawDatabase } from '../../helpers/persistent-chat';
import { scratch } from '../../helpers/scratch';

const { enter, say, act, tell, rename, join, topic, leave, grant, kick, mute, remove, resume } = posts;
const { ban, removeAll, announce } = posts;

const batches = [
  [enter('a', 'ann'), enter('b', 'bob', 'Den', '10.0.0.1:5'), grant('a')],
  [say('a', 'hi'), say('b', 'ho'), say('a', 'hi')],
  [rename('a', 'eve'), act('a', 'waves'), topic('b', 'cats'), tell('a', 'bob', 'secret')],
  [enter('c', 'cid'), join('c', 'den'), mute('a', 'bob', 60_000), say('b', 'muted'), say('c', 'new')],
  [
    ban('a', { kind: 'address', address: '10.0.0.1' }),
    kick('a', 'cid', 'why'),
    remove('a', 'ann'),
    resume('d', 'dan', 3),
  ],
];

describe('verify', () => {
  const { path } = scratch();

  const check = (told?: number): VerifyReport => {
    const store = StoreReader.open(path());
    const report = verify(store, told);
    store.close();
    return report;
  };

  const damaged = async (
    name: Parameters<typeof editRows>[1],
    edit: (rows: RawDatabase) => void,
  ): Promise<readonly string[]> => {
    await keepPosts(path(), batches, { now: () => 1000 });
    await editRows(path(), name, edit);
    return check().problems;
  };

  it('finds nothing wrong with what a journal keeps', async () => {
    let now = 0;
    await keepPosts(path(), batches, { now: () => (now += 1000) });
    expect(check()).toEqual({
      entries: 19,
      messages: 5,
      rooms: 2,
      from: 1000,
      to: 5000,
      problems: [],
      count: 0,
    });
  });

  it('finds nothing wrong after several starts, nor with what was pruned', async () => {
    for (let start = 0; start < 3; start++)
      await keepPosts(path(), [...batches, [removeAll('gone'), announce('back')], [leave('a')]], {
        keep: { messages: 7 },
      });
    const { problems, messages, entries } = check();
    expect(problems).toEqual([]);
    expect(messages).toBeLessThan(15);
    expect(entries).toBeLessThan(60);
  });

  it('finds nothing wrong where a batch is pruned just before it is read', async () => {
    const data = path('chat.mdb');
    await keepPosts(path(), batches);
    const whole = readFileSync(data);
    await keepPosts(path(), [...batches, [leave('a')], [leave('b')]], { keep: { entries: 3 } });
    const pruned = readFileSync(data);
    writeFileSync(data, whole);
    const batch = Reflect.get(StoreReader.prototype, 'batch');
    const spy = jest.spyOn(StoreReader.prototype, 'batch');
    spy.mockImplementationOnce(function (this: StoreReader, seq) {
      writeFileSync(data, pruned);
      return batch.call(this, seq);
    });
    const { problems, entries } = check();
    spy.mockRestore();
    expect(problems).toEqual([]);
    expect(entries).toBeLessThan(19);
  });

  it('finds nothing wrong with a chat that nothing was kept of', async () => {
    await keepPosts(path(), []);
    expect(check()).toMatchObject({ entries: 0, messages: 0, rooms: 0, from: undefined, problems: [] });
  });

  it('tells of a batch that is missing, and of nothing that comes of it', async () => {
    expect(await damaged('batches', (rows) => rows.removeSync(4))).toEqual(['entries 4 to 6 are missing']);
  });

  it('tells of the oldest batch, and of the newest, if they are missing', async () => {
    expect(await damaged('batches', (rows) => rows.removeSync(1))).toEqual(['entries 1 to 3 are missing']);
  });

  it('tells of a newest batch that is missing', async () => {
    expect(await damaged('batches', (rows) => rows.removeSync(16))).toEqual([
      'the newest state is of entry 19, but the log ends with 15',
      'the messages are counted up to entry 19, but the log ends with 15',
    ]);
  });

  it('tells of bytes that are no batch, and shows none of them', async () => {
    expect(await damaged('batches', (rows) => rows.putSync(4, Buffer.from('\x1b[2J\xff{')))).toEqual([
      "the batch of entry 4 can't be read: it is not JSON",
    ]);
  });

  it.each(['[]', '7', '{}', 'null', '[{"seq":4}]', '[null]', '[7]'])(
    'tells of %s in the place of a batch',
    async (json) => {
      expect(await damaged('batches', (rows) => rows.putSync(4, Buffer.from(json)))).toEqual([
        expect.stringMatching(/^the batch of entry 4 can't be read: /),
      ]);
    },
  );

  const entry = (seq: number, at: number) => ({ seq, at, client: 'x', command: { kind: 'leave' } });

  it('tells of an entry that is missing within a batch, that is there twice, and of a batch in a wrong place', async () => {
    const put = (rows: RawDatabase, seq: number, ...entries: readonly object[]) =>
      rows.putSync(seq, Buffer.from(JSON.stringify(entries)));
    expect(
      await damaged('batches', (rows) => {
        put(rows, 4, entry(4, 1000), entry(6, 1000));
        put(rows, 7, entry(7, 1000), entry(8, 1000), entry(8, 1000), entry(9, 1000), entry(10, 1000));
        put(rows, 11, entry(12, 1000));
      }),
    ).toEqual([
      'entry 5 is missing',
      'entry 8 is there twice',
      'the batch of entry 11 begins with 12',
      'entries 11 to 15 are missing',
    ]);
  });

  it('finds nothing wrong with dates that go back', async () => {
    const times = [9000, 5000, 7000, 1000, 2000];
    await keepPosts(path(), batches, { now: () => times.shift() ?? 0, elapsed: () => 0 });
    expect(check()).toMatchObject({ from: 9000, to: 2000, problems: [] });
  });

  it.each<[string, (string | number)[], (value: Record<string, unknown>) => unknown, readonly string[]]>([
    [
      'a topic',
      ['head', 'room', 'den'],
      (room) => ({ ...room, topic: 'dogs' }),
      ['room den: topic is "dogs", not "cats"'],
    ],
    [
      'a member',
      ['head', 'room', 'lobby'],
      (room) => ({ ...room, members: [] }),
      ['room lobby: members is [], not ["a","d"]'],
    ],
    [
      'messages',
      ['head', 'room', 'lobby'],
      (room) => ({ ...room, messages: [] }),
      ['room lobby: the number of its messages is 0, not 1'],
    ],
    [
      'a client',
      ['head', 'client', 'd'],
      (client) => ({ ...client, since: 7 }),
      ['client d: since is 7, not 1000'],
    ],
    [
      'bans',
      ['head', 'state'],
      (state) => ({ ...state, bans: [] }),
      ['the ban on address:10.0.0.1 is missing'],
    ],
    [
      'mutes',
      ['head', 'state'],
      (state) => ({ ...state, mutes: [[['bob'], { whom: 'bob', until: 5 }]] }),
      ['the mute on bob: until is 5, not 61000'],
    ],
    ['limits', ['head', 'state'], (state) => ({ ...state, evictedSeq: 3 }), ['evictedSeq is 3, not 0']],
  ])('tells of %s of the newest state that the log does not lead to', async (_, key, edit, differences) => {
    const lines = await damaged('states', (rows) => editJson(rows, key, edit));
    expect(lines).toEqual(
      expect.arrayContaining(differences.map((line) => `the newest state, of entry 19: ${line}`)),
    );
    expect(lines.length).toBeLessThanOrEqual(2);
  });

  it('tells of a room of the newest state that is missing, and of one too many', async () => {
    const move = (rows: RawDatabase) => {
      rows.removeSync(['head', 'room', 'den']);
      const lobby = String(rows.get(['head', 'room', 'lobby'])).replace('"key":"lobby"', '"key":"attic"');
      rows.putSync(['head', 'room', 'attic'], Buffer.from(lobby));
    };
    expect(await damaged('states', move)).toEqual([
      'the newest state, of entry 19: room den is missing',
      'the newest state, of entry 19: room attic is one too many',
    ]);
  });

  it.each(['head', 'base'])('tells of a %s that is none', async (kept) => {
    const lines = await damaged('states', (rows) =>
      rows.putSync([kept, 'room', 'lobby'], Buffer.from('\x07{')),
    );
    expect(lines).toEqual([
      expect.stringMatching(
        /^the (newest state|state before the oldest entry) can't be read: it is not JSON$/,
      ),
    ]);
  });

  it('tells of a row of the index that is missing', async () => {
    expect(await damaged('index', (rows) => rows.removeSync(['den', 4]))).toEqual([
      'the index of room den at entry 4 is missing',
    ]);
  });

  it('tells of rows of the index that are too many: of a batch without such a message, and of none', async () => {
    const add = (rows: RawDatabase) => {
      for (const key of [
        ['attic', 4],
        ['den', 7],
        ['lobby', 5],
      ])
        rows.putSync(key, Buffer.from('{"room":"x","said":[[5,1,"x"]]}'));
    };
    expect(await damaged('index', add)).toEqual([
      'the index of room attic at entry 4 is one too many',
      'the index of room den at entry 7 is one too many',
      'the index of room lobby at entry 5 is one too many',
    ]);
  });

  it.each([
    ['another author', '"ann"', '"eva"', 'has the messages 4 (eva), 6 (ann), not 4 (ann), 6 (ann)'],
    ['another seq', '[6,', '[5,', 'has the messages 4 (ann), 5 (ann), not 4 (ann), 6 (ann)'],
    ['another room', '"lobby"', '"den"', 'calls it den, not lobby'],
    ['no JSON', '{', '', "can't be read: it is not JSON"],
  ])('tells of a row of the index that says %s', async (_, from, to, words) => {
    const edit = (rows: RawDatabase) =>
      rows.putSync(['lobby', 4], Buffer.from(String(rows.get(['lobby', 4])).replace(from, to)));
    expect(await damaged('index', edit)).toEqual([`the index of room lobby at entry 4 ${words}`]);
  });

  it('tells of a wrong count', async () => {
    expect(
      await damaged('', (rows) => editJson(rows, 'count', (count) => ({ ...count, messages: 9 }))),
    ).toEqual(['9 messages are counted up to entry 19, but there are 5']);
  });

  it('tells the first damages, and how many there are', async () => {
    await keepPosts(path(), batches);
    await editRows(path(), 'index', (rows) => {
      for (let seq = 100; seq < 130; seq++) rows.putSync(['den', seq], Buffer.from('{}'));
    });
    const { problems, count } = check(3);
    expect(problems).toHaveLength(3);
    expect(count).toBe(30);
  });
});
