import { diskJournal, StoreReader, verify } from '../../src/journals';
import { feed } from '../helpers/fed-journal';
import { posts, remembered } from '../helpers/fold';
import { scratch } from '../helpers/scratch';

const { enter, say, limit } = posts;

describe('Retention', () => {
  const { path } = scratch();

  /** Keeps batches of so many messages, and says what is left of them. */
  const keep = async (keeping: object, sizes: readonly number[], turn: () => void = () => undefined) => {
    let now = 0;
    const journal = await diskJournal({ folder: path('data'), keep: keeping, now: () => now });
    const fed = feed(journal);
    await fed.send(limit(7), enter('a', 'ann'));
    const counts: number[] = [];
    for (const size of sizes) {
      now += 1000;
      turn();
      await fed.send(...Array.from({ length: size }, () => say('a', 'hi')));
      counts.push(verify(StoreReader.open(path('data'))).messages);
    }
    await journal.close?.();
    const store = StoreReader.open(path('data'));
    return { counts, report: verify(store), store };
  };

  it.each([
    [10, Array.from({ length: 100 }, () => 1)],
    [10, [100, 1]],
    [100, Array.from({ length: 40 }, (_, index) => (index % 7) * 9 + 1)],
  ])('keeps at least the last %i messages, and not many more', async (messages, sizes) => {
    const { counts, report, store } = await keep({ messages }, sizes);
    let said = 0;
    sizes.forEach((size, index) => {
      said += size;
      expect(counts[index]).toBeGreaterThanOrEqual(Math.min(said, messages));
    });
    expect(report.messages).toBeLessThanOrEqual(messages + messages / 10 + 1 + 2 * Math.max(...sizes));
    expect(report.damages).toEqual([]);
    expect(store.count.messages).toBe(report.messages);
  });

  it('keeps what is younger than an age', async () => {
    const { report, store } = await keep(
      { age: 10_000 },
      Array.from({ length: 50 }, () => 1),
    );
    expect(report.messages).toBeGreaterThanOrEqual(10);
    expect(report.messages).toBeLessThanOrEqual(22);
    expect(report.damages).toEqual([]);
    expect([...store.seqs(0)][0]).toBeGreaterThan(1);
  });

  it('keeps all when nothing else is said', async () => {
    const { report } = await keep({}, [500, 500, 1]);
    expect(report.messages).toBe(1001);
  });

  it('leaves the rooms what they remember', async () => {
    const { store } = await keep(
      { messages: 1 },
      Array.from({ length: 50 }, () => 1),
    );
    const room = store.state('head').rooms.get('lobby');
    expect(room && remembered(room.history)).toHaveLength(7);
  });
});
