import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { joinPair } from '../common/join-pair';
import type { CheckContext } from '../../client/context';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { announces, LIST } from './budget-driver';

/** The list that a newcomer gets as it enters. */
const listFor = async (
  tongue: ProtocolDriver,
  stage: CheckContext,
): Promise<{ newcomer: Client; list: string }> => {
  const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
  newcomer.inbox.clear();
  newcomer.send(newcomer.name);
  const { line } = await newcomer.expectLine(LIST);
  return { newcomer, list: line };
};

/** The lines for a newcomer, and for the others. */
export const entering = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'greeting',
    rule: 'on connecting one gets one line, which asks for a name',
    run: async (stage) => {
      const newcomer = await stage.connect('newcomer');
      await newcomer.expectOutput('one line that asks for a name', /^[^\n]*\S[^\n]*\n$/);
    },
  },
  {
    id: 'list',
    rule: 'a newcomer gets a line that begins with * and has the names of all who are there',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const { list } = await listFor(tongue, stage);
      const missing = [others, sender].find(({ name }) => !list.includes(name));
      if (missing)
        throw new Failed(`newcomer: a list with ${missing.name} in it`, `newcomer: ${quote(list)}`);
    },
  },
  {
    id: 'list-without-self',
    rule: 'the list does not have the newcomer in it',
    run: async (stage) => {
      const { newcomer, list } = await listFor(tongue, stage);
      newcomer.expectNone([list], (line) => line.includes(newcomer.name), `a list without ${newcomer.name}`);
    },
  },
  {
    id: 'empty-list',
    rule: 'nobody is there: a newcomer gets the list all the same',
    serial: true,
    run: async (stage) => {
      await listFor(tongue, stage);
    },
  },
  {
    id: 'join',
    rule: 'one enters: the others get a line that begins with * and has its name in it',
    run: async (stage) => {
      const { others } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.join(stage, 'newcomer');
      await others.expectLine(announces(newcomer.name));
    },
  },
  {
    id: 'join-not-to-self',
    rule: 'the newcomer itself is not told that it has entered',
    run: async (stage) => {
      const { others } = await joinPair(tongue, stage);
      const { newcomer } = await listFor(tongue, stage);
      const seen = await exchangeMarker(tongue, stage, [others, newcomer]);
      newcomer.expectNone(seen, announces(newcomer.name).matches, 'nothing of its own entering');
    },
  },
  {
    id: 'no-history',
    rule: 'a newcomer gets nothing of what was said before it came',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const word = stage.uniqueText();
      sender.send(word);
      await others.expectLine(tongue.message(sender.name, word));
      const { newcomer } = await listFor(tongue, stage);
      const seen = await exchangeMarker(tongue, stage, [others, newcomer]);
      newcomer.expectNone(seen, (line) => line.includes(word), 'nothing of an earlier message');
    },
  },
];
