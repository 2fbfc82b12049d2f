import type { Check } from '../../runner/check';
import { form } from '../common/assert-message-format';
import { pair } from '../common/join-pair';
import { including } from '../../client/line-matcher';
import { mark, type Tongue } from '../../client/protocol-driver';
import { beginning } from './chat-driver';

/** Words for one only. */
export const privately = (tongue: Tongue): readonly Check[] => [
  {
    id: 'private',
    rule: '/msg NAME TEXT reaches the two of them as [TIME][FROM -> TO]:TEXT',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const text = stage.word();
      sender.type(`/msg ${others.name} ${text}`);
      for (const client of [others, sender]) {
        const { line } = await client.sees(including(text));
        form(client, line, `[${sender.name} -> ${others.name}]:${text}`);
      }
    },
  },
  {
    id: 'private-only',
    rule: 'a private message is seen by nobody else, now or in the history',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const third = await tongue.entrance.enter(stage, 'others');
      const text = stage.word();
      sender.type(`/msg ${others.name} ${text}`);
      await others.sees(including(text));
      third.never(await mark(tongue, stage, [sender, third]), (line) => line.includes(text), 'nothing of it');
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      newcomer.type(newcomer.name);
      const { passed } = await newcomer.sees(beginning(`* welcome, ${newcomer.name}`));
      newcomer.never(passed, (line) => line.includes(text), 'nothing of it');
    },
  },
  {
    id: 'private-nobody',
    rule: '/msg to a name that nobody has is answered by "! ..."',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const word = stage.word();
      sender.type(`/msg ${stage.names.name('z')} ${word}`);
      await sender.sees(beginning('! '));
      const later = await mark(tongue, stage, [sender, others]);
      others.never(later, (line) => line.includes(word), 'nothing of it');
    },
  },
];
