import fc from 'fast-check';
import { backoffDelay } from '../../../src/web-client/connection/backoff';

describe('the pause before a connection is tried again', () => {
  it('is twice as long each time, up to 30 s', () => {
    expect([0, 1, 2, 5, 6, 100].map((tries) => backoffDelay(tries, 1))).toEqual([
      500, 1000, 2000, 16_000, 30_000, 30_000,
    ]);
  });

  it('is at least half of that', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
        const [least, most] = [backoffDelay(tries, 0), backoffDelay(tries, 1)];
        expect(least).toBe(most / 2);
        expect(backoffDelay(tries, random)).toBeGreaterThanOrEqual(least);
        expect(backoffDelay(tries, random)).toBeLessThanOrEqual(most);
      }),
    );
  });
});
