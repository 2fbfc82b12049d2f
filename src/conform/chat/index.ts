import type { Profile } from '../check';
import { crowd } from '../rules/crowd';
import { noEcho } from '../rules/echo';
import { gate } from '../rules/gate';
import { leaves } from '../rules/leaves';
import { order } from '../rules/order';
import { outsider } from '../rules/outsider';
import { carriageReturn, fragments, manyLines, splitCharacters, unterminated } from '../rules/pieces';
import { silent } from '../rules/silent';
import { slowReader } from '../rules/slow-reader';
import { leavesSilently } from '../rules/unnamed';
import type { Tongue } from '../tongue';
import { asking } from './asking';
import { chatTongue } from './chat-tongue';
import { entering } from './entering';
import { leaving } from './leaving';
import { names } from './names';
import { privately } from './private';
import { renaming } from './renaming';
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
