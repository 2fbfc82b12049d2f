import { statSync } from 'node:fs';
import { applyTurn, emptyChat, type Message, type ClientCommand } from '../../../src/chat';
import { diskJournal, type RetentionPolicy } from '../../../src/journals';
import { Store } from '../../../src/journals/store/store';
import { readLog, StoreReader, verify, type LogEvent } from '../../../src/journals/tools';
import { compareStates } from '../../../src/journals/verify/compare-states';
import { DEFAULT_KEEP, maxKeptEntries } from '../../../src/journals/disk/keep';
import { feed } from '../../helpers/manual-journal';
import { posts } from '../../helpers/apply-commands';
import { scratch } from '../../helpers/scratch';

const { enter, say, join, leave, rename, topic, setLimits } = posts;

const renames = (n: number) => [rename('a', `ann${n % 7}`)];
const topics = (n: number) => [topic('a', `topic ${n}`)];

/** What makes entries, and no messages. */
const floods: Record<string, (n: number) => readonly ClientCommand[]> = {
  renames,
  topics,
  joins: (n) => [join('a', `room${n % 3}`)],
  'enters and leaves': (n) => [enter('b', 'bob'), leave('b', `reason ${n}`)],
  refusals: (n) => [enter(`c${n}`, 'ann')],
};

const batch = (
  kind: (n: number) => readonly ClientCommand[],
  from: number,
  size: number,
): readonly ClientCommand[] => Array.from({ length: size }, (_, at) => kind(from + at)).flat();

describe('keptEntries', () => {
  it.each<[RetentionPolicy, number]>([
    [DEFAULT_KEEP, 10_000_000],
    [{ messages: 20_000 }, 200_000],
    [{ messages: 1 }, 100_000],
    [{ messages: 1_000_000, entries: 5 }, 5],
    [{ entries: 7 }, 7],
    [{ age: 1 }, Infinity],
    [{}, Infinity],
  ])('of %j is %d', (keep, entries) => expect(maxKeptEntries(keep)).toBe(entries));
});

describe('Retention of what is no message', () => {
  const { path } = scratch();

  const open = async (keep: RetentionPolicy) => {
    const journal = await diskJournal({ folder: path('data'), keep });
    const fed = feed(journal);
    await fed.send(setLimits(7), enter('a', 'ann'));
    return { journal, fed };
  };
  const report = () => {
    const store = StoreReader.open(path('data'));
    const found = verify(store);
    store.close();
    expect(found.problems).toEqual([]);
    return found;
  };
  const size = () => statSync(path('data/chat.mdb')).size;

  it.each(Object.entries(floods))('by entries: %s are bounded', async (_, kind) => {
    const { journal, fed } = await open({ entries: 50 });
    for (let n = 0; n < 40; n++) await fed.send(...batch(kind, n * 5, 5));
    await journal.close?.();
    const { entries } = report();
    expect(entries).toBeGreaterThanOrEqual(50);
    expect(entries).toBeLessThanOrEqual(56 + 4 * batch(kind, 0, 5).length);
  });

  it('by messages: ten times as many entries are kept, and 100,000 at least', async () => {
    const { journal, fed } = await open({ messages: 10 });
    const batches = batch(() => [leave('nobody')], 0, 5000);
    for (let n = 0; n < 23; n++) await fed.send(...batches);
    await journal.close?.();
    const store = StoreReader.open(path('data'));
    const [first = 0] = store.seqs(0);
    store.close();
    expect(115_003 - first).toBeGreaterThanOrEqual(100_000);
    expect(115_003 - first).toBeLessThanOrEqual(110_000);
  });

  it('by bytes: all that is bounded, and so is the file', async () => {
    const bytes = 200_000;
    const { journal, fed } = await open({ bytes });
    const sizes: number[] = [];
    for (const [, kind] of Object.entries(floods))
      for (let n = 0; n < 10; n++) {
        await fed.send(...batch(kind, n * 200, 200));
        sizes.push(size());
      }
    await journal.close?.();
    expect(Math.max(...sizes)).toBeLessThan(bytes + 500_000);
    expect(report().entries).toBeGreaterThan(200);
  });

  it('by bytes: what is kept is near the bound, whatever the entries are like', async () => {
    const bytes = 1_000_000;
    const { journal, fed } = await open({ bytes });
    for (let n = 0; n < 60; n++)
      await fed.send(...batch(n < 30 ? () => [say('a', 'x'.repeat(3000))] : () => [say('a', 'hi')], n, 50));
    const store = StoreReader.open(path('data'));
    const kept = [...store.seqs(0)].reduce((sum, seq) => sum + JSON.stringify(store.batch(seq)).length, 0);
    store.close();
    await journal.close?.();
    expect(kept).toBeGreaterThan(bytes / 2);
    expect(kept).toBeLessThan(bytes * 1.1);
    report();
  });

  it.each<RetentionPolicy>([{ bytes: 100_000 }, { entries: 100 }])(
    'prunes what %j no longer allows at the next start, 5,000 entries at a time',
    async (keep) => {
      const first = await open({});
      for (let n = 0; n < 30; n++) await first.fed.send(...batch(topics, n * 200, 200));
      await first.journal.close?.();
      const write = jest.spyOn(Store.prototype, 'write');
      const { journal, fed } = await open(keep);
      while (report().entries > 900) await fed.send(...topics(0));
      await journal.close?.();
      const chunks = write.mock.calls.map(([{ pruned }]) => pruned?.batches.length ?? 0);
      write.mockRestore();
      expect(Math.max(...chunks)).toBeGreaterThan(15);
      expect(Math.max(...chunks)).toBeLessThanOrEqual(26);
    },
  );

  it('leaves a log that can be read, verified, and gone on with after a restart', async () => {
    const { journal, fed } = await open({ bytes: 100_000 });
    for (let n = 0; n < 40; n++) {
      await fed.send(say('a', `text ${n}`), ...batch(renames, n * 100, 100));
      await fed.send(topic('a', `topic ${n}`), enter(`d${n}`, `dan${n}`), join(`d${n}`, 'den'));
    }
    await journal.close?.();
    report();
    const again = await diskJournal({ folder: path('data'), keep: { bytes: 100_000 } });
    const folded = applyTurn(emptyChat, fed.batches.flat()).state;
    expect(again.state && [...compareStates(folded, again.state)]).toEqual([]);
    const read: Message[] = [];
    for await (const some of again.readHistory?.('lobby', { beforeSeq: Infinity }) ?? []) read.push(...some);
    await again.close?.();
    const store = StoreReader.open(path('data'));
    const told: LogEvent[] = [];
    const onMissing = jest.fn();
    for await (const some of readLog(store, { onMissing })) told.push(...some);
    store.close();
    expect(onMissing).not.toHaveBeenCalled();
    const said = told.flatMap(({ fact }) => (fact.kind === 'said' ? [fact.text] : []));
    expect(read.map(({ text }) => text)).toEqual(said);
    expect(said.length).toBeLessThan(40);
    expect(said.at(-1)).toBe('text 39');
  });
});
