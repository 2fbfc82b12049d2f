import type { Check } from '../../runner/check';
import { pair } from '../common/join-pair';
import { exactly, including } from '../../client/line-matcher';
import { mark, type Tongue } from '../../client/protocol-driver';
import { beginning } from './chat-driver';

/** Rooms of one's own, so that the lobby keeps its topic. */
export const rooms = (tongue: Tongue): readonly Check[] => [
  {
    id: 'join-room',
    rule: '/join ROOM: the old room gets "NAME has left the chat", the new one the join, the mover a welcome',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const newcomer = await tongue.entrance.enter(stage, 'newcomer');
      const room = stage.names.name('z');
      for (const client of [newcomer, sender]) {
        client.type(`/join ${room}`);
        await client.sees(beginning('* welcome'));
        await others.sees(exactly(`${client.name} has left the chat`));
      }
      await newcomer.sees(exactly(`${sender.name} has joined the chat`));
    },
  },
  {
    id: 'room-apart',
    rule: 'what is said in one room is not heard in another',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const [witness, newcomer] = [
        await tongue.entrance.enter(stage, 'others'),
        await tongue.entrance.enter(stage, 'newcomer'),
      ];
      const [room, word] = [stage.names.name('z'), stage.word()];
      for (const client of [newcomer, sender]) {
        client.type(`/join ${room}`);
        await client.sees(beginning('* welcome'));
      }
      sender.type(word);
      await newcomer.sees(including(word));
      const later = await mark(tongue, stage, [witness, others]);
      others.never(later, (line) => line.includes(word), 'nothing of another room');
    },
  },
  {
    id: 'rooms',
    rule: '/rooms is answered by "* ..." with the rooms',
    run: async (stage) => {
      const sender = await tongue.entrance.enter(stage, 'sender');
      const room = stage.names.name('z');
      sender.type(`/join ${room}`);
      await sender.sees(beginning('* welcome'));
      sender.type('/rooms');
      await sender.sees({
        what: `a line that begins with "* " and has ${room} in it`,
        fits: (line) => line.startsWith('* ') && line.includes(room) && !line.includes('welcome'),
      });
    },
  },
  {
    id: 'topic',
    rule: '/topic TEXT: the room gets "* NAME set the topic: TEXT"; /topic tells it',
    run: async (stage) => {
      const [others, sender] = [
        await tongue.entrance.enter(stage, 'others'),
        await tongue.entrance.enter(stage, 'sender'),
      ];
      const [room, text] = [stage.names.name('z'), stage.word()];
      for (const client of [others, sender]) {
        client.type(`/join ${room}`);
        await client.sees(beginning('* welcome'));
      }
      sender.type(`/topic ${text}`);
      for (const client of [others, sender])
        await client.sees(exactly(`* ${sender.name} set the topic: ${text}`));
      others.type('/topic');
      await others.sees({
        what: `a line that begins with "* " and has ${text} in it`,
        fits: (line) => line.startsWith('* ') && line.includes(text),
      });
    },
  },
];
