import type { ClientCommand } from '../../../src/chat';
import { diskJournal, type DiskJournalOptions } from '../../../src/journals';
import { HistoryReader } from '../../../src/journals/read/history-reader';
import type { Store } from '../../../src/journals/store/store';
import type { Journal, HistoryRange } from '../../../src/stream';
import { feed, type FedJournal } from '../../helpers/manual-journal';
import { nameOf, posts } from '../../helpers/apply-commands';
import { alive } from '../../helpers/memory';
import { scratch } from '../../helpers/scratch';

const { enter, say, act, join, grant, remove, setLimits } = posts;

describe('KeptHistory', () => {
  let journal: Journal;
  // Before its folder goes.
  afterEach(() => journal.close?.());
  const { path } = scratch();
  let fed: FedJournal;
  const open = async (options: Partial<DiskJournalOptions> = {}) => {
    journal = await diskJournal({ folder: path('data'), ...options });
    fed = feed(journal);
    await fed.send(setLimits(0), enter('a', 'ann'), enter('b', 'bob'), grant('b'));
  };

  const read = async (range: HistoryRange, room = 'lobby') => {
    const seqs: number[] = [];
    for await (const messages of journal.readHistory?.(room, range) ?? [])
      seqs.push(...messages.map(({ seq }) => seq));
    return seqs;
  };

  /** Messages 5 to 14, in batches of three. */
  const fill = async () => {
    const list: ClientCommand[] = Array.from({ length: 10 }, (_, index) =>
      say(index % 2 ? 'a' : 'b', `m${index + 5}`),
    );
    for (let at = 0; at < 10; at += 3) await fed.send(...list.slice(at, at + 3));
  };

  it.each<[HistoryRange, number[]]>([
    [{ beforeSeq: Infinity }, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
    [{ beforeSeq: 15 }, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
    [{ beforeSeq: 9 }, [5, 6, 7, 8]],
    [{ beforeSeq: 8 }, [5, 6, 7]],
    [{ beforeSeq: 5 }, []],
    [{ beforeSeq: 15, limit: 4 }, [11, 12, 13, 14]],
    [{ beforeSeq: 12, limit: 1 }, [11]],
    [{ beforeSeq: 15, afterSeq: 9 }, [10, 11, 12, 13, 14]],
    [{ beforeSeq: 12, afterSeq: 6, limit: 3 }, [9, 10, 11]],
    [{ beforeSeq: 15, afterSeq: 14 }, []],
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
    for await (const messages of journal.readHistory?.(key ?? '', { beforeSeq: 100 }) ?? [])
      all.push(...messages);
    expect(all).toMatchObject([{ kind: 'acted', seq: 6, client: 'a', from: 'ann', room, text: 'waves' }]);
  });

  it('leaves out what was deleted, by its number or its name', async () => {
    await open();
    await fill();
    await fed.send(remove('b', 5), remove('b', 'ann'));
    expect(await read({ beforeSeq: 100 })).toEqual([7, 9, 11, 13]);
    expect(await read({ beforeSeq: 100, limit: 2 })).toEqual([11, 13]);
  });

  it('leaves out nobody whose name is a number that was deleted', async () => {
    await open();
    await fed.send(enter('c', '7'), say('c', 'six'), say('a', 'seven'), remove('b', 7), say('c', 'more'));
    expect(await read({ beforeSeq: 100 })).toEqual([6, 9]);
  });

  it('begins where it is asked to, also where that is counted in many goes', async () => {
    await open();
    for (let at = 0; at < 200; at += 1) await fed.send(say('a', `m${at}`));
    expect(await read({ beforeSeq: 10_000, limit: 150 })).toEqual(
      Array.from({ length: 150 }, (_, index) => index + 55),
    );
    expect((await read({ beforeSeq: 10_000, limit: 1_000_000 })).length).toBe(200);
    expect((await read({ beforeSeq: 100, limit: 50 })).length).toBe(50);
  });

  it('reads on while it is pruned', async () => {
    await open({ keep: { messages: 5 } });
    await fill();
    const seqs: number[] = [];
    for await (const messages of journal.readHistory?.('lobby', { beforeSeq: 100 }) ?? []) {
      seqs.push(...messages.map(({ seq }) => seq));
      for (let count = 0; count < 10; count++) await fed.send(say('a', 'more'));
    }
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs.length).toBeGreaterThan(0);
  });
});

describe('KeptHistory, of a log of a hundred thousand messages', () => {
  it('keeps a place in the log for each who reads, and nothing of what it counts', async () => {
    const [rows, messages] = [200, 500];
    const rowOf = (n: number) => ({
      seq: n * messages + 1,
      room: 'x',
      said: [[n * messages + 1, messages, 'ann']],
      bytes: 1,
    });
    const store = {
      count: { seq: 1e9, messages: 1e9 },
      hasDeletions: false,
      *index(_: string, before: number) {
        for (let n = Math.floor((before - 1) / messages); n >= 0; n--) yield rowOf(Math.min(n, rows - 1));
      },
      indexFrom: () => undefined,
      batch: (seq: number) => [{ seq, at: 0, client: 'a', command: { kind: 'say', text: 'x' } }],
    } as unknown as Store;
    const history = new HistoryReader(store);
    const before = await alive();
    const readers = Array.from({ length: 50 }, () =>
      history.read('x', { beforeSeq: rows * messages, limit: rows * messages - 2 }),
    );
    await Promise.all(readers.map((reader) => reader.next()));
    const grown = (await alive()) - before;
    await Promise.all(readers.map((reader) => reader.return(undefined)));
    expect(grown).toBeLessThan(2 * 1024 * 1024);
  });
});
