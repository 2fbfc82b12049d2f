import { forEachInTimeSlices } from '../../src/journals/time-slices';

describe('inSlices', () => {
  const busy = (ms: number) => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };

  it('takes all in their order, and lets everything else go on in between', async () => {
    const taken: number[] = [];
    const seen: number[] = [];
    const timer = setInterval(() => seen.push(taken.length), 0);
    await forEachInTimeSlices([1, 2, 3, 4, 5, 6], (value) => {
      taken.push(value);
      busy(6);
    });
    clearInterval(timer);
    expect(taken).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen.some((count) => count > 0 && count < 6)).toBe(true);
  });

  it('rejects with what is thrown, and closes what it takes from', async () => {
    let closed = false;
    const work = (function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        closed = true;
      }
    })();
    const failing = forEachInTimeSlices(work, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(closed).toBe(true);
  });
});
