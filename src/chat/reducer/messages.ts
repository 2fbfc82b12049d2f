import { roomExcept, toClient } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import type { CommandOf } from '../model/command';
import type { Draft } from './draft';
import { append } from '../model/history';
import type { Message } from '../model/message';
import { ifPresent, ifNotMuted } from './guards';

export const say = (draft: Draft, id: ClientId, { kind, text }: CommandOf<'say' | 'act'>): void =>
  ifNotMuted(draft, id, ({ name, room: key, resumeTokenHash }) => {
    const room = draft.editRoom(key, key);
    if (resumeTokenHash !== undefined) draft.recordLastMessage(id);
    const message: Message = {
      kind: kind === 'say' ? 'said' : 'acted',
      seq: draft.seq,
      at: draft.at,
      client: id,
      from: name.text,
      room: room.name,
      text,
    };
    room.history = append(room.history, message, draft.limits.history);
    draft.emit(roomExcept(id, key), message);
  });

/** Two clients receive it, and no history has it. */
export const sendPrivate = (draft: Draft, id: ClientId, { to, text }: CommandOf<'tell'>): void => {
  const tellAs = (from: string) =>
    ifPresent(draft, id, to, (other) => {
      // One event for both: the sender must learn whether the receiver got it.
      const fact = { kind: 'told', client: id, from, to: other.name.text, text } as const;
      for (const client of new Set([other.id, id])) draft.emit(toClient(client), fact);
    });
  if (id === SERVER) tellAs(SERVER);
  else ifNotMuted(draft, id, ({ name }) => tellAs(name.text));
};

export const setTopic = (draft: Draft, id: ClientId, { text }: CommandOf<'topic'>): void =>
  ifNotMuted(draft, id, ({ name, room: key }) => {
    const room = draft.editRoom(key, key);
    draft.setTopic(room, text);
    draft.emit(roomExcept(id, key), {
      kind: 'topic',
      seq: draft.seq,
      room: room.name,
      from: name.text,
      text,
    });
  });
