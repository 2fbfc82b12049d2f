import { readFileSync } from 'node:fs';
import { diskJournal } from '../../../src/journals';
import { backup, StoreReader, verify } from '../../../src/journals/tools';
import { filesOf } from '../../../src/journals/store/store';
import { posts } from '../../helpers/apply-commands';
import { editRows, keepPosts } from '../../helpers/persistent-chat';
import { makeOldFolder } from '../../helpers/old-folder';
import { oldLife } from '../../helpers/old-life';
import { scratch } from '../../helpers/scratch';

const now = () => 5000;

/** By these names, of a row or in one, the formats before this one are known. */
const OLD_NAMES = /"(word|token|vacate|limit|lost|seen|left|spoke)"/;

describe.each([1, 2] as const)('a folder of format %i', (format) => {
  const { path } = scratch();

  const readAll = (folder: string) => {
    const store = StoreReader.open(folder);
    const { problems, entries, messages } = verify(store);
    const found = {
      damages: problems,
      counts: [entries, messages],
      batches: [...store.seqs(0)].map((seq) => store.batch(seq)),
      base: store.state('base'),
      head: store.state('head'),
    };
    store.close();
    return found;
  };

  /** The same life, as a server of today keeps it. */
  const liveToday = async () => {
    await keepPosts(path('today'), oldLife.batches, { now });
    await keepPosts(path('today'), oldLife.last, { now, keep: { messages: 3 } });
    return readAll(path('today'));
  };

  it('is read as one of today is, and not written to', async () => {
    await makeOldFolder(path('old'), format);
    const { data } = filesOf(path('old'));
    const before = readFileSync(data);
    const found = readAll(path('old'));
    expect(found).toEqual(await liveToday());
    expect(found.damages).toEqual([]);
    expect(readFileSync(data).equals(before)).toBe(true);
  });

  it('is upgraded as it is written to: its states have the names of today', async () => {
    await makeOldFolder(path('old'), format);
    const today = await liveToday();
    const journal = await diskJournal({ folder: path('old'), now });
    expect(journal.state).toEqual(today.head);
    await journal.close?.();
    expect(readAll(path('old'))).toEqual(today);
    let names: unknown[] = [];
    await editRows(path('old'), 'states', (rows) => {
      names = [...rows.getRange()].flatMap(({ key, value }) => [...[key].flat().slice(1, 2), String(value)]);
    });
    expect(names.filter((name) => OLD_NAMES.test(`"${String(name)}"`) || name === 'resume')).toEqual([]);
    await editRows(path('old'), '', (rows) => {
      expect(JSON.parse(String(rows.get('format')))).toMatchObject({ format: 3, log: 'the-log' });
    });
  });

  it('is written on, and its batches of before are read with the new ones', async () => {
    await makeOldFolder(path('old'), format);
    const today = await liveToday();
    await keepPosts(path('old'), [[posts.enter('n', 'new'), posts.say('n', 'hi')], [posts.leave('f')]], {
      now,
    });
    const { damages, batches, head } = readAll(path('old'));
    expect(damages).toEqual([]);
    expect(batches.slice(0, -2)).toEqual(today.batches);
    expect(head.resumePoints.get('hash-5')).toMatchObject({ lastOwnSeq: 26, leftSeq: 31 });
  });

  it('is copied as one of today', async () => {
    await makeOldFolder(path('old'), format);
    await backup({ from: path('old'), to: path('copy') });
    expect(readAll(path('copy'))).toEqual(await liveToday());
    const bytes = readFileSync(filesOf(path('copy')).data).toString('latin1');
    expect(bytes).not.toMatch(OLD_NAMES);
  });

  it('lets in whoever shows a token of before', async () => {
    await makeOldFolder(path('old'), format);
    await keepPosts(path('old'), [[posts.pickUp('n', 'hash-4', 'hash-6')]], { now });
    const { head } = readAll(path('old'));
    expect(head.clients.get('n')).toMatchObject({ name: { text: 'gus' }, resumeTokenHash: 'hash-6' });
  });
});
