import type { Profile } from '../check';
import { noEcho } from '../rules/echo';
import { gate } from '../rules/gate';
import { leaves } from '../rules/leaves';
import { order } from '../rules/order';
import { fragments, manyLines } from '../rules/pieces';
import { silent } from '../rules/silent';
import { leavesSilently } from '../rules/unnamed';
import { connections } from './connections';
import { entering } from './entering';
import { greeting } from './greeting';
import { netcatTongue } from './netcat-tongue';
import { prompts } from './prompts';
import { talking } from './talking';

/** The questions of the audit of the 01-edu exercise net-cat, and what makes them hold under stress. */
export const netcat = (): Profile => {
  const tongue = netcatTongue();
  return {
    name: 'netcat',
    // Ten may be there at once, and a check has up to four.
    lanes: 2,
    checks: [
      ...greeting,
      gate(tongue),
      ...entering(tongue),
      ...talking(tongue),
      noEcho(tongue),
      ...prompts(tongue),
      ...leaves(tongue),
      leavesSilently(tongue),
      order(tongue),
      fragments(tongue),
      manyLines(tongue),
      silent(tongue),
      ...connections(tongue),
    ],
  };
};
