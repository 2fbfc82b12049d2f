import { mkdirSync, readFileSync } from 'node:fs';
import { Store } from '../../../src/journals/store/store';
import { checkLmdbFile } from '../../../src/journals/lmdb/file-check';
import { seeded } from '../../helpers/random';
import { scratch } from '../../helpers/scratch';

describe('checkFile', () => {
  const { path, file } = scratch();

  it('knows what is absent, empty, and foreign', () => {
    expect(checkLmdbFile(path('none'))).toBe('absent');
    expect(checkLmdbFile(file('empty', ''))).toBe('empty');
    expect(checkLmdbFile(file('text', 'x'.repeat(10_000)))).toBe('foreign');
  });

  it('finds a file whole after every write, however much was pruned, and short once it is cut', async () => {
    mkdirSync(path('data'));
    const data = path('data/chat.mdb');
    const store = Store.open(path('data'));
    const { next } = seeded(1);
    let kept: number[] = [];
    for (let seq = 1; seq < 400; seq++) {
      const entries = Buffer.from(JSON.stringify(['x'.repeat(Math.floor(next() ** 4 * 50_000))]));
      const index = Array.from({ length: 4 }, (_, room) => ({
        key: [`room${room}`, seq],
        value: Buffer.alloc(Math.floor(next() * 300)),
      }));
      await store.write({ batch: { seq, entries, index, deleted: [] } });
      expect(checkLmdbFile(data)).toBe('whole');
      kept.push(seq);
      if (kept.length < 50 || next() > 0.1) continue;
      const batches = kept.splice(0, Math.floor(kept.length * next()));
      kept = [...kept];
      const gone = batches.flatMap((batch) => [0, 1, 2, 3].map((room) => ({ key: [`room${room}`, batch] })));
      await store.write({ pruned: { batches, index: gone, deleted: [] } });
      expect(checkLmdbFile(data)).toBe('whole');
    }
    await store.close();
    const bytes = readFileSync(data);
    for (const part of [0.1, 0.5, 0.9])
      expect(checkLmdbFile(file('cut', bytes.subarray(0, bytes.length * part).toString('latin1')))).not.toBe(
        'whole',
      );
  });
});
