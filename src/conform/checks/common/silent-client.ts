import type { Check } from '../../runner/check';
import { mark, type Tongue } from '../../client/protocol-driver';
import { pair } from './join-pair';

/** A server that waits for one client has stopped for all. */
export const silent = (tongue: Tongue): Check => ({
  id: 'silent',
  rule: 'one gives no name, one stops in the middle of a line: neither holds up the others',
  // Alone, for a server may serve nobody while it waits for a name.
  alone: true,
  run: async (stage) => {
    await tongue.entrance.meet(stage, 'newcomer');
    const stuck = await tongue.entrance.enter(stage, 'newcomer');
    stuck.write(tongue.say(stage.word()));
    const { others, sender } = await pair(tongue, stage);
    await mark(tongue, stage, [sender, others]);
  },
});
