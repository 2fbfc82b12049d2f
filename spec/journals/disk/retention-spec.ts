import { diskJournal, type DiskJournalOptions } from '../../../src/journals';
import { StoreReader, verify } from '../../../src/journals/tools';
import { feed } from '../../helpers/manual-journal';
import { posts, remembered } from '../../helpers/apply-commands';
import { scratch } from '../../helpers/scratch';

const { enter, say, setLimits } = posts;

describe('Retention', () => {
  const { path } = scratch();

  /** Keeps batches of so many messages, and says what is left of them. */
  const keep = async (keeping: object, sizes: readonly number[], turn: () => void = () => undefined) => {
    let now = 0;
    const journal = await diskJournal({
      folder: path('data'),
      keep: keeping,
      now: () => now,
      elapsed: () => now,
    });
    const fed = feed(journal);
    await fed.send(setLimits(7), enter('a', 'ann'));
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
    expect(report.problems).toEqual([]);
    expect(store.count.messages).toBe(report.messages);
  });

  it('keeps what is younger than an age', async () => {
    const { report, store } = await keep(
      { age: 10_000 },
      Array.from({ length: 50 }, () => 1),
    );
    expect(report.messages).toBeGreaterThanOrEqual(10);
    expect(report.messages).toBeLessThanOrEqual(22);
    expect(report.problems).toEqual([]);
    expect([...store.seqs(0)][0]).toBeGreaterThan(1);
  });

  describe('by age, where the wall clock is wrong', () => {
    const [DAY, HOUR, YEAR] = [86_400_000, 3_600_000, 365 * 86_400_000];
    let [passed, off] = [0, 0];
    beforeEach(() => ([passed, off] = [0, 0]));

    const open = async (options: Partial<DiskJournalOptions> = {}) => {
      const journal = await diskJournal({
        folder: path('data'),
        keep: { age: 30 * DAY },
        now: () => 20 * YEAR + passed + off,
        elapsed: () => passed,
        ...options,
      });
      const fed = feed(journal);
      const close = async () => {
        fed.unsubscribe();
        await journal.close?.();
      };
      return { say: (...texts: string[]) => fed.send(...texts.map((text) => say('a', text))), fed, close };
    };
    const days = async (count: number) => {
      const { say, fed, close } = await open();
      await fed.send(setLimits(7), enter('a', 'ann'));
      for (let day = 0; day < count; day++) {
        await say(`day ${day}`);
        passed += DAY;
      }
      await close();
    };
    const kept = () => {
      const store = StoreReader.open(path('data'));
      const { messages, problems } = verify(store);
      store.close();
      expect(problems).toEqual([]);
      return messages;
    };

    it('keeps all when the clock is years ahead for a moment', async () => {
      const { say, fed, close } = await open();
      await fed.send(enter('a', 'ann'));
      for (let count = 0; count < 30; count++) await say('kept');
      for (const wrong of [YEAR, 0, 10 * YEAR, 0]) {
        passed += HOUR;
        off = wrong;
        await say('and one');
      }
      await close();
      expect(kept()).toBe(34);
    });

    it('keeps all when the clock is years ahead as it starts, and right within the hour', async () => {
      await days(3);
      off = 10 * YEAR;
      const { say, close } = await open();
      await say('too early');
      passed += HOUR - 1;
      await say('too early');
      off = 0;
      for (let count = 0; count < 5; count++) {
        passed += HOUR;
        await say('right');
      }
      await close();
      expect(kept()).toBe(10);
    });

    it('keeps all for an hour when it was off for longer, and only what is younger after that', async () => {
      await days(3);
      passed += 60 * DAY;
      const { say, close } = await open();
      await say('back');
      passed += HOUR - 1;
      await say('back');
      expect(kept()).toBe(5);
      passed += 2;
      await say('on');
      passed += HOUR;
      await say('on');
      await close();
      expect(kept()).toBe(4);
    });

    it('keeps what is recent by its date, though the log went ten years further since', async () => {
      await days(3);
      off = 10 * YEAR;
      const ahead = await open({ keep: {}, acceptClock: true });
      await ahead.say('ahead');
      await ahead.close();
      off = 0;
      const { say, close } = await open({ acceptClock: true });
      for (let hour = 0; hour < 3; hour++) {
        await say('right');
        passed += HOUR;
      }
      await close();
      expect(kept()).toBe(7);
    });
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
