import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { joinPair } from '../common/join-pair';
import type { ProtocolDriver } from '../../client/protocol-driver';
import { answerTo, ask, expectObject, object, type Fields } from './wire';

/** The answer must have these words in it somewhere. */
const has = ({ role }: Client, answer: Fields, words: readonly string[]): void => {
  const text = JSON.stringify(answer);
  const missing = words.find((word) => !text.includes(word));
  if (missing !== undefined)
    throw new Failed(`${role}: ${String(answer.type)} with ${missing} in it`, `${role}: ${quote(text)}`);
};

/** The queries of a client; each answer repeats the id of its question. */
export const asking = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'members',
    rule: 'who {} is answered by members with all who are here, count, and its id',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const id = stage.uniqueText();
      ask(sender, 'who', { id });
      const answer = await expectObject(sender, answerTo(id, 'members'));
      has(sender, answer, [others.name, sender.name, '"count":']);
    },
  },
  {
    id: 'rooms',
    rule: 'rooms {} is answered by rooms with the rooms, and its id',
    run: async (stage) => {
      const sender = await tongue.entrance.connectToPrompt(stage, 'sender');
      const [room, id] = [stage.names.name('z'), stage.uniqueText()];
      ask(sender, 'enter', { name: sender.name, room });
      await sender.expectLine(object('entered', { room }));
      ask(sender, 'rooms', { id });
      has(sender, await expectObject(sender, answerTo(id, 'rooms')), [room]);
    },
  },
  {
    id: 'history',
    rule: 'history {limit, before} is answered by history with so many messages before that seq, and its id',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const words = [stage.uniqueText(), stage.uniqueText(), stage.uniqueText()];
      const seqs = [];
      for (const text of words) {
        ask(sender, 'say', { text });
        seqs.push((await expectObject(others, object('said', { text }))).seq);
      }
      const id = stage.uniqueText();
      ask(others, 'history', { limit: 100, before: seqs[2], id });
      const answer = await expectObject(others, answerTo(id, 'history'));
      has(others, answer, words.slice(0, 2));
      others.expectNone(
        [JSON.stringify(answer)],
        (line) => line.includes(words[2] ?? ''),
        `nothing from ${String(seqs[2])} on`,
      );
      ask(others, 'history', { limit: 1, id: words[0] });
      const { history } = await expectObject(others, answerTo(words[0] ?? '', 'history'));
      if (!Array.isArray(history) || history.length !== 1)
        throw new Failed(
          'others: a history of one message',
          `others: ${quote(JSON.stringify(history ?? null))}`,
        );
    },
  },
  {
    id: 'command',
    rule: 'command {line} (/who, an unknown one) is answered by notice or error with its id',
    run: async (stage) => {
      const { sender } = await joinPair(tongue, stage);
      for (const line of ['/who', `/${stage.names.name('z')}`]) {
        const id = stage.uniqueText();
        ask(sender, 'command', { line, id });
        await sender.expectLine(answerTo(id, 'notice', 'error'));
      }
    },
  },
];
