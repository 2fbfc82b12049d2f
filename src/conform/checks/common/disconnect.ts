import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { mark, type Tongue } from '../../client/protocol-driver';
import { pair } from './join-pair';

interface Way {
  readonly id: string;
  readonly rule: string;
  readonly go: (client: Client) => void;
}

const leavesOnce = (tongue: Tongue, { id, rule, go }: Way): Check => ({
  id,
  rule,
  run: async (stage) => {
    const { others, sender } = await pair(tongue, stage);
    const leaver = await tongue.entrance.enter(stage, 'newcomer');
    await mark(tongue, stage, [sender, others]);
    const left = tongue.leave(leaver.name);
    go(leaver);
    await others.sees(left);
    const later = await mark(tongue, stage, [sender, others]);
    others.never(later, left.fits, `one leave of ${leaver.name}, and no second one`);
  },
});

/** Whoever goes is announced once, whether it says so or is just gone. */
export const leaves = (tongue: Tongue): readonly Check[] => [
  leavesOnce(tongue, {
    id: 'leave',
    rule: 'one closes its connection (FIN): the others are told, once',
    go: (client) => client.leave(),
  }),
  leavesOnce(tongue, {
    id: 'reset',
    rule: 'one is cut off (RST): the others are told, once',
    go: (client) => client.reset(),
  }),
];
