import type { Check } from '../../runner/check';
import { joinPair } from '../common/join-pair';
import type { ProtocolDriver } from '../../client/protocol-driver';
import { ask, expectObject, hasShape, object } from './wire';

/** Leaving with a word. That without one is a rule of all profiles. */
export const leaving = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'left',
    rule: 'leave {reason}: the others get left {seq, at, room, name, reason}, and the connection is closed',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const reason = stage.uniqueText();
      ask(sender, 'leave', { reason });
      const left = await expectObject(others, object('left', { name: sender.name, reason }));
      hasShape(others, left, { seq: 'number', at: 'time', room: 'text' });
      await sender.closed();
    },
  },
];
