import type { Resume } from './state';

/**
 * So many words of those who have left, to be forgotten: of each address that has most of them, those that were left
 * first. So whoever comes and goes pushes out its own.
 */
export const crowdedWords = (resumes: ReadonlyMap<string, Resume>, count: number): readonly string[] => {
  const groups = [...byAddress(resumes).values()].sort((a, b) => b.length - a.length);
  const level = levelOf(groups, count);
  return groups.flatMap((words) => words.slice(0, Math.max(0, words.length - level))).slice(0, count);
};

/** The words of those who have left, by address, in the order in which they were left. */
const byAddress = (resumes: ReadonlyMap<string, Resume>): ReadonlyMap<string | undefined, string[]> => {
  const groups = new Map<string | undefined, string[]>();
  for (const [word, { left, address }] of resumes) {
    if (left === 0) continue;
    const group = groups.get(address);
    if (group) group.push(word);
    else groups.set(address, [word]);
  }
  return groups;
};

/** How many words each address may keep, if that many have to go. Takes the largest groups first. */
const levelOf = (groups: readonly (readonly string[])[], count: number): number => {
  let sum = 0;
  for (const [index, { length }] of groups.entries()) {
    sum += length;
    const level = Math.floor((sum - count) / (index + 1));
    if (level >= (groups[index + 1]?.length ?? 0)) return Math.max(0, level);
  }
  return 0;
};
