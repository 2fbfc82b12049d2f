import type { Check } from '../../runner/check';
import type { ProtocolDriver } from '../../client/protocol-driver';
import { manyClients } from './many-clients';
import { sameOrder } from './same-order';
import { carriageReturn, fragments, manyLines, splitCharacters, unterminated } from './framing';
import { silentClient } from './silent-client';
import { slowReader } from './slow-reader';

/** The stress checks of the profiles of rx-chat's dialects. */
export const stress = (tongue: ProtocolDriver): readonly Check[] => [
  sameOrder(tongue),
  carriageReturn(tongue),
  fragments(tongue),
  splitCharacters(tongue),
  manyLines(tongue),
  unterminated(tongue),
  silentClient(tongue),
  manyClients(tongue, {
    size: 12,
    rule: '12 are there at once: each says something, and all the others get it',
  }),
  slowReader(tongue),
];
