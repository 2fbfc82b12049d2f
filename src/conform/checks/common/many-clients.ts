import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import type { CheckContext } from '../../client/context';
import type { ProtocolDriver } from '../../client/protocol-driver';

interface ManyClientsOptions {
  /** How many are there at once. */
  readonly size: number;
  readonly rule: string;
}

const gather = async (
  tongue: ProtocolDriver,
  stage: CheckContext,
  size: number,
): Promise<readonly Client[]> => {
  const clients: Client[] = [];
  while (clients.length < size) clients.push(await tongue.entrance.join(stage, 'others'));
  return clients;
};

/** Each says a line, and all the others hear it. */
export const manyClients = (tongue: ProtocolDriver, { size, rule }: ManyClientsOptions): Check => ({
  id: 'crowd',
  rule,
  serial: true,
  run: async (stage) => {
    const clients = await gather(tongue, stage, size);
    for (const sender of clients) {
      const word = stage.uniqueText();
      sender.send(tongue.say(word));
      const others = clients.filter((client) => client !== sender);
      await Promise.all(others.map((client) => client.expectLine(tongue.message(sender.name, word))));
    }
  },
});
