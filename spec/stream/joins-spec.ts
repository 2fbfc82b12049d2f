import { Joins } from '../../src/stream/joins';
import { testClock } from '../../src/testing';

describe('Joins', () => {
  const clock = testClock();
  const delays = (joins: Joins, count: number, address = 'a') =>
    Array.from({ length: count }, () => joins.delay(address));

  it('lets a burst of 100 in at once, and then one a turn', () => {
    const joins = new Joins({ joinRate: 10, clock });
    expect(delays(joins, 103).slice(98)).toEqual([0, 0, 100, 200, 300]);
  });

  it('counts each address by itself', () => {
    const joins = new Joins({ joinRate: 10, clock });
    delays(joins, 200);
    expect(joins.delay('b')).toBe(0);
  });

  it('earns a turn back in its time, up to the burst', () => {
    const joins = new Joins({ joinRate: 10, clock });
    delays(joins, 100);
    clock.advance(200);
    expect(delays(joins, 3)).toEqual([0, 0, 100]);
    clock.advance(3_600_000);
    expect(delays(joins, 101).slice(99)).toEqual([0, 100]);
  });

  it('remembers no address longer than it takes to earn the burst back', () => {
    const joins = new Joins({ joinRate: 10, clock });
    for (let i = 0; i < 1000; i++) joins.delay(`address ${i}`);
    clock.advance(60_000);
    for (let i = 0; i < 1000; i++) joins.delay('one');
    expect(joins.size).toBe(1);
  });

  it('is off at 0', () => {
    expect(delays(new Joins({ joinRate: 0, clock }), 1000).at(-1)).toBe(0);
  });
});
