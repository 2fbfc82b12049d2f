import type { Check } from '../../runner/check';
import { pair } from '../common/join-pair';
import { exactly } from '../../client/line-matcher';
import { mark, type Tongue } from '../../client/protocol-driver';

/** Leaving with a word. That without one is a rule of all profiles. */
export const leaving = (tongue: Tongue): readonly Check[] => [
  {
    id: 'quit',
    rule: '/quit closes the connection: the others get "NAME has left the chat", once',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const witness = await tongue.entrance.enter(stage, 'others');
      sender.type('/quit');
      await others.sees(exactly(`${sender.name} has left the chat`));
      await sender.closed();
      const later = await mark(tongue, stage, [witness, others]);
      others.never(later, (line) => line.includes(sender.name), 'one leave, and no second one');
    },
  },
  {
    id: 'quit-reason',
    rule: '/quit REASON: the others get NAME has left the chat ("REASON")',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const reason = stage.word();
      sender.type(`/quit ${reason}`);
      await others.sees(exactly(`${sender.name} has left the chat ("${reason}")`));
    },
  },
];
