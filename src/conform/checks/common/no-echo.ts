import type { Check } from '../../runner/check';
import { mark, type Tongue } from '../../client/protocol-driver';
import { pair } from './join-pair';

/** The terminal has shown it already. */
export const noEcho = (tongue: Tongue): Check => ({
  id: 'no-echo',
  rule: 'a message does not come back to its sender',
  run: async (stage) => {
    const { others, sender } = await pair(tongue, stage);
    const word = stage.word();
    sender.type(tongue.say(word));
    await others.sees(tongue.message(sender.name, word));
    const seen = await mark(tongue, stage, [others, sender]);
    sender.never(seen, (line) => line.includes(word), 'nothing of its own message');
  },
});
