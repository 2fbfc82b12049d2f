import type { Check } from '../../runner/check';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { joinPair } from './join-pair';

/** A server that waits for one client has stopped for all. */
export const silentClient = (tongue: ProtocolDriver): Check => ({
  id: 'silent',
  rule: 'one gives no name, one stops in the middle of a line: neither holds up the others',
  // Alone, for a server may serve nobody while it waits for a name.
  serial: true,
  run: async (stage) => {
    await tongue.entrance.connectToPrompt(stage, 'newcomer');
    const stuck = await tongue.entrance.join(stage, 'newcomer');
    stuck.write(tongue.say(stage.uniqueText()));
    const { others, sender } = await joinPair(tongue, stage);
    await exchangeMarker(tongue, stage, [sender, others]);
  },
});
