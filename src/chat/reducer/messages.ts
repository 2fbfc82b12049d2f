import { fromIn, only } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import type { Order } from '../model/command';
import type { Draft } from './draft';
import { remember } from '../model/history';
import type { Message } from '../model/message';
import { withNamed, withVoice } from './guards';

type Words<Kind> = Order & { readonly kind: Kind };

export const speak = (draft: Draft, id: ClientId, { kind, text }: Words<'say' | 'act'>): void =>
  withVoice(draft, id, ({ name, room: key, resumeTokenHash }) => {
    const room = draft.editRoom(key, key);
    if (resumeTokenHash !== undefined) draft.noteSpoken(id);
    const message: Message = {
      kind: kind === 'say' ? 'said' : 'acted',
      seq: draft.seq,
      at: draft.at,
      client: id,
      from: name.text,
      room: room.name,
      text,
    };
    room.history = remember(room.history, message, draft.limits.history);
    draft.tell(fromIn(id, key), message);
  });

/** Two hear it, and no history has it. */
export const tell = (draft: Draft, id: ClientId, { to, text }: Words<'tell'>): void => {
  const tellAs = (from: string) =>
    withNamed(draft, id, to, (other) => {
      // One fact for both: whether the one heard it, the other has to be told.
      const fact = { kind: 'told', client: id, from, to: other.name.text, text } as const;
      for (const client of new Set([other.id, id])) draft.tell(only(client), fact);
    });
  if (id === SERVER) tellAs(SERVER);
  else withVoice(draft, id, ({ name }) => tellAs(name.text));
};

export const setTopic = (draft: Draft, id: ClientId, text: string): void =>
  withVoice(draft, id, ({ name, room: key }) => {
    const room = draft.editRoom(key, key);
    draft.setTopic(room, text);
    draft.tell(fromIn(id, key), { kind: 'topic', seq: draft.seq, room: room.name, from: name.text, text });
  });
