import { applyTurn, emptyChat } from '../../../src/chat';
import { Store } from '../../../src/journals/store/store';
import { StoreReader, verify } from '../../../src/journals/tools';
import { Problems } from '../../../src/journals/verify/problems';
import { DeletionCheck } from '../../../src/journals/verify/deletion-check';
import { PageReader } from '../../../src/journals/lmdb/page-reader';
import { encode } from '../../../src/journals/store/row-codec';
import { items, posts } from '../../helpers/apply-commands';
import { editRows, keepPosts } from '../../helpers/persistent-chat';
import { scratch } from '../../helpers/scratch';

const { enter, say, grant, remove, topic } = posts;

describe('Deletions that are kept', () => {
  const { path } = scratch();
  const begin = [enter('a', 'ann'), grant('a')];
  const many = Array.from({ length: 30 }, (_, n) => [topic('a', `topic ${n}`)]);

  /** The rows that are left, by what was deleted. */
  const rows = async () => {
    const found: Record<string, unknown> = {};
    await editRows(path(), 'deleted', (table) => {
      for (const { key, value } of table.getRange()) found[String(key)] = JSON.parse(String(value));
    });
    return found;
  };
  const damages = () => {
    const store = StoreReader.open(path());
    const found = verify(store).problems;
    store.close();
    return found;
  };

  it('are pruned with the turn that deleted', async () => {
    const deleted = [[say('a', 'one'), say('a', 'two')], [remove('a', 3)], [remove('a', 'ann')]];
    await keepPosts(path(), [begin, ...deleted, ...many], { keep: { entries: 20 } });
    expect(await rows()).toEqual({});
    expect(damages()).toEqual([]);
  });

  it('stay while that turn does', async () => {
    const keep = { entries: 20 };
    await keepPosts(path(), [begin, ...many, [say('a', 'hidden')], [remove('a', 'ann')]], { keep });
    expect(await rows()).toEqual({ ann: 34 });
    expect(damages()).toEqual([]);
  });

  it('stay where the same name was deleted again since', async () => {
    const twice = [[say('a', 'one')], [remove('a', 'ann')], [say('a', 'two')], [remove('a', 'ann')]];
    await keepPosts(
      path(),
      [begin, ...twice.slice(0, 2), ...many.slice(0, 10), ...twice.slice(2), ...many.slice(15)],
      {
        keep: { entries: 20 },
      },
    );
    expect(await rows()).toEqual({ ann: 16 });
    expect(damages()).toEqual([]);
  });

  it('stay where a batch that is not yet on disk deletes the same name again', async () => {
    const store = Store.open(path());
    const by = (seq: number) => ({
      batch: { seq, entries: encode([[seq]]), index: [], deleted: [{ key: ['ann'], value: encode(seq) }] },
    });
    await store.write(by(1));
    const pruned = { batches: [1], index: [], deleted: [['ann', 1]] } as const;
    await Promise.all([store.write(by(9)), store.write({ pruned })]);
    expect(store.isDeleted(8, 'ann')).toBe(true);
    await store.write({ pruned: { batches: [9], index: [], deleted: [['ann', 9]] } });
    expect(store.hasDeletions).toBe(false);
    await store.close();
  });

  it('are not missed by who checks the log, where a server prunes them meanwhile', async () => {
    await keepPosts(path(), [begin, ...many], { keep: { entries: 5 } });
    const turn = applyTurn(emptyChat, items([...begin, say('a', 'hidden'), remove('a', 'ann')]));
    const store = StoreReader.open(path());
    const found = [1, Math.max(...store.seqs(0))].map((batch) => {
      const told = new Problems(20);
      const check = new DeletionCheck(store, told);
      check.take(batch, turn);
      check.end();
      return told.lines;
    });
    store.close();
    expect(found).toEqual([[], ['what entry 4 has deleted (ann) is not noted']]);
  });

  it('hide what was deleted from who reads the log, also where both are pruned as it is read', async () => {
    await keepPosts(path(), [begin, [say('a', 'hidden')], [remove('a', 'ann')], [say('a', 'shown')]]);
    const original = Reflect.get(PageReader.prototype, 'readTree');
    const spy = jest.spyOn(PageReader.prototype, 'readTree');
    const store = StoreReader.open(path());
    const done: Promise<void>[] = [];
    spy.mockImplementation(function (this: PageReader, name, work) {
      if (name === 'deleted' && done.length === 0) {
        done.push(editRows(path(), 'deleted', (table) => table.removeSync(['ann'])));
        done.push(editRows(path(), 'batches', (table) => [1, 3, 4].forEach((seq) => table.removeSync(seq))));
      }
      return original.call(this, name, work);
    });
    const entries = store.batch(3);
    spy.mockRestore();
    expect(done).toHaveLength(2);
    expect(entries.length === 0 || store.isDeleted(3, 'ann')).toBe(true);
    store.close();
    await Promise.all(done);
  });
});
