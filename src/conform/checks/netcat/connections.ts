import { setTimeout as pause } from 'node:timers/promises';
import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { joinPair } from '../common/join-pair';
import type { CheckContext } from '../../client/context';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { ASKS } from './netcat-driver';

/** The exercise says so. */
const NETCAT_MAX_CLIENTS = 10;

/** How often a place that should be free is tried, in milliseconds. */
const RETRY_MS = 50;

/** Enters as soon as there is a place: who left just now may still be counted. */
const enterSoon = async (tongue: ProtocolDriver, stage: CheckContext): Promise<Client> => {
  const end = performance.now() + stage.settings.patience;
  for (;;) {
    try {
      return await tongue.entrance.join(stage, 'others');
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(RETRY_MS);
    }
  }
};

/** The eleventh must get a line that is no question, and a close; at once, or when it has given its name. */
const expectRejected = async (newcomer: Client): Promise<void> => {
  const { inbox } = newcomer;
  const asked = () => ASKS.test(inbox.unread) || inbox.ended || undefined;
  await inbox.until('a line that says that it is full, and a close', [], asked);
  if (!inbox.ended) inbox.clear();
  newcomer.send(newcomer.name);
  await newcomer.closed(`a close, for there are ${NETCAT_MAX_CLIENTS} already`);
  if (inbox.unread.trim() === '')
    throw new Failed(
      'newcomer: a line that says that it is full, then the close',
      'newcomer: a close, without a word',
    );
};

/** How many there may be, and what one's going does to the rest. */
export const connections = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'stay',
    rule: 'there are four and one leaves: the other three stay connected and go on talking',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const third = await tongue.entrance.join(stage, 'others');
      const leaver = await tongue.entrance.join(stage, 'newcomer');
      leaver.leave();
      await leaver.hasClosed();
      await exchangeMarker(tongue, stage, [sender, others]);
      await exchangeMarker(tongue, stage, [others, third]);
      await exchangeMarker(tongue, stage, [third, sender]);
    },
  },
  {
    id: 'ten',
    rule: `${NETCAT_MAX_CLIENTS} are there at once: each says something, and all the others get it`,
    serial: true,
    run: async (stage) => {
      const clients: Client[] = [];
      while (clients.length < NETCAT_MAX_CLIENTS) clients.push(await enterSoon(tongue, stage));
      for (const [index, sender] of clients.entries()) {
        const word = stage.uniqueText();
        sender.send(word);
        const others = clients.filter((_, other) => other !== index);
        await Promise.all(others.map((client) => client.expectLine(tongue.message(sender.name, word))));
      }
    },
  },
  {
    id: 'full',
    rule: `there are ${NETCAT_MAX_CLIENTS}: the next one gets a line that says so and is closed; when one leaves, the next gets in`,
    serial: true,
    run: async (stage) => {
      const first = await enterSoon(tongue, stage);
      for (let i = 1; i < NETCAT_MAX_CLIENTS; i++) await enterSoon(tongue, stage);
      await expectRejected(await stage.connect('newcomer'));
      await first.hasClosed();
      await enterSoon(tongue, stage);
    },
  },
];
