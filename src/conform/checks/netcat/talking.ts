import type { Check } from '../../runner/check';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { assertToday, TIME } from '../common/timestamps';
import { literal, matching } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { joinPair } from '../common/join-pair';

/** The delivery of a message. */
export const talking = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'message',
    rule: 'a message reaches the others as [YYYY-MM-DD HH:MM:SS][NAME]:TEXT, no space behind the colon',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.send(word);
      const { line } = await others.expectLine(tongue.message(sender.name, word));
      const form = matching(
        `[TIME][${sender.name}]:${word}`,
        new RegExp(`^${TIME}\\[${literal(sender.name)}\\]:${literal(word)}$`),
      );
      if (!form.matches(line)) throw new Failed(`others: ${form.description}`, `others: ${quote(line)}`);
      assertToday(others, line);
    },
  },
  {
    id: 'both-ways',
    rule: 'two talk by turns: each gets what the other says',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      for (let turn = 0; turn < 3; turn++) {
        await exchangeMarker(tongue, stage, [sender, others]);
        await exchangeMarker(tongue, stage, [others, sender]);
      }
    },
  },
  {
    id: 'to-all',
    rule: 'there are three and the second says something: the first and the third get it',
    run: async (stage) => {
      const first = await tongue.entrance.join(stage, 'others');
      const sender = await tongue.entrance.join(stage, 'sender');
      const third = await tongue.entrance.join(stage, 'others');
      const word = stage.uniqueText();
      sender.send(word);
      await Promise.all([first, third].map((client) => client.expectLine(tongue.message(sender.name, word))));
    },
  },
  {
    id: 'empty',
    rule: 'an empty message is not passed on',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      sender.send('');
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(later, (line) => line.includes(sender.name), 'no line for an empty message');
    },
  },
];
