import fc from 'fast-check';
import { MembersByAddress } from '../../../src/stream/flow/members-by-address';

describe('MembersByAddress', () => {
  it('finds the newest member of the address with most members', () => {
    const heads = new MembersByAddress<string>();
    for (const [address, member] of ['a1', 'b1', 'b2', 'c1', 'b3', 'a2'].map(
      (id) => [id.charAt(0), id] as const,
    ))
      heads.add(address, member);
    expect(heads.newestOfLargestAddress('c')).toBe('b3');
    heads.remove('b', 'b3');
    expect(heads.newestOfLargestAddress('a')).toBe('a2');
    expect(heads.newestOfLargestAddress('b')).toBe('b2');
    heads.remove('a', 'a2');
    heads.remove('b', 'b1');
    expect(heads.newestOfLargestAddress('c')).toBe('c1');
  });

  it('finds the oldest member when all are from one address', () => {
    const heads = new MembersByAddress<string>();
    heads.add('a', 'a1');
    heads.add('a', 'a2');
    expect(heads.oldestOfSoleAddress()).toBe('a1');
    heads.add('b', 'b1');
    expect(heads.oldestOfSoleAddress()).toBeUndefined();
    heads.remove('b', 'b1');
    heads.remove('a', 'a1');
    expect(heads.oldestOfSoleAddress()).toBe('a2');
  });

  it('finds nobody once all have left, and counts nobody twice', () => {
    const heads = new MembersByAddress<string>();
    heads.add('a', 'a1');
    heads.add('a', 'a1');
    expect(heads.size).toBe(1);
    heads.remove('a', 'a1');
    heads.remove('a', 'a1');
    expect([heads.size, heads.newestOfLargestAddress('a')]).toEqual([0, undefined]);
  });

  it('agrees with a full count after any joins and leaves', () => {
    const step = fc.tuple(fc.boolean(), fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const heads = new MembersByAddress<string>();
        const all: [string, string][] = [];
        for (const [comes, address, n] of steps) {
          const member = `${address}${n}`;
          const at = all.findIndex(([, each]) => each === member);
          if (comes && at < 0) all.push([address, member]);
          if (!comes && at >= 0) all.splice(at, 1);
          if (comes) heads.add(address, member);
          else heads.remove(address, member);
          const count = (which: string) => all.filter(([each]) => each === which).length;
          const most = Math.max(...['a', 'b', 'c'].map(count));
          const newest = heads.newestOfLargestAddress(address);
          expect(heads.size).toBe(all.length);
          if (most === 0) expect(newest).toBeUndefined();
          else if (count(address) === most)
            expect(newest).toBe(all.filter(([each]) => each === address).at(-1)?.[1]);
          else expect(count(newest?.charAt(0) ?? '')).toBe(most);
        }
      }),
    );
  });
});
