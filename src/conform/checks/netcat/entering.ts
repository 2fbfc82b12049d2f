import type { Check } from '../../runner/check';
import { exactly } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { ASKS } from './netcat-driver';
import { joinPair } from '../common/join-pair';

/** Entries, and their events for the others. */
export const entering = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'blank-name',
    rule: 'a blank name is not let in: it is asked for again, or the connection is closed',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      const { inbox } = newcomer;
      inbox.clear();
      newcomer.send('');
      const refused = () => ASKS.test(inbox.unread) || inbox.ended || undefined;
      await inbox.until('[ENTER YOUR NAME]: once more, or a close', [], refused);
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      const stranger = (line: string) => line.includes('has joined') && !stage.names.knows(line);
      others.expectNone(later, stranger, 'nothing of one without a name');
    },
  },
  {
    id: 'join',
    rule: 'one enters: the others get NAME has joined our chat...',
    run: async (stage) => {
      const others = await tongue.entrance.join(stage, 'others');
      const newcomer = await tongue.entrance.join(stage, 'newcomer');
      await others.expectLine(exactly(`${newcomer.name} has joined our chat...`));
    },
  },
  {
    id: 'history',
    rule: 'a newcomer gets the messages that were said before it came, in their order and form',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const shown = [];
      for (const word of [stage.uniqueText(), stage.uniqueText(), stage.uniqueText()]) {
        sender.send(word);
        shown.push((await others.expectLine(tongue.message(sender.name, word))).line);
      }
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      newcomer.send(newcomer.name);
      for (const line of shown) await newcomer.expectLine(exactly(line));
    },
  },
];
