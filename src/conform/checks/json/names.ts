import type { Check } from '../../runner/check';
import { joinPair } from '../common/join-pair';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { answerTo, ask, expectObject, hasShape, object } from './wire';

/** Rejected names, and requests that need an entry first. */
export const names = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'bad-name',
    rule: 'a bad name (blank, with a space, of 33 characters) gets error {code, message, id}; a good one then gets in',
    run: async (stage) => {
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      for (const name of ['', `${newcomer.name} x`, newcomer.name.padEnd(33, 'x')]) {
        const id = stage.uniqueText();
        ask(newcomer, 'enter', { name, id });
        hasShape(newcomer, await expectObject(newcomer, answerTo(id, 'error')), {
          code: 'text',
          message: 'text',
        });
      }
      ask(newcomer, 'enter', { name: newcomer.name });
      await newcomer.expectLine(object('entered', { name: newcomer.name }));
    },
  },
  {
    id: 'taken-name',
    rule: 'a name that somebody has, or one that differs in case, gets error with its id',
    run: async (stage) => {
      const others = await tongue.entrance.join(stage, 'others');
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      for (const name of [others.name, others.name.toUpperCase()]) {
        const id = stage.uniqueText();
        ask(newcomer, 'enter', { name, id });
        await newcomer.expectLine(answerTo(id, 'error'));
      }
    },
  },
  {
    id: 'outside',
    rule: 'who has not entered gets error for say, and nobody hears it',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      const word = stage.uniqueText();
      ask(newcomer, 'say', { text: word, id: word });
      await newcomer.expectLine(answerTo(word, 'error'));
      const later = await exchangeMarker(tongue, stage, [sender, others]);
      others.expectNone(later, (line) => line.includes(word), 'nothing of one who has not entered');
    },
  },
];
