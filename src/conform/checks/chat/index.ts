import type { Profile } from '../../runner/check';
import { noEcho } from '../common/no-echo';
import { prerequisite } from '../common/join-pair';
import { disconnectChecks } from '../common/disconnect';
import { outsiderReceivesNothing } from '../common/outsider-receives-nothing';
import { stress } from '../common/stress';
import { leavesSilently } from '../common/unnamed-clients';
import { asking } from './asking';
import { chatDriver } from './chat-driver';
import { entering } from './entering';
import { leaving } from './leaving';
import { names } from './names';
import { privately } from './private';
import { renaming } from './renaming';
import { rooms } from './rooms';
import { talking } from './talking';

/** The dialect `chat`, as far as one can see it from outside, without an operator's rights. */
export const chat = (): Profile => {
  const tongue = chatDriver();
  return {
    name: 'chat',
    concurrency: 6,
    checks: [
      prerequisite(tongue),
      ...entering(tongue),
      ...names(tongue),
      ...talking(tongue),
      noEcho(tongue),
      outsiderReceivesNothing(tongue),
      ...disconnectChecks(tongue),
      leavesSilently(tongue),
      ...leaving(tongue),
      ...privately(tongue),
      ...renaming(tongue),
      ...asking(tongue),
      ...rooms(tongue),
      ...stress(tongue),
    ],
  };
};
