import { setTimeout as pause } from 'node:timers/promises';
import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { Failed } from '../../client/errors';
import { pair } from '../common/join-pair';
import type { Stage } from '../../client/context';
import { mark, type Tongue } from '../../client/protocol-driver';
import { ASKS } from './netcat-driver';

/** The exercise says so. */
const MOST = 10;

/** How often a place that should be free is tried, in milliseconds. */
const RETRY = 50;

/** Enters as soon as there is a place: who left just now may still be counted. */
const enterSoon = async (tongue: Tongue, stage: Stage): Promise<Client> => {
  const end = performance.now() + stage.settings.patience;
  for (;;) {
    try {
      return await tongue.entrance.enter(stage, 'others');
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(RETRY);
    }
  }
};

/** The eleventh must get a line that is no question, and a close; at once, or when it has given its name. */
const turnedAway = async (newcomer: Client): Promise<void> => {
  const { inbox } = newcomer;
  const asked = () => ASKS.test(inbox.unread) || inbox.ended || undefined;
  await inbox.until('a line that says that it is full, and a close', [], asked);
  if (!inbox.ended) inbox.clear();
  newcomer.type(newcomer.name);
  await newcomer.closed(`a close, for there are ${MOST} already`);
  if (inbox.unread.trim() === '')
    throw new Failed(
      'newcomer: a line that says that it is full, then the close',
      'newcomer: a close, without a word',
    );
};

/** How many there may be, and what one's going does to the rest. */
export const connections = (tongue: Tongue): readonly Check[] => [
  {
    id: 'stay',
    rule: 'there are four and one leaves: the other three stay connected and go on talking',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const third = await tongue.entrance.enter(stage, 'others');
      const leaver = await tongue.entrance.enter(stage, 'newcomer');
      leaver.leave();
      await leaver.gone();
      await mark(tongue, stage, [sender, others]);
      await mark(tongue, stage, [others, third]);
      await mark(tongue, stage, [third, sender]);
    },
  },
  {
    id: 'ten',
    rule: `${MOST} are there at once: each says something, and all the others get it`,
    alone: true,
    run: async (stage) => {
      const clients: Client[] = [];
      while (clients.length < MOST) clients.push(await enterSoon(tongue, stage));
      for (const [index, sender] of clients.entries()) {
        const word = stage.word();
        sender.type(word);
        const others = clients.filter((_, other) => other !== index);
        await Promise.all(others.map((client) => client.sees(tongue.message(sender.name, word))));
      }
    },
  },
  {
    id: 'full',
    rule: `there are ${MOST}: the next one gets a line that says so and is closed; when one leaves, the next gets in`,
    alone: true,
    run: async (stage) => {
      const first = await enterSoon(tongue, stage);
      for (let i = 1; i < MOST; i++) await enterSoon(tongue, stage);
      await turnedAway(await stage.connect('newcomer'));
      await first.gone();
      await enterSoon(tongue, stage);
    },
  },
];
