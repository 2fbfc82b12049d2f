import type { Outcome, Result } from '../runner/check';

/** How many ended in this way. */
export const countResults = (results: readonly Result[], kind: Outcome['kind']): number =>
  results.filter((result) => result.kind === kind).length;
