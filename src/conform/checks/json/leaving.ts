import type { Check } from '../../runner/check';
import { pair } from '../common/join-pair';
import type { Tongue } from '../../client/protocol-driver';
import { ask, gets, hasShape, object } from './wire';

/** Leaving with a word. That without one is a rule of all profiles. */
export const leaving = (tongue: Tongue): readonly Check[] => [
  {
    id: 'left',
    rule: 'leave {reason}: the others get left {seq, at, room, name, reason}, and the connection is closed',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const reason = stage.word();
      ask(sender, 'leave', { reason });
      const left = await gets(others, object('left', { name: sender.name, reason }));
      hasShape(others, left, { seq: 'number', at: 'time', room: 'text' });
      await sender.closed();
    },
  },
];
