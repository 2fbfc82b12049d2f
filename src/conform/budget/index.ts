import type { Profile } from '../check';
import { crowd } from '../rules/crowd';
import { noEcho } from '../rules/echo';
import { gate } from '../rules/gate';
import { leaves } from '../rules/leaves';
import { order } from '../rules/order';
import { outsider } from '../rules/outsider';
import { fragments, manyLines } from '../rules/pieces';
import { silent } from '../rules/silent';
import { leavesSilently } from '../rules/unnamed';
import { budgetTongue } from './budget-tongue';
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
