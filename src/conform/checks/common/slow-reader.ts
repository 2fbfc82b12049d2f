import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import type { Stage } from '../../client/context';
import { mark, type Tongue } from '../../client/protocol-driver';

/** What one sender says: below the rates that servers hold a client to, and their caps on a line. */
const LINES = 90;
const LENGTH = 3900;

const shareOf = (tongue: Tongue, word: string): string =>
  `${tongue.say(word.padEnd(LENGTH, 'x'))}\n`.repeat(LINES);

/** So many senders as say more together than the kernel takes for a client that does not read. */
const gatherSenders = async (tongue: Tongue, stage: Stage): Promise<readonly [Client, ...Client[]]> => {
  const senders: [Client, ...Client[]] = [await tongue.entrance.enter(stage, 'sender')];
  while (senders.length * LINES * LENGTH < stage.settings.backlog)
    senders.push(await tongue.entrance.enter(stage, 'sender'));
  return senders;
};

/** Waits as long as something comes. */
const takesAll = async (client: Client, bytes: number): Promise<void> => {
  const goal = client.inbox.received + bytes;
  const rest = () => goal - client.inbox.received;
  while (rest() > 0) await client.took(client.inbox.received + 1, `the last ${rest()} bytes of what is said`);
};

/** Nobody must be held up by one that does not read. */
export const slowReader = (tongue: Tongue): Check => ({
  id: 'slow-reader',
  rule: 'one reads nothing while 6 MB are said: the others get all of it all the same',
  alone: true,
  run: async (stage) => {
    const others = await tongue.entrance.enter(stage, 'others');
    (await tongue.entrance.enter(stage, 'newcomer')).hang();
    const senders = await gatherSenders(tongue, stage);
    for (const { inbox } of [others, ...senders]) inbox.discards = true;
    for (const sender of senders) sender.write(shareOf(tongue, stage.word()));
    await takesAll(others, senders.length * LINES * LENGTH);
    others.inbox.discards = false;
    await mark(tongue, stage, [senders[0], others]);
  },
});
