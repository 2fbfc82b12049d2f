import type { Check } from '../../runner/check';
import type { Tongue } from '../../client/protocol-driver';
import { crowd } from './many-clients';
import { order } from './same-order';
import { carriageReturn, fragments, manyLines, splitCharacters, unterminated } from './framing';
import { silent } from './silent-client';
import { slowReader } from './slow-reader';

/** What the profiles of the dialects of rx-chat hold under stress. */
export const stress = (tongue: Tongue): readonly Check[] => [
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
