import type { Check } from '../../runner/check';
import { joinPair } from '../common/join-pair';
import { exactly } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** Leaving with a word. That without one is a rule of all profiles. */
export const leaving = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'quit',
    rule: '/quit closes the connection: the others get "NAME has left the chat", once',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const witness = await tongue.entrance.join(stage, 'others');
      sender.send('/quit');
      await others.expectLine(exactly(`${sender.name} has left the chat`));
      await sender.closed();
      const later = await exchangeMarker(tongue, stage, [witness, others]);
      others.expectNone(later, (line) => line.includes(sender.name), 'one leave, and no second one');
    },
  },
  {
    id: 'quit-reason',
    rule: '/quit REASON: the others get NAME has left the chat ("REASON")',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const reason = stage.uniqueText();
      sender.send(`/quit ${reason}`);
      await others.expectLine(exactly(`${sender.name} has left the chat ("${reason}")`));
    },
  },
];
