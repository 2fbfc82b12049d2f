import type { Profile } from '../../runner/check';
import { noEcho } from '../common/no-echo';
import { prerequisite } from '../common/join-pair';
import { disconnectChecks } from '../common/disconnect';
import { sameOrder } from '../common/same-order';
import { fragments, manyLines } from '../common/framing';
import { silentClient } from '../common/silent-client';
import { leavesSilently } from '../common/unnamed-clients';
import { connections } from './connections';
import { entering } from './entering';
import { greeting } from './greeting';
import { netcatDriver } from './netcat-driver';
import { prompts } from './prompts';
import { talking } from './talking';

/** The questions of the audit of the 01-edu exercise net-cat, and what makes them hold under stress. */
export const netcat = (): Profile => {
  const tongue = netcatDriver();
  return {
    name: 'netcat',
    // Ten may be there at once, and a check has up to four.
    concurrency: 2,
    checks: [
      ...greeting,
      prerequisite(tongue),
      ...entering(tongue),
      ...talking(tongue),
      noEcho(tongue),
      ...prompts(tongue),
      ...disconnectChecks(tongue),
      leavesSilently(tongue),
      sameOrder(tongue),
      fragments(tongue),
      manyLines(tongue),
      silentClient(tongue),
      ...connections(tongue),
    ],
  };
};
