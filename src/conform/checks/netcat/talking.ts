import type { Check } from '../../runner/check';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { dated } from '../common/assert-today';
import { literal, matching } from '../../client/line-matcher';
import { mark, type Tongue } from '../../client/protocol-driver';
import { TIME } from './netcat-driver';
import { pair } from '../common/join-pair';

/** What becomes of a message. */
export const talking = (tongue: Tongue): readonly Check[] => [
  {
    id: 'message',
    rule: 'a message reaches the others as [YYYY-MM-DD HH:MM:SS][NAME]:TEXT, no space behind the colon',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const word = stage.word();
      sender.type(word);
      const { line } = await others.sees(tongue.message(sender.name, word));
      const form = matching(
        `[TIME][${sender.name}]:${word}`,
        new RegExp(`^${TIME}\\[${literal(sender.name)}\\]:${literal(word)}$`),
      );
      if (!form.fits(line)) throw new Failed(`others: ${form.what}`, `others: ${quote(line)}`);
      dated(others, line);
    },
  },
  {
    id: 'both-ways',
    rule: 'two talk by turns: each gets what the other says',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      for (let turn = 0; turn < 3; turn++) {
        await mark(tongue, stage, [sender, others]);
        await mark(tongue, stage, [others, sender]);
      }
    },
  },
  {
    id: 'to-all',
    rule: 'there are three and the second says something: the first and the third get it',
    run: async (stage) => {
      const first = await tongue.entrance.enter(stage, 'others');
      const sender = await tongue.entrance.enter(stage, 'sender');
      const third = await tongue.entrance.enter(stage, 'others');
      const word = stage.word();
      sender.type(word);
      await Promise.all([first, third].map((client) => client.sees(tongue.message(sender.name, word))));
    },
  },
  {
    id: 'empty',
    rule: 'an empty message is not passed on',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      sender.type('');
      const later = await mark(tongue, stage, [sender, others]);
      others.never(later, (line) => line.includes(sender.name), 'no line for an empty message');
    },
  },
];
