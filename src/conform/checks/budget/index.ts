import type { Profile } from '../../runner/check';
import { crowd } from '../shared/many-clients';
import { noEcho } from '../shared/no-echo';
import { gate } from '../shared/prerequisite';
import { leaves } from '../shared/disconnect';
import { order } from '../shared/same-order';
import { outsider } from '../shared/outsider-receives-nothing';
import { fragments, manyLines } from '../shared/framing';
import { silent } from '../shared/silent-client';
import { leavesSilently } from '../shared/unnamed-clients';
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
