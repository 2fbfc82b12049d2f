import type { Check } from '../../runner/check';
import type { Client } from '../../client/client';
import { pair } from '../common/join-pair';
import type { Stage } from '../../client/context';
import { mark, type Tongue } from '../../client/protocol-driver';
import { answerTo, ask, gets, hasShape, object } from './wire';

/** Moves to a room, and waits until it is there. */
const moves = async (client: Client, stage: Stage, room: string) => {
  const id = stage.word();
  ask(client, 'join', { room, id });
  return gets(client, { ...answerTo(id, 'entered'), what: `entered {room: ${room}} with "id":"${id}"` });
};

/** Names, rooms and topics that change. */
export const rooms = (tongue: Tongue): readonly Check[] => [
  {
    id: 'renamed',
    rule: 'rename {name}: everybody in the room gets renamed {seq, at, room, from, to}, the asker with its id',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const [name, id] = [stage.names.name('s'), stage.word()];
      ask(sender, 'rename', { name, id });
      const renamed = { from: sender.name, to: name };
      const fields = await gets(others, object('renamed', renamed));
      hasShape(others, fields, { seq: 'number', at: 'time', room: 'text' });
      await sender.sees(object('renamed', { ...renamed, id }));
    },
  },
  {
    id: 'rename-taken',
    rule: 'rename to a name that somebody has gets error with its id',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const id = stage.word();
      ask(sender, 'rename', { name: others.name, id });
      await sender.sees(answerTo(id, 'error'));
    },
  },
  {
    id: 'join-room',
    rule: 'join {room}: entered with its id; left to the old room, joined to the new; words stay in theirs',
    run: async (stage) => {
      const { others, sender } = await pair(tongue, stage);
      const [witness, newcomer] = [
        await tongue.entrance.enter(stage, 'others'),
        await tongue.entrance.enter(stage, 'newcomer'),
      ];
      const room = stage.names.name('z');
      await moves(newcomer, stage, room);
      await moves(sender, stage, room);
      await others.sees(object('left', { name: sender.name }));
      await newcomer.sees(object('joined', { name: sender.name, room }));
      await mark(tongue, stage, [sender, newcomer]);
      const later = await mark(tongue, stage, [witness, others]);
      others.never(
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
        await tongue.entrance.enter(stage, 'others'),
        await tongue.entrance.enter(stage, 'sender'),
      ];
      const [room, text, id] = [stage.names.name('z'), stage.word(), stage.word()];
      for (const client of [others, sender]) await moves(client, stage, room);
      ask(sender, 'topic', { text, id });
      await others.sees(object('topic', { room, text }));
      await sender.sees(object('topic', { room, text, id }));
      const newcomer = await tongue.entrance.meet(stage, 'newcomer');
      ask(newcomer, 'enter', { name: newcomer.name, room });
      await newcomer.sees(object('entered', { room, topic: text }));
    },
  },
];
