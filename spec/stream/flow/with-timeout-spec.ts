import { settlesWithin } from '../../../src/stream';

describe('within', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('tells that the work was done in time, and leaves no timer', async () => {
    expect(await settlesWithin(1000, Promise.resolve())).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells that it was not', async () => {
    const done = settlesWithin(1000, new Promise(() => undefined));
    jest.advanceTimersByTime(1000);
    expect(await done).toBe(false);
  });

  it('rejects as the work does, and leaves no timer', async () => {
    await expect(settlesWithin(1000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(jest.getTimerCount()).toBe(0);
  });
});
