import type { Profile } from '../../runner/check';
import { noEcho } from '../common/no-echo';
import { gate } from '../common/prerequisite';
import { leaves } from '../common/disconnect';
import { outsider } from '../common/outsider-receives-nothing';
import { stress } from '../common/stress';
import { leavesSilently } from '../common/unnamed-clients';
import { asking } from './asking';
import { chatTongue } from './chat-driver';
import { entering } from './entering';
import { leaving } from './leaving';
import { names } from './names';
import { privately } from './private';
import { renaming } from './renaming';
import { rooms } from './rooms';
import { talking } from './talking';

/** The dialect `chat`, as far as one can see it from outside, without an operator's rights. */
export const chat = (): Profile => {
  const tongue = chatTongue();
  return {
    name: 'chat',
    lanes: 6,
    checks: [
      gate(tongue),
      ...entering(tongue),
      ...names(tongue),
      ...talking(tongue),
      noEcho(tongue),
      outsider(tongue),
      ...leaves(tongue),
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
