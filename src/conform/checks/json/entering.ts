import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { pair } from '../common/join-pair';
import type { Stage } from '../../client/context';
import { mark, type Tongue } from '../../client/protocol-driver';
import { answerTo, ask, gets, hasShape, object, type Fields } from './wire';

/** What one gets as it enters. */
const enteredAs = async (tongue: Tongue, stage: Stage): Promise<{ newcomer: Client; entered: Fields }> => {
  const newcomer = await tongue.entrance.meet(stage, 'newcomer');
  ask(newcomer, 'enter', { name: newcomer.name });
  return { newcomer, entered: await gets(newcomer, object('entered', { name: newcomer.name })) };
};

const includesText = (list: unknown, text: string): boolean =>
  Array.isArray(list) && list.some((each: unknown) => (each as Fields | null)?.text === text);

/** What is said to one who connects and enters, and to the others. */
export const entering = (tongue: Tongue): readonly Check[] => [
  {
    id: 'hello',
    rule: 'on connecting one gets hello {server, version}',
    run: async (stage) => {
      const newcomer = await stage.connect('newcomer');
      hasShape(newcomer, await gets(newcomer, object('hello')), { server: 'text', version: 'text' });
    },
  },
  {
    id: 'entered',
    rule: 'enter {name} is answered by entered {seq, log, name, room, members, history, complete} with its id',
    run: async (stage) => {
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      const id = stage.word();
      ask(newcomer, 'enter', { name: newcomer.name, id });
      hasShape(newcomer, await gets(newcomer, answerTo(id, 'entered')), {
        ...{ seq: 'number', log: 'text', name: 'text', room: 'text' },
        ...{ members: 'list', history: 'list', complete: 'boolean' },
      });
    },
  },
  {
    id: 'entered-members',
    rule: 'members in entered has those who are here, itself too (or count says that there are more than 100)',
    run: async (stage) => {
      const { others } = await pair(tongue, stage);
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
      const { others, sender } = await pair(tongue, stage);
      const word = stage.word();
      ask(sender, 'say', { text: word });
      await others.sees(tongue.message(sender.name, word));
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
      const { others, sender } = await pair(tongue, stage);
      const newcomer = await tongue.entrance.enter(stage, 'newcomer');
      const joined = object('joined', { name: newcomer.name });
      hasShape(others, await gets(others, joined), { seq: 'number', at: 'time', room: 'text' });
      others.never(await mark(tongue, stage, [sender, others]), joined.fits, 'one joined, and no second one');
    },
  },
];
