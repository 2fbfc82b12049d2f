import type { Profile } from '../../runner/check';
import { gate } from '../common/prerequisite';
import { leaves } from '../common/disconnect';
import { outsider } from '../common/outsider-receives-nothing';
import { stress } from '../common/stress';
import { leavesSilently } from '../common/unnamed-clients';
import { after } from './after';
import { asking } from './asking';
import { entering } from './entering';
import { forms } from './form';
import { jsonTongue } from './json-driver';
import { leaving } from './leaving';
import { names } from './names';
import { rooms } from './rooms';
import { talking } from './talking';

/** The dialect `json`, as far as one can see it from outside, without an operator's rights. */
export const json = (): Profile => {
  const tongue = jsonTongue();
  return {
    name: 'json',
    lanes: 6,
    checks: [
      gate(tongue),
      ...entering(tongue),
      after(tongue),
      ...names(tongue),
      ...talking(tongue),
      outsider(tongue),
      ...leaves(tongue),
      leavesSilently(tongue),
      ...leaving(tongue),
      ...rooms(tongue),
      ...asking(tongue),
      ...forms(tongue),
      ...stress(tongue),
    ],
  };
};
