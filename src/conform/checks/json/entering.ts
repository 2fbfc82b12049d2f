import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { joinPair } from '../common/join-pair';
import type { CheckContext } from '../../client/context';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { answerTo, ask, expectObject, hasShape, object, type Fields } from './wire';

/** The objects for a client that enters. */
const enteredAs = async (
  tongue: ProtocolDriver,
  stage: CheckContext,
): Promise<{ newcomer: Client; entered: Fields }> => {
  const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
  ask(newcomer, 'enter', { name: newcomer.name });
  return { newcomer, entered: await expectObject(newcomer, object('entered', { name: newcomer.name })) };
};

const includesText = (list: unknown, text: string): boolean =>
  Array.isArray(list) && list.some((each: unknown) => (each as Fields | null)?.text === text);

/** The objects for a client that connects and enters, and for the others. */
export const entering = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'hello',
    rule: 'on connecting one gets hello {server, version}',
    run: async (stage) => {
      const newcomer = await stage.connect('newcomer');
      hasShape(newcomer, await expectObject(newcomer, object('hello')), { server: 'text', version: 'text' });
    },
  },
  {
    id: 'entered',
    rule: 'enter {name} is answered by entered {seq, log, name, room, members, history, complete} with its id',
    run: async (stage) => {
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      const id = stage.uniqueText();
      ask(newcomer, 'enter', { name: newcomer.name, id });
      hasShape(newcomer, await expectObject(newcomer, answerTo(id, 'entered')), {
        ...{ seq: 'number', log: 'text', name: 'text', room: 'text' },
        ...{ members: 'list', history: 'list', complete: 'boolean' },
      });
    },
  },
  {
    id: 'entered-members',
    rule: 'members in entered has those who are here, itself too (or count says that there are more than 100)',
    run: async (stage) => {
      const { others } = await joinPair(tongue, stage);
      const { newcomer, entered } = await enteredAs(tongue, stage);
      const { members, count } = entered as { members?: readonly unknown[]; count?: number };
      const all = [others, newcomer].every(({ name }) => members?.includes(name));
      if (!all && !(Number(count) > 100))
        throw new Failed(
          `newcomer: members with ${others.name} and ${newcomer.name}`,
          `newcomer: ${quote(JSON.stringify(members ?? null))}`,
        );
    },
  },
  {
    id: 'entered-history',
    rule: 'history in entered has what was said before',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      ask(sender, 'say', { text: word });
      await others.expectLine(tongue.message(sender.name, word));
      const { entered } = await enteredAs(tongue, stage);
      if (!includesText(entered.history, word))
        throw new Failed(
          `newcomer: a history with ${word}`,
          `newcomer: ${quote(JSON.stringify(entered.history ?? null).slice(-100))}`,
        );
    },
  },
  {
    id: 'joined',
    rule: 'one enters: the others get joined {seq, at, room, name}, once',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.join(stage, 'newcomer');
      const joined = object('joined', { name: newcomer.name });
      hasShape(others, await expectObject(others, joined), { seq: 'number', at: 'time', room: 'text' });
      others.expectNone(
        await exchangeMarker(tongue, stage, [sender, others]),
        joined.matches,
        'one joined, and no second one',
      );
    },
  },
];
