import type { Profile } from '../../runner/check';
import { manyClients } from '../common/many-clients';
import { noEcho } from '../common/no-echo';
import { prerequisite } from '../common/join-pair';
import { disconnectChecks } from '../common/disconnect';
import { sameOrder } from '../common/same-order';
import { outsiderReceivesNothing } from '../common/outsider-receives-nothing';
import { fragments, manyLines } from '../common/framing';
import { silentClient } from '../common/silent-client';
import { leavesSilently } from '../common/unnamed-clients';
import { budgetDriver } from './budget-driver';
import { entering } from './entering';
import { names } from './names';
import { talking } from './talking';

/** Protohackers problem 3, Budget Chat. */
export const budget = (): Profile => {
  const tongue = budgetDriver();
  return {
    name: 'budget',
    concurrency: 4,
    checks: [
      prerequisite(tongue),
      ...entering(tongue),
      ...names(tongue),
      ...talking(tongue),
      noEcho(tongue),
      outsiderReceivesNothing(tongue),
      ...disconnectChecks(tongue),
      leavesSilently(tongue),
      sameOrder(tongue),
      fragments(tongue),
      manyLines(tongue),
      silentClient(tongue),
      manyClients(tongue, {
        size: 12,
        rule: '12 are there at once: each says something, and all the others get it',
      }),
    ],
  };
};
