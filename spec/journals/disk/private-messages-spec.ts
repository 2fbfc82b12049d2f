import { readFileSync } from 'node:fs';
import { diskJournal } from '../../../src/journals';
import { StoreReader, verify } from '../../../src/journals/tools';
import { feed } from '../../helpers/manual-journal';
import { nameOf, posts } from '../../helpers/apply-commands';
import { editJson, editRows, keepPosts } from '../../helpers/persistent-chat';
import { scratch } from '../../helpers/scratch';

const { enter, mute, say, tell } = posts;

describe('private messages', () => {
  const { path } = scratch();

  it('leave on disk neither who wrote to whom nor when, refused or not', async () => {
    let now = 1_700_000_000_000;
    const journal = await diskJournal({ folder: path('data'), now: () => now, elapsed: () => now });
    const fed = feed(journal);
    await fed.send(enter('id-ann', 'ann'), enter('id-bob', 'bob'), mute('server', 'bob'));
    now = 1_700_000_777_777;
    await fed.send(tell('id-ann', 'bob', 'psst'));
    await fed.send(tell('id-ann', 'wheretobe', 'psst'), tell('id-unentered', 'ann', 'psst'));
    await fed.send(tell('id-bob', 'ann', 'psst'), tell('server', 'ann', 'psst'));
    now = 1_700_001_000_000;
    await fed.send(say('id-ann', 'aloud'));
    fed.unsubscribe();
    await journal.close?.();
    const bytes = readFileSync(path('data/chat.mdb')).toString('latin1');
    for (const gone of ['wheretobe', 'unentered', '1700000777777', 'psst', 'tell'])
      expect([gone, bytes.includes(gone)]).toEqual([gone, false]);
    const rows = new Map<unknown, string>();
    await editRows(path('data'), 'batches', (batches) => {
      for (const { key, value } of batches.getRange()) rows.set(key, String(value));
    });
    expect([4, 5, 7].map((seq) => rows.get(seq))).toEqual(['[[4]]', '[[5],[6]]', '[[7],[8]]']);
    const store = StoreReader.open(path('data'));
    expect(verify(store).problems).toEqual([]);
    expect(store.batch(4)).toEqual([{ seq: 4, at: 0, client: '', command: { kind: 'withheld' } }]);
    store.close();
  });

  it('of an older folder are forgotten as it is read', async () => {
    await keepPosts(path('data'), [[enter('a', 'ann')], [tell('a', 'bob', 'psst')]], { now: () => 5000 });
    const old = { seq: 2, at: 6000, client: 'a', command: { kind: 'tell', to: nameOf('bob'), text: '' } };
    await editRows(path('data'), 'batches', (rows) => rows.putSync(2, Buffer.from(JSON.stringify([old]))));
    await editRows(path('data'), 'states', (rows) =>
      editJson(rows, ['head', 'state'], (state) => ({ ...state, at: 6000, clock: undefined })),
    );
    const store = StoreReader.open(path('data'));
    expect(store.batch(2)).toEqual([{ seq: 2, at: 6000, client: '', command: { kind: 'withheld' } }]);
    expect(verify(store).problems).toEqual([]);
    store.close();
    await keepPosts(path('data'), [[say('a', 'on')]], { now: () => 7000 });
  });
});
