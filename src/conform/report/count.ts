import type { Ending, Result } from '../runner/check';

/** How many ended in this way. */
export const count = (results: readonly Result[], kind: Ending['kind']): number =>
  results.filter((result) => result.kind === kind).length;
