import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { joinPair } from '../common/join-pair';
import type { CheckContext } from '../../client/context';
import { exchangeMarker, type ProtocolDriver } from '../../client/protocol-driver';
import { answerTo, ask, expectObject, hasShape, object } from './wire';

/** Moves to a room, and waits until it is there. */
const moves = async (client: Client, stage: CheckContext, room: string) => {
  const id = stage.uniqueText();
  ask(client, 'join', { room, id });
  return expectObject(client, {
    ...answerTo(id, 'entered'),
    description: `entered {room: ${room}} with "id":"${id}"`,
  });
};

/** Names, rooms and topics that change. */
export const rooms = (tongue: ProtocolDriver): readonly Check[] => [
  {
    id: 'renamed',
    rule: 'rename {name}: everybody in the room gets renamed {seq, at, room, from, to}, the asker with its id',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const [name, id] = [stage.names.name('s'), stage.uniqueText()];
      ask(sender, 'rename', { name, id });
      const renamed = { from: sender.name, to: name };
      const fields = await expectObject(others, object('renamed', renamed));
      hasShape(others, fields, { seq: 'number', at: 'time', room: 'text' });
      await sender.expectLine(object('renamed', { ...renamed, id }));
    },
  },
  {
    id: 'rename-taken',
    rule: 'rename to a name that somebody has gets error with its id',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const id = stage.uniqueText();
      ask(sender, 'rename', { name: others.name, id });
      await sender.expectLine(answerTo(id, 'error'));
    },
  },
  {
    id: 'join-room',
    rule: 'join {room}: entered with its id; left to the old room, joined to the new; words stay in theirs',
    run: async (stage) => {
      const { others, sender } = await joinPair(tongue, stage);
      const [witness, newcomer] = [
        await tongue.entrance.join(stage, 'others'),
        await tongue.entrance.join(stage, 'newcomer'),
      ];
      const room = stage.names.name('z');
      await moves(newcomer, stage, room);
      await moves(sender, stage, room);
      await others.expectLine(object('left', { name: sender.name }));
      await newcomer.expectLine(object('joined', { name: sender.name, room }));
      await exchangeMarker(tongue, stage, [sender, newcomer]);
      const later = await exchangeMarker(tongue, stage, [witness, others]);
      others.expectNone(
        later,
        (line) => line.includes('said') && line.includes(sender.name),
        'nothing of another room',
      );
    },
  },
  {
    id: 'topic',
    rule: 'topic {text}: all in the room get topic {room, text}, the asker with its id; entered then has it',
    run: async (stage) => {
      const [others, sender] = [
        await tongue.entrance.join(stage, 'others'),
        await tongue.entrance.join(stage, 'sender'),
      ];
      const [room, text, id] = [stage.names.name('z'), stage.uniqueText(), stage.uniqueText()];
      for (const client of [others, sender]) await moves(client, stage, room);
      ask(sender, 'topic', { text, id });
      await others.expectLine(object('topic', { room, text }));
      await sender.expectLine(object('topic', { room, text, id }));
      const newcomer = await tongue.entrance.connectToPrompt(stage, 'newcomer');
      ask(newcomer, 'enter', { name: newcomer.name, room });
      await newcomer.expectLine(object('entered', { room, topic: text }));
    },
  },
];
