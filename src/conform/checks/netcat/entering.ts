import type { Check } from '../../runner/check';
import { exactly } from '../../client/line-matcher';
import { mark, type Tongue } from '../../client/protocol-driver';
import { ASKS } from './netcat-driver';
import { pair } from '../common/join-pair';

/** Who gets in, and who hears of it. */
export const entering = (tongue: Tongue): readonly Check[] => [
  {
    id: 'blank-name',
    rule: 'a blank name is not let in: it is asked for again, or the connection is closed',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      const { inbox } = newcomer;
      inbox.clear();
      newcomer.type('');
      const refused = () => ASKS.test(inbox.unread) || inbox.ended || undefined;
      await inbox.until('[ENTER YOUR NAME]: once more, or a close', [], refused);
      const later = await mark(tongue, stage, [sender, others]);
      const stranger = (line: string) => line.includes('has joined') && !stage.names.knows(line);
      others.never(later, stranger, 'nothing of one without a name');
    },
  },
  {
    id: 'join',
    rule: 'one enters: the others get NAME has joined our chat...',
    run: async (stage) => {
      const others = await tongue.entrance.enter(stage, 'others');
      const newcomer = await tongue.entrance.enter(stage, 'newcomer');
      await others.sees(exactly(`${newcomer.name} has joined our chat...`));
    },
  },
  {
    id: 'history',
    rule: 'a newcomer gets the messages that were said before it came, in their order and form',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const shown = [];
      for (const word of [stage.word(), stage.word(), stage.word()]) {
        sender.type(word);
        shown.push((await others.sees(tongue.message(sender.name, word))).line);
      }
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      newcomer.type(newcomer.name);
      for (const line of shown) await newcomer.sees(exactly(line));
    },
  },
];
