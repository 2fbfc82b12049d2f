import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import type { Stage } from '../../client/context';
import type { Tongue } from '../../client/protocol-driver';

interface Crowd {
  /** How many are there at once. */
  readonly size: number;
  readonly rule: string;
}

const gather = async (tongue: Tongue, stage: Stage, size: number): Promise<readonly Client[]> => {
  const clients: Client[] = [];
  while (clients.length < size) clients.push(await tongue.entrance.enter(stage, 'others'));
  return clients;
};

/** Each says a line, and all the others hear it. */
export const crowd = (tongue: Tongue, { size, rule }: Crowd): Check => ({
  id: 'crowd',
  rule,
  alone: true,
  run: async (stage) => {
    const clients = await gather(tongue, stage, size);
    for (const sender of clients) {
      const word = stage.word();
      sender.type(tongue.say(word));
      const others = clients.filter((client) => client !== sender);
      await Promise.all(others.map((client) => client.sees(tongue.message(sender.name, word))));
    }
  },
});
