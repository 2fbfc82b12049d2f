import { KeyedThrottle } from '../../../src/stream/flow/keyed-throttle';
import { testClock } from '../../../src/testing';

describe('Throttle', () => {
  const clock = testClock();
  const delays = (throttle: KeyedThrottle, count: number, address = 'a') =>
    Array.from({ length: count }, () => throttle.reserveSlot(address));

  it('lets a burst of 100 in at once, and then one a turn', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    expect(delays(throttle, 103).slice(98)).toEqual([0, 0, 100, 200, 300]);
  });

  it('counts each key by itself', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    delays(throttle, 200);
    expect(throttle.reserveSlot('b')).toBe(0);
  });

  it('earns a turn back in its time, up to the burst', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    delays(throttle, 100);
    clock.advance(200);
    expect(delays(throttle, 3)).toEqual([0, 0, 100]);
    clock.advance(3_600_000);
    expect(delays(throttle, 101).slice(99)).toEqual([0, 100]);
  });

  it('remembers no key longer than it takes to earn the burst back', () => {
    const throttle = new KeyedThrottle({ rate: 10, burst: 100, clock });
    for (let i = 0; i < 1000; i++) throttle.reserveSlot(`address ${i}`);
    clock.advance(60_000);
    for (let i = 0; i < 1000; i++) throttle.reserveSlot('one');
    expect(throttle.size).toBe(1);
  });

  it('is off at 0', () => {
    expect(delays(new KeyedThrottle({ rate: 10, burst: 0, clock }), 1000).at(-1)).toBe(0);
    expect(delays(new KeyedThrottle({ rate: 0, burst: 100, clock }), 1000).at(-1)).toBe(0);
  });
});
