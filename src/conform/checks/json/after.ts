import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { joinPair } from '../common/join-pair';
import type { CheckContext } from '../../client/context';
import type { ProtocolDriver } from '../../client/protocol-driver';
import { ask, expectObject, object, type Fields } from './wire';

/** Says a word, and waits until a client has it. */
const say = async ([from, to]: readonly [Client, Client], text: string): Promise<Fields> => {
  ask(from, 'say', { text });
  return expectObject(to, object('said', { text }));
};

const enterAfter = async (tongue: ProtocolDriver, stage: CheckContext, after: Fields): Promise<Fields> => {
  const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
  ask(newcomer, 'enter', { name: newcomer.name, after });
  return expectObject(newcomer, object('entered'));
};

/** An answer must have one word in its history, and not the other. */
const hasMissed = ({ history, complete }: Fields, seen: string, missed: string): void => {
  const text = JSON.stringify(history ?? null);
  if (complete === true && text.includes(missed) && !text.includes(seen)) return;
  const came = quote(JSON.stringify({ complete, history }));
  throw new Failed(`newcomer: complete true, ${missed} in history, and not ${seen}`, `newcomer: ${came}`);
};

/** A client that reconnects receives the missed messages, or a notice that some are missing. */
export const after = (tongue: ProtocolDriver): Check => ({
  id: 'after',
  rule: 'enter with after {log, seq}: what was missed since, complete true; with another log complete false',
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const [seen, missed] = [stage.uniqueText(), stage.uniqueText()];
    const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
    ask(newcomer, 'enter', { name: newcomer.name });
    const { log } = await expectObject(newcomer, object('entered'));
    const { seq } = await say([sender, newcomer], seen);
    await newcomer.hasClosed();
    await say([sender, others], missed);
    hasMissed(await enterAfter(tongue, stage, { log, seq }), seen, missed);
    const { complete } = await enterAfter(tongue, stage, { log: 'another', seq });
    if (complete !== false)
      throw new Failed('newcomer: complete false, for another log', `newcomer: complete ${String(complete)}`);
  },
});
