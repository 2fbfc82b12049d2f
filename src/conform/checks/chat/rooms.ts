import type { Check } from '../../runner/check';
import { joinPair } from '../common/join-pair';
import { exactly, including, startingWith } from '../../client/line-matcher';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';

/** Rooms of one's own, so that the lobby keeps its topic. */
export const rooms = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'join-room',
    rule: '/join ROOM: the old room gets "NAME has left the chat", the new one the join, the mover a welcome',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const newcomer = await tongue.entrance.join(stage, 'newcomer');
      const room = stage.names.name('z');
      for (const client of [newcomer, sender]) {
        client.send(`/join ${room}`);
        await client.expectLine(startingWith('* welcome'));
        await others.expectLine(exactly(`${client.name} has left the chat`));
      }
      await newcomer.expectLine(exactly(`${sender.name} has joined the chat`));
    },
  },
  {
    id: 'room-apart',
    rule: 'what is said in one room is not heard in another',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const [witness, newcomer] = [
        await tongue.entrance.join(stage, 'others'),
        await tongue.entrance.join(stage, 'newcomer'),
      ];
      const [room, word] = [stage.names.name('z'), stage.uniqueText()];
      for (const client of [newcomer, sender]) {
        client.send(`/join ${room}`);
        await client.expectLine(startingWith('* welcome'));
      }
      sender.send(word);
      await newcomer.expectLine(including(word));
      const later = await exchangeMarker(tongue, stage, [witness, others]);
      others.expectNone(later, (line) => line.includes(word), 'nothing of another room');
    },
  },
  {
    id: 'rooms',
    rule: '/rooms is answered by "* ..." with the rooms',
    run: async (stage) => {
      const sender = await tongue.entrance.join(stage, 'sender');
      const room = stage.names.name('z');
      sender.send(`/join ${room}`);
      await sender.expectLine(startingWith('* welcome'));
      sender.send('/rooms');
      await sender.expectLine({
        ...startingWith('* ', room),
        matches: (line) => line.startsWith('* ') && line.includes(room) && !line.includes('welcome'),
      });
    },
  },
  {
    id: 'topic',
    rule: '/topic TEXT: the room gets "* NAME set the topic: TEXT"; /topic tells it',
    run: async (stage) => {
      const [others, sender] = [
        await tongue.entrance.join(stage, 'others'),
        await tongue.entrance.join(stage, 'sender'),
      ];
      const [room, text] = [stage.names.name('z'), stage.uniqueText()];
      for (const client of [others, sender]) {
        client.send(`/join ${room}`);
        await client.expectLine(startingWith('* welcome'));
      }
      sender.send(`/topic ${text}`);
      for (const client of [others, sender])
        await client.expectLine(exactly(`* ${sender.name} set the topic: ${text}`));
      others.send('/topic');
      await others.expectLine(startingWith('* ', text));
    },
  },
];
