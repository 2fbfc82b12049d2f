import fc from 'fast-check';
import { parseName, type ResumePoint } from '../../../src/chat';
import { resumePointsToEvict } from '../../../src/chat/reducer/resume-eviction';

const ann = parseName('ann');
if (ann.kind !== 'name') throw new Error('ann is a name');

const resume = (address: string, left: number): ResumePoint => ({
  client: 'a',
  name: ann.name,
  address,
  room: 'lobby',
  roomName: 'lobby',
  lastOwnSeq: 1,
  leftSeq: left,
  expiresAt: 1,
});

describe('resumePointsToEvict', () => {
  const resumes = (addresses: readonly string[]) =>
    new Map(addresses.map((address, n) => [`w${n}`, resume(address, n + 1)]));

  it('returns as many as requested, the oldest of the addresses with most, and none of the addresses with fewest', () => {
    const address = fc.constantFrom('a', 'a', 'a', 'a', 'b', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(address, { maxLength: 60 }), fc.nat(60), (addresses, some) => {
        const count = Math.min(some, addresses.length);
        const all = resumes(addresses);
        const gone = new Set(resumePointsToEvict(all, count));
        expect(gone.size).toBe(count);
        const rest = new Map<string, number>();
        for (const [word, { address: of = '' }] of all)
          if (!gone.has(word)) rest.set(of, (rest.get(of) ?? 0) + 1);
        const most = Math.max(0, ...rest.values());
        for (const of of new Set(addresses)) {
          const its = [...all].filter(([, each]) => each.address === of).map(([word]) => word);
          const kept = its.filter((word) => !gone.has(word));
          expect(kept).toEqual(its.slice(its.length - kept.length));
          if (kept.length < its.length) expect(kept.length).toBeGreaterThanOrEqual(most - 1);
        }
      }),
    );
  });

  it('returns equally many from addresses with equally many', () => {
    const gone = resumePointsToEvict(resumes(['a', 'd', 'a', 'd', 'e', 'e']), 4);
    expect(gone).toEqual(['w0', 'w1', 'w4', 'w2']);
  });

  it('keeps the resume points of clients that are here', () => {
    const here = new Map([['w', resume('a', 0)]]);
    expect(resumePointsToEvict(here, 1)).toEqual([]);
  });
});
