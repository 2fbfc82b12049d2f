import type { Client } from '../../client/client';
import type { CheckContext } from '../../client/context';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

interface Pair {
  readonly others: Client;
  readonly sender: Client;
}

/** Two that are in. What others see from now on comes after the entering of the sender. */
export const joinPair = async (tongue: ProtocolDriver, stage: CheckContext): Promise<Pair> => {
  const others = await tongue.entrance.join(stage, 'others');
  const sender = await tongue.entrance.join(stage, 'sender');
  await exchangeMarker(tongue, stage, [sender, others]);
  return { others, sender };
};
