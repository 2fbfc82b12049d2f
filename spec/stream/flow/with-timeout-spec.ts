import { settlesWithin } from '../../../src/stream';

describe('settlesWithin', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is true when the work was done in time, and leaves no timer', async () => {
    expect(await settlesWithin(1000, Promise.resolve())).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is false when the work was not done in time', async () => {
    const done = settlesWithin(1000, new Promise(() => undefined));
    jest.advanceTimersByTime(1000);
    expect(await done).toBe(false);
  });

  it('rejects when the work does, and leaves no timer', async () => {
    await expect(settlesWithin(1000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(jest.getTimerCount()).toBe(0);
  });
});
