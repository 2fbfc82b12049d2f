import { roomExcept, toClient } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import type { CommandOf } from '../model/command';
import type { Draft } from './draft';
import { appendAll } from '../model/history';
import type { Message } from '../model/message';
import type { Client } from '../model/state';
import { ifPresent, ifNotMuted, speaker } from './guards';

export const say = (draft: Draft, id: ClientId, { kind, text }: CommandOf<'say' | 'act'>): void =>
  ifNotMuted(draft, id, (client) => {
    const [message] = addMessages(draft, client, kind === 'say' ? 'said' : 'acted', [text]);
    if (message) draft.emit(roomExcept(id, client.room), message);
  });

/** Several messages in a row. Each that is refused is refused by itself. */
export const talk = (draft: Draft, id: ClientId, { texts }: CommandOf<'talk'>): void => {
  const client = speaker(draft, id);
  if (client) {
    const messages = addMessages(draft, client, 'said', texts);
    return draft.emitMessages(roomExcept(id, client.room), messages);
  }
  for (let count = 1; count < texts.length; count++) speaker(draft, id);
  draft.seq += texts.length - 1;
};

/** Adds messages to the history of the room. The first has the `seq` of the draft; the draft then has that of the last. */
const addMessages = (
  draft: Draft,
  { id, name: { text: from }, room: key, resumeTokenHash }: Client,
  kind: Message['kind'],
  texts: readonly string[],
): readonly Message[] => {
  const room = draft.editRoom(key, key);
  const { name } = room;
  const { seq, at } = draft;
  const messages = texts.map((text, index): Message => ({
    kind,
    seq: seq + index,
    at,
    client: id,
    from,
    room: name,
    text,
  }));
  draft.seq = seq + texts.length - 1;
  if (resumeTokenHash !== undefined) draft.recordLastMessage(id);
  room.history = appendAll(room.history, messages, draft.limits.history);
  return messages;
};

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
