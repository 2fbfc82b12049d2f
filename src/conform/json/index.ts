import type { Profile } from '../check';
import { crowd } from '../rules/crowd';
import { gate } from '../rules/gate';
import { leaves } from '../rules/leaves';
import { order } from '../rules/order';
import { outsider } from '../rules/outsider';
import { carriageReturn, fragments, manyLines, splitCharacters, unterminated } from '../rules/pieces';
import { silent } from '../rules/silent';
import { slowReader } from '../rules/slow-reader';
import { leavesSilently } from '../rules/unnamed';
import type { Tongue } from '../tongue';
import { after } from './after';
import { asking } from './asking';
import { entering } from './entering';
import { forms } from './form';
import { jsonTongue } from './json-tongue';
import { leaving } from './leaving';
import { names } from './names';
import { rooms } from './rooms';
import { talking } from './talking';

/** What is the same for all who write lines. */
const stress = (tongue: Tongue) => [
  order(tongue),
  carriageReturn(tongue),
  fragments(tongue),
  splitCharacters(tongue),
  manyLines(tongue),
  unterminated(tongue),
  silent(tongue),
  crowd(tongue, { size: 12, rule: '12 are there at once: each says something, and all the others get it' }),
  slowReader(tongue),
];

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
