import { setImmediate } from 'node:timers/promises';
import { WriteBudget } from '../../../src/stream/delivery/write-budget';
import { testClock } from '../../../src/testing';

describe('WriteBudget', () => {
  it('allows eight megabytes and one write more per pass, and the rest in the next passes, in order', async () => {
    const outflow = new WriteBudget(testClock());
    const gone: number[] = [];
    const write = (n: number): void => {
      if (outflow.tryReserve(3 * 1024 * 1024, () => write(n))) gone.push(n);
    };
    for (let n = 0; n < 8; n++) write(n);
    expect(gone).toEqual([0, 1, 2]);
    await setImmediate();
    expect(gone).toEqual([0, 1, 2, 3, 4, 5]);
    await setImmediate();
    expect(gone).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await setImmediate();
    await setImmediate();
    write(8);
    expect(gone.at(-1)).toBe(8);
  });
});
