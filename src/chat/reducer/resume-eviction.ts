import type { ResumePoint } from '../model/state';

/**
 * So many words of those who have left, to be forgotten: of each address that has most of them, those that were left
 * first. So whoever comes and goes pushes out its own.
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

/** The words of those who have left, by address, in the order in which they were left. */
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
