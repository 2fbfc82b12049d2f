import type { Profile } from '../../runner/check';
import { crowd } from '../common/many-clients';
import { noEcho } from '../common/no-echo';
import { gate } from '../common/prerequisite';
import { leaves } from '../common/disconnect';
import { order } from '../common/same-order';
import { outsider } from '../common/outsider-receives-nothing';
import { fragments, manyLines } from '../common/framing';
import { silent } from '../common/silent-client';
import { leavesSilently } from '../common/unnamed-clients';
import { budgetTongue } from './budget-driver';
import { entering } from './entering';
import { names } from './names';
import { talking } from './talking';

/** Protohackers problem 3, Budget Chat. */
export const budget = (): Profile => {
  const tongue = budgetTongue();
  return {
    name: 'budget',
    lanes: 4,
    checks: [
      gate(tongue),
      ...entering(tongue),
      ...names(tongue),
      ...talking(tongue),
      noEcho(tongue),
      outsider(tongue),
      ...leaves(tongue),
      leavesSilently(tongue),
      order(tongue),
      fragments(tongue),
      manyLines(tongue),
      silent(tongue),
      crowd(tongue, {
        size: 12,
        rule: '12 are there at once: each says something, and all the others get it',
      }),
    ],
  };
};
