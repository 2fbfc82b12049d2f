import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'lmdb';
import { diskJournal } from '../../../src/journals';
import { StoreReader, verify } from '../../../src/journals/tools';
import { filesOf } from '../../../src/journals/store/store';
import { posts } from '../../helpers/apply-commands';
import { editRows, keepPosts, makePlain } from '../../helpers/persistent-chat';
import { scratch } from '../../helpers/scratch';

const { enter, say, remove, topic } = posts;

const life = [
  [enter('a', 'ann'), enter('b', 'bob', 'Den')],
  [say('a', 'one'), say('a', 'two')],
  [topic('b', 'cats'), say('b', 'three')],
  [remove('server', 3), remove('server', 'bob')],
];

describe('checksums', () => {
  const { path } = scratch();

  const check = (folder = path('data')) => {
    const reader = StoreReader.open(folder);
    const report = verify(reader);
    const found = {
      state: reader.state('head'),
      batches: [...reader.seqs(0)].map((seq) => reader.batch(seq)),
    };
    reader.close();
    return { ...report, ...found };
  };

  it('are in each row that is written', async () => {
    await keepPosts(path('data'), life);
    const root = open<Buffer, string>({
      path: filesOf(path('data')).data,
      noSubdir: true,
      encoding: 'binary',
      maxDbs: 8,
    });
    const first = ['batches', 'index', 'states', 'deleted'].flatMap((name) =>
      [...root.openDB<Buffer, string>(name, { encoding: 'binary' }).getRange({})].map(
        ({ value }) => value[0],
      ),
    );
    expect(first.length).toBeGreaterThan(10);
    expect(new Set([...first, root.get('count')?.[0]])).toEqual(new Set([1]));
    await root.close();
  });

  it('are missing in a folder of before, which is read as it is, and gets them as it is written to', async () => {
    await keepPosts(path('data'), life);
    const before = check();
    await makePlain(path('data'));
    const plain = check();
    expect(plain).toEqual(before);
    await keepPosts(path('data'), [[say('a', 'four')]]);
    const after = check();
    expect(after.problems).toEqual([]);
    expect(after.batches.slice(0, 4)).toEqual(before.batches);
    expect(after.batches).toHaveLength(5);
    const root = open<Buffer, string>({
      path: filesOf(path('data')).data,
      noSubdir: true,
      encoding: 'binary',
      maxDbs: 8,
    });
    const sealed = (name: string) =>
      [...root.openDB<Buffer, string>(name, { encoding: 'binary' }).getRange({})].map(
        ({ value }) => value[0] === 1,
      );
    expect(sealed('batches')).toEqual([false, false, false, false, true]);
    expect(new Set([...sealed('states'), ...sealed('deleted')])).toEqual(new Set([true]));
    await root.close();
  });

  it('stay the same in a second start: a row that has lost its own is damaged', async () => {
    await keepPosts(path('data'), life);
    await makePlain(path('data'));
    await keepPosts(path('data'), [[say('a', 'four')]]);
    await keepPosts(path('data'), [[say('a', 'five')]]);
    expect(check().problems).toEqual([]);
    await editRows(path('data'), 'batches', (rows) => rows.putRawSync(9, Buffer.from(rows.get(9) ?? '')));
    expect(verifyOf().problems).toEqual(["the batch of entry 9 can't be read: it has no checksum"]);
  });

  const verifyOf = () => {
    const reader = StoreReader.open(path('data'));
    const report = verify(reader);
    reader.close();
    return report;
  };

  /** Changes a text in the file, wherever it is. */
  const change = (from: string, to: string): void => {
    const { data } = filesOf(path('data'));
    const bytes = readFileSync(data);
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at);
    writeFileSync(data, bytes);
  };

  it('let verify tell of a letter that has become another, wherever it is', async () => {
    await keepPosts(path('data'), life);
    copyFileSync(filesOf(path('data')).data, path('copy'));
    for (const [from, to, where] of [
      ['["one","two"]', '["one","tvo"]', /^the batch of entry 3 can't be read: its checksum is wrong$/],
      ['"said":[[6', '"said":[[7', /^the index of room den at entry 5 can't be read: its checksum is wrong$/],
      ['"topic":"cats"', '"topic":"rats"', /^the newest state can't be read: its checksum is wrong$/],
      ['{"seq":8,"messages":3}', '{"seq":8,"messages":4}', /^the number of messages can't be read: /],
    ] as const) {
      copyFileSync(path('copy'), filesOf(path('data')).data);
      change(from, to);
      expect(verifyOf().problems).toEqual([expect.stringMatching(where)]);
    }
  });

  it('refuse a start on a damaged state or batch: with code and place, and nothing is shown', async () => {
    await keepPosts(path('data'), life);
    change('"topic":"cats"', '"topic":"rats"');
    await expect(diskJournal({ folder: path('data') })).rejects.toMatchObject({
      code: 'RX_CHAT_DATA',
      message: `${path('data')} is damaged: the newest state can't be read: its checksum is wrong; rx-chat verify tells more; put a copy in its place`,
    });
  });

  it('refuse to tell a history that is damaged', async () => {
    await keepPosts(path('data'), life);
    change('["one","two"]', '["one","tvo"]');
    const journal = await diskJournal({ folder: path('data') });
    const read = async () => {
      for await (const messages of journal.readHistory?.('lobby', { beforeSeq: 100 }) ?? [])
        expect(messages).toBeDefined();
    };
    await expect(read()).rejects.toMatchObject({
      code: 'RX_CHAT_DATA',
      message: `${path('data')} is damaged: the batch of entry 3 can't be read: its checksum is wrong; rx-chat verify tells more; put a copy in its place`,
    });
    await journal.close?.();
  });

  it('are not all: a start refuses a log with a hole, and verify finds rows that are lost', async () => {
    mkdirSync(path('data'));
    await keepPosts(path('data'), life);
    await editRows(path('data'), 'deleted', (rows) => rows.removeSync(['bob']));
    expect(verifyOf().problems).toEqual(['what entry 8 has deleted (bob) is not noted']);
    await editRows(path('data'), 'states', (rows) => {
      for (const { key } of [...rows.getRange()]) rows.removeSync(key);
    });
    await editRows(path('data'), 'batches', (rows) => rows.removeSync(3));
    await expect(diskJournal({ folder: path('data') })).rejects.toThrow(
      "is damaged: the batch of entry 3 can't be read: it is missing",
    );
  });
});
