import { KeyedThrottle } from '../../../src/stream/flow/keyed-throttle';
import { testClock } from '../../../src/testing';

describe('KeyedThrottle', () => {
  const clock = testClock();
  const delays = (throttle: KeyedThrottle, count: number, address = 'a') =>
    Array.from({ length: count }, () => throttle.reserveSlot(address));

  it('admits a burst of 100 at once, then one each interval', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    expect(delays(throttle, 103).slice(98)).toEqual([0, 0, 100, 200, 300]);
  });

  it('counts each key by itself', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    delays(throttle, 200);
    expect(throttle.reserveSlot('b')).toBe(0);
  });

  it('restores one admission each interval, up to the burst', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    delays(throttle, 100);
    clock.advance(200);
    expect(delays(throttle, 3)).toEqual([0, 0, 100]);
    clock.advance(3_600_000);
    expect(delays(throttle, 101).slice(99)).toEqual([0, 100]);
  });

  it('forgets a key once its burst is restored', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    for (let i = 0; i < 1000; i++) throttle.reserveSlot(`address ${i}`);
    clock.advance(60_000);
    for (let i = 0; i < 1000; i++) throttle.reserveSlot('one');
    expect(throttle.size).toBe(1);
  });

  it('is disabled at 0', () => {
    expect(delays(new KeyedThrottle({ rate: 10, burst: 0, clock }), 1000).at(-1)).toBe(0);
    expect(delays(new KeyedThrottle({ rate: 0, burst: 100, clock }), 1000).at(-1)).toBe(0);
  });
});
