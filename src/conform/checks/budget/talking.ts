import type { Check } from '../../runner/check';
import { joinPair } from '../common/join-pair';
import { exactly, including } from '../../client/line-matcher';
import type { ProtocolDriver } from '../../client/protocol-driver';

/** The delivery of a message. */
export const talking = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'message',
    rule: 'a message reaches the others as [NAME] TEXT, one space between them',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const text = `${stage.uniqueText()} and  so on!`;
      sender.send(text);
      await others.expectLine(exactly(`[${sender.name}] ${text}`));
    },
  },
  {
    id: 'long-line',
    rule: 'a message of 1000 characters reaches the others, all of it',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const text = stage.uniqueText().padEnd(1000, 'x');
      sender.send(text);
      await others.expectLine({ ...including(text), description: 'all of a message of 1000 characters' });
    },
  },
  {
    id: 'no-commands',
    rule: 'a message that begins with / is a message',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const text = `/quit ${stage.uniqueText()}`;
      sender.send(text);
      await others.expectLine(including(text));
    },
  },
];
