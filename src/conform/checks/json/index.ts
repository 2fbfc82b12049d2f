import type { Profile } from '../../runner/check';
import { prerequisite } from '../common/join-pair';
import { disconnectChecks } from '../common/disconnect';
import { outsiderReceivesNothing } from '../common/outsider-receives-nothing';
import { stress } from '../common/stress';
import { leavesSilently } from '../common/unnamed-clients';
import { after } from './after';
import { asking } from './asking';
import { entering } from './entering';
import { forms } from './form';
import { jsonDriver } from './json-driver';
import { leaving } from './leaving';
import { names } from './names';
import { rooms } from './rooms';
import { talking } from './talking';

/** The dialect `json`, as far as one can see it from outside, without an operator's rights. */
export const json = (): Profile => {
  const tongue = jsonDriver();
  return {
    name: 'json',
    concurrency: 6,
    checks: [
      prerequisite(tongue),
      ...entering(tongue),
      after(tongue),
      ...names(tongue),
      ...talking(tongue),
      outsiderReceivesNothing(tongue),
      ...disconnectChecks(tongue),
      leavesSilently(tongue),
      ...leaving(tongue),
      ...rooms(tongue),
      ...asking(tongue),
      ...forms(tongue),
      ...stress(tongue),
    ],
  };
};
