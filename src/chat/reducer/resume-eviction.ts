import type { ResumePoint } from '../model/state';

/**
 * Selects resume tokens to evict: the oldest leaves of the addresses with most tokens. So an address that joins and
 * leaves often evicts its own tokens.
 */
export const resumePointsToEvict = (
  resumes: ReadonlyMap<string, ResumePoint>,
  count: number,
): readonly string[] => {
  const words = [...leftByAddress(resumes).values()].flatMap((group) =>
    group.map((word, index) => ({ word, newest: group.length - index })),
  );
  words.sort((a, b) => b.newest - a.newest);
  return words.slice(0, count).map(({ word }) => word);
};

/** The tokens of clients that have left, by address, by time of leave. */
const leftByAddress = (
  resumes: ReadonlyMap<string, ResumePoint>,
): ReadonlyMap<string | undefined, string[]> => {
  const groups = new Map<string | undefined, string[]>();
  for (const [word, { leftSeq, address }] of resumes) {
    if (leftSeq === 0) continue;
    const group = groups.get(address);
    if (group) group.push(word);
    else groups.set(address, [word]);
  }
  return groups;
};
