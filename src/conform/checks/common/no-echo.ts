import type { Check } from '../../runner/check';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { joinPair } from './join-pair';

/** The terminal has shown it already. */
export const noEcho = (tongue: ProtocolDriver): Check => ({
  id: 'no-echo',
  rule: 'a message does not come back to its sender',
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const word = stage.uniqueText();
    sender.send(tongue.say(word));
    await others.expectLine(tongue.message(sender.name, word));
    const seen = await exchangeMarker(tongue, stage, [others, sender]);
    sender.expectNone(seen, (line) => line.includes(word), 'nothing of its own message');
  },
});
