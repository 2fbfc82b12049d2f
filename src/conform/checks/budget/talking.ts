import type { Check } from '../../runner/check';
import { pair } from '../common/join-pair';
import { exactly, including } from '../../client/line-matcher';
import type { Tongue } from '../../client/protocol-driver';

/** What becomes of a message. */
export const talking = (tongue: Tongue): readonly Check[] => [
  {
    id: 'message',
    rule: 'a message reaches the others as [NAME] TEXT, one space between them',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const text = `${stage.word()} and  so on!`;
      sender.type(text);
      await others.sees(exactly(`[${sender.name}] ${text}`));
    },
  },
  {
    id: 'long-line',
    rule: 'a message of 1000 characters reaches the others, all of it',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const text = stage.word().padEnd(1000, 'x');
      sender.type(text);
      await others.sees({ ...including(text), what: 'all of a message of 1000 characters' });
    },
  },
  {
    id: 'no-commands',
    rule: 'a message that begins with / is a message',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const text = `/quit ${stage.word()}`;
      sender.type(text);
      await others.sees(including(text));
    },
  },
];
