import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import type { CheckContext } from '../../client/context';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** The lines of one sender: below the rates of servers, and below their line limits. */
const BURST_LINES = 90;
const LINE_BYTES = 3900;

const shareOf = (tongue: ProtocolDriver, word: string): string =>
  `${tongue.say(word.padEnd(LINE_BYTES, 'x'))}\n`.repeat(BURST_LINES);

/** So many senders as say more together than the kernel takes for a client that does not read. */
const gatherSenders = async (
  tongue: ProtocolDriver,
  stage: CheckContext,
): Promise<readonly [Client, ...Client[]]> => {
  const senders: [Client, ...Client[]] = [await tongue.entrance.join(stage, 'sender')];
  while (senders.length * BURST_LINES * LINE_BYTES < stage.settings.backlog)
    senders.push(await tongue.entrance.join(stage, 'sender'));
  return senders;
};

/** Waits as long as something comes. */
const takesAll = async (client: Client, bytes: number): Promise<void> => {
  const goal = client.inbox.received + bytes;
  const rest = () => goal - client.inbox.received;
  while (rest() > 0)
    await client.waitForBytes(client.inbox.received + 1, `the last ${rest()} bytes of what is said`);
};

/** Nobody must be held up by one that does not read. */
export const slowReader = (tongue: ProtocolDriver): Check => ({
  id: 'slow-reader',
  rule: 'one reads nothing while 6 MB are said: the others get all of it all the same',
  serial: true,
  run: async (stage) => {
    const others = await tongue.entrance.join(stage, 'others');
    (await tongue.entrance.join(stage, 'newcomer')).stopReading();
    const senders = await gatherSenders(tongue, stage);
    for (const { inbox } of [others, ...senders]) inbox.discard = true;
    for (const sender of senders) sender.write(shareOf(tongue, stage.uniqueText()));
    await takesAll(others, senders.length * BURST_LINES * LINE_BYTES);
    others.inbox.discard = false;
    await exchangeMarker(tongue, stage, [senders[0], others]);
  },
});
