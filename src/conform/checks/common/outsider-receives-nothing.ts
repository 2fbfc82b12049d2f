import type { Check } from '../../runner/check';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { joinPair } from './join-pair';

/** One who has not entered is not there yet. */
export const outsiderReceivesNothing = (tongue: ProtocolDriver): Check => ({
  id: 'outsider',
  rule: 'one who has not given its name gets nothing of what goes on',
  // Alone, for a server may serve nobody while it waits for a name.
  serial: true,
  run: async (stage) => {
    const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
    newcomer.inbox.clear();
    const { others, sender } = await joinPair(tongue, stage);
    await exchangeMarker(tongue, stage, [sender, others]);
    sender.leave();
    await sender.hasClosed();
    const { unread } = newcomer.inbox;
    if (unread !== '')
      throw new Failed('newcomer: nothing before it has entered', `newcomer: ${quote(unread)}`);
  },
});
