import type { Check } from '../../runner/check';
import { pair } from '../common/join-pair';
import { mark, type Tongue } from '../../client/protocol-driver';
import { answerTo, ask, gets, hasShape, object } from './wire';

/** Who is not let in, and what one may not do before. */
export const names = (tongue: Tongue): readonly Check[] => [
  {
    id: 'bad-name',
    rule: 'a bad name (blank, with a space, of 33 characters) gets error {code, message, id}; a good one then gets in',
    run: async (stage) => {
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      for (const name of ['', `${newcomer.name} x`, newcomer.name.padEnd(33, 'x')]) {
        const id = stage.word();
        ask(newcomer, 'enter', { name, id });
        hasShape(newcomer, await gets(newcomer, answerTo(id, 'error')), { code: 'text', message: 'text' });
      }
      ask(newcomer, 'enter', { name: newcomer.name });
      await newcomer.sees(object('entered', { name: newcomer.name }));
    },
  },
  {
    id: 'taken-name',
    rule: 'a name that somebody has, or one that differs in case, gets error with its id',
    run: async (stage) => {
      const others = await tongue.entrance.enter(stage, 'others');
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      for (const name of [others.name, others.name.toUpperCase()]) {
        const id = stage.word();
        ask(newcomer, 'enter', { name, id });
        await newcomer.sees(answerTo(id, 'error'));
      }
    },
  },
  {
    id: 'outside',
    rule: 'who has not entered gets error for say, and nobody hears it',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      const word = stage.word();
      ask(newcomer, 'say', { text: word, id: word });
      await newcomer.sees(answerTo(word, 'error'));
      const later = await mark(tongue, stage, [sender, others]);
      others.never(later, (line) => line.includes(word), 'nothing of one who has not entered');
    },
  },
];
