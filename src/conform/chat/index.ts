import type { Profile } from '../check';
import { noEcho } from '../rules/echo';
import { gate } from '../rules/gate';
import { leaves } from '../rules/leaves';
import { outsider } from '../rules/outsider';
import { stress } from '../rules/stress';
import { leavesSilently } from '../rules/unnamed';
import { asking } from './asking';
import { chatTongue } from './chat-tongue';
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
