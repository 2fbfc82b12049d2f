import type { Check } from '../../runner/check';
import { Failed } from '../../client/errors';
import type { CheckContext } from '../../client/context';
import type { ProtocolDriver } from '../../client/protocol-driver';
import { wordsSeen } from './wait-in-order';

/** How many talk at once, and how much each says. */
const TALKERS = 3;
const LINES_PER_TALKER = 8;

const talker = async (tongue: ProtocolDriver, stage: CheckContext) => ({
  client: await tongue.entrance.join(stage, 'sender'),
  words: Array.from({ length: LINES_PER_TALKER }, () => stage.uniqueText()),
});

const differ = (role: string, own: readonly string[], others: readonly string[]): void => {
  const at = own.findIndex((word, index) => word !== others[index]);
  if (at < 0) return;
  throw new Failed(
    `${role}: the order that the others see, ${others[at] ?? ''} as message ${at + 1}`,
    `${role}: ${own[at] ?? ''} there`,
  );
};

/** All see the same lines in the same order, their own apart. */
export const sameOrder = (tongue: ProtocolDriver): Check => ({
  id: 'order',
  rule: `${TALKERS} talk at once: all get the messages of the others in the same order`,
  run: async (stage) => {
    const others = await tongue.entrance.join(stage, 'others');
    const talkers = [];
    for (let i = 0; i < TALKERS; i++) talkers.push(await talker(tongue, stage));
    const all = talkers.flatMap(({ words }) => words);
    for (const { client, words } of talkers) words.forEach((word) => client.send(tongue.say(word)));
    const seen = await wordsSeen(others, all);
    for (const { client, words } of talkers) {
      const foreign = seen.filter((word) => !words.includes(word));
      differ('sender', await wordsSeen(client, foreign), foreign);
    }
  },
});
