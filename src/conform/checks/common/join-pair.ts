import type { Client } from '../../client/client';
import type { Stage } from '../../client/context';
import { mark, type Tongue } from '../../client/protocol-driver';

interface Pair {
  readonly others: Client;
  readonly sender: Client;
}

/** Two that are in. What others see from now on comes after the entering of the sender. */
export const pair = async (tongue: Tongue, stage: Stage): Promise<Pair> => {
  const others = await tongue.entrance.enter(stage, 'others');
  const sender = await tongue.entrance.enter(stage, 'sender');
  await mark(tongue, stage, [sender, others]);
  return { others, sender };
};
