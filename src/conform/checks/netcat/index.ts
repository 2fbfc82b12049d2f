import type { Profile } from '../../runner/check';
import { noEcho } from '../common/no-echo';
import { gate } from '../common/prerequisite';
import { leaves } from '../common/disconnect';
import { order } from '../common/same-order';
import { fragments, manyLines } from '../common/framing';
import { silent } from '../common/silent-client';
import { leavesSilently } from '../common/unnamed-clients';
import { connections } from './connections';
import { entering } from './entering';
import { greeting } from './greeting';
import { netcatTongue } from './netcat-driver';
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
