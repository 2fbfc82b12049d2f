import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { joinPair } from './join-pair';

interface Way {
  readonly id: string;
  readonly rule: string;
  readonly go: (client: Client) => void;
}

const leavesOnce = (tongue: ProtocolDriver, { id, rule, go }: Way): Check => ({
  id,
  rule,
  run: async (stage) => {
    const { others, sender } = await joinPair(tongue, stage);
    const leaver = await tongue.entrance.join(stage, 'newcomer');
    await exchangeMarker(tongue, stage, [sender, others]);
    const left = tongue.leave(leaver.name);
    go(leaver);
    await others.expectLine(left);
    const later = await exchangeMarker(tongue, stage, [sender, others]);
    others.expectNone(later, left.matches, `one leave of ${leaver.name}, and no second one`);
  },
});

/** Each leave is announced once, with or without a goodbye. */
export const disconnectChecks = (tongue: ProtocolDriver): readonly Check[] => [
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
