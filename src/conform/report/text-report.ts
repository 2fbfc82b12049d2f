import type { Outcome, Result } from '../runner/check';
import { visible } from '../client/quote';

/** How many ended in this way. */
export const countResults = (results: readonly Result[], kind: Outcome['kind']): number =>
  results.filter((result) => result.kind === kind).length;

const marks = { passed: 'pass', failed: 'FAIL', skipped: 'skip' } as const;

const lineOf = (result: Result, width: number): string => {
  const { check, kind } = result;
  const line = `${marks[kind]}  ${check.id.padEnd(width)}  ${check.rule}`;
  return kind === 'skipped' ? `${line} (skipped: ${visible(result.because)})` : line;
};

const detailsOf = (result: Result): readonly string[] => {
  if (result.kind !== 'failed') return [];
  const { expected, came } = result;
  return expected === ''
    ? [`        ${visible(came)}`]
    : [`        expected  ${visible(expected)}`, `        came      ${visible(came)}`];
};

/** A run as text: a line for each check, two more for one that failed, and a summary. */
export const report = (heading: string, results: readonly Result[], ms: number): string => {
  const width = Math.max(...results.map(({ check }) => check.id.length));
  const of = (kind: Outcome['kind'], word: string) => `${countResults(results, kind)} ${word}`;
  const summary = [of('passed', 'passed'), of('failed', 'failed'), of('skipped', 'skipped')].join(', ');
  return [
    heading,
    '',
    ...results.flatMap((result) => [lineOf(result, width), ...detailsOf(result)]),
    '',
    `${results.length} checks: ${summary}, in ${(ms / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
};
