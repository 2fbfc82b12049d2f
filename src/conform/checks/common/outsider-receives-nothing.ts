import type { Check } from '../../runner/check';
import { Failed } from '../../client/errors';
import { quote } from '../../client/quote';
import { mark, type Tongue } from '../../client/protocol-driver';
import { pair } from './join-pair';

/** One who has not entered is not there yet. */
export const outsider = (tongue: Tongue): Check => ({
  id: 'outsider',
  rule: 'one who has not given its name gets nothing of what goes on',
  // Alone, for a server may serve nobody while it waits for a name.
  alone: true,
  run: async (stage) => {
    const newcomer = await tongue.entrance.meet(stage, 'newcomer');
    newcomer.inbox.clear();
    const { others, sender } = await pair(tongue, stage);
    await mark(tongue, stage, [sender, others]);
    sender.leave();
    await sender.gone();
    const { unread } = newcomer.inbox;
    if (unread !== '')
      throw new Failed('newcomer: nothing before it has entered', `newcomer: ${quote(unread)}`);
  },
});
