import type { Post } from '../../src/chat';
import { diskJournal, type DiskJournalOptions } from '../../src/journals';
import type { Journal, Range } from '../../src/stream';
import { feed, type FedJournal } from '../helpers/fed-journal';
import { nameOf, posts } from '../helpers/fold';
import { scratch } from '../helpers/scratch';

const { enter, say, act, join, grant, remove, limit } = posts;

describe('KeptHistory', () => {
  const { path } = scratch();
  let journal: Journal;
  let fed: FedJournal;
  const open = async (options: Partial<DiskJournalOptions> = {}) => {
    journal = await diskJournal({ folder: path('data'), ...options });
    fed = feed(journal);
    await fed.send(limit(0), enter('a', 'ann'), enter('b', 'bob'), grant('b'));
  };
  afterEach(() => journal.close?.());

  const read = async (range: Range, room = 'lobby') => {
    const seqs: number[] = [];
    for await (const messages of journal.read?.(room, range) ?? [])
      seqs.push(...messages.map(({ seq }) => seq));
    return seqs;
  };

  /** Messages 5 to 14, in batches of three. */
  const fill = async () => {
    const list: Post[] = Array.from({ length: 10 }, (_, index) =>
      say(index % 2 ? 'a' : 'b', `m${index + 5}`),
    );
    for (let at = 0; at < 10; at += 3) await fed.send(...list.slice(at, at + 3));
  };

  it.each<[Range, number[]]>([
    [{ before: Infinity }, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
    [{ before: 15 }, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
    [{ before: 9 }, [5, 6, 7, 8]],
    [{ before: 8 }, [5, 6, 7]],
    [{ before: 5 }, []],
    [{ before: 15, limit: 4 }, [11, 12, 13, 14]],
    [{ before: 12, limit: 1 }, [11]],
    [{ before: 15, after: 9 }, [10, 11, 12, 13, 14]],
    [{ before: 12, after: 6, limit: 3 }, [9, 10, 11]],
    [{ before: 15, after: 14 }, []],
  ])('reads %j', async (range, seqs) => {
    await open();
    await fill();
    expect(await read(range)).toEqual(seqs);
  });

  it('tells a message as it was said, also in a room whose key is longer than LMDB takes', async () => {
    await open();
    const room = '\ufdfa'.repeat(32);
    await fed.send(join('a', room), act('a', 'waves'));
    const [key] = nameOf(room).keys.slice(-1);
    const all = [];
    for await (const messages of journal.read?.(key ?? '', { before: 100 }) ?? []) all.push(...messages);
    expect(all).toMatchObject([{ kind: 'acted', seq: 6, client: 'a', from: 'ann', room, text: 'waves' }]);
  });

  it('leaves out what was deleted, by its number or its name', async () => {
    await open();
    await fill();
    await fed.send(remove('b', 5), remove('b', 'ann'));
    expect(await read({ before: 100 })).toEqual([7, 9, 11, 13]);
    expect(await read({ before: 100, limit: 2 })).toEqual([11, 13]);
  });

  it('leaves out nobody whose name is a number that was deleted', async () => {
    await open();
    await fed.send(enter('c', '7'), say('c', 'six'), say('a', 'seven'), remove('b', 7), say('c', 'more'));
    expect(await read({ before: 100 })).toEqual([6, 9]);
  });

  it('reads on while it is pruned', async () => {
    await open({ keep: { messages: 5 } });
    await fill();
    const seqs: number[] = [];
    for await (const messages of journal.read?.('lobby', { before: 100 }) ?? []) {
      seqs.push(...messages.map(({ seq }) => seq));
      for (let count = 0; count < 10; count++) await fed.send(say('a', 'more'));
    }
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs.length).toBeGreaterThan(0);
  });
});
