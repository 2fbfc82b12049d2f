import type { Client } from '../../client/client';
import type { Check } from '../../runner/check';
import type { CheckContext } from '../../client/context';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

interface Pair {
  readonly others: Client;
  readonly sender: Client;
}

/** Two that are in. Lines that others receive from now on follow the entry of the sender. */
export const joinPair = async (tongue: ProtocolDriver, stage: CheckContext): Promise<Pair> => {
  const others = await tongue.entrance.join(stage, 'others');
  const sender = await tongue.entrance.join(stage, 'sender');
  await exchangeMarker(tongue, stage, [sender, others]);
  return { others, sender };
};

/** A client that cannot enter cannot be checked. */
export const prerequisite = ({ entrance }: ProtocolDriver): Check => ({
  id: 'enter',
  rule: 'two connect and give their names: the first hears of the second, or from it',
  prerequisite: true,
  run: (stage) => entrance.probe(stage),
});
