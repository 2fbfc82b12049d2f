import { only } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import type { Query, Question } from '../model/command';
import type { Draft } from './draft';
import { before } from '../model/history';
import type { Name } from '../text/name';
import { refuse, withClient } from './guards';
import { inForce } from '../model/sanctions';
import type { Client } from '../model/state';

/** Answers a question from the draft as it stands. */
export const answer = (draft: Draft, { client: id, command }: Query): void => {
  switch (command.kind) {
    case 'reply':
      return draft.tell(only(id), command.fact);
    case 'part':
      return draft.tell(only(id), { kind: 'ended' });
    case 'sanctions':
      return listSanctions(draft, id, command.of);
    case 'rooms':
      return listRooms(draft, id);
    case 'who':
      if (id === SERVER) return listAll(draft);
      return withClient(draft, id, ({ room, operator }) =>
        draft.tell(only(id), draft.members(room, operator)),
      );
    case 'ask-topic':
      return withClient(draft, id, (client) => tellTopic(draft, client));
    case 'history':
      return withClient(draft, id, (client) => recall(draft, client, command));
    case 'ignore':
      return withClient(draft, id, () => findIgnored(draft, id, command.name));
  }
};

const listRooms = (draft: Draft, id: ClientId): void => {
  const list = () => draft.tell(only(id), draft.roomList());
  if (id === SERVER) list();
  else withClient(draft, id, list);
};

/** The server is in no room, and sees all of them. */
const listAll = (draft: Draft): void => {
  const inhabited = [...draft.rooms].filter(([, { members }]) => members.size > 0);
  for (const [key] of inhabited) draft.tell(only(SERVER), draft.members(key, true));
  if (inhabited.length === 0) refuse(draft, SERVER, 'nobody', 'nobody is here');
};

const tellTopic = (draft: Draft, { id, room: key }: Client): void => {
  const room = draft.room(key);
  draft.tell(only(id), { kind: 'topic-is', room: room?.name ?? key, text: room?.topic ?? '' });
};

const recall = (
  draft: Draft,
  { id, room: key }: Client,
  { limit, before: seq }: Question & { kind: 'history' },
): void => {
  const room = draft.room(key);
  if (!room) return;
  const history = before(room.history, seq ?? Infinity, limit);
  const asked = { limit, ...(seq !== undefined && { before: seq }) };
  draft.tell(only(id), { kind: 'history', room: room.name, key, seq: draft.seq + 1, ...asked, history });
};

/** Who is not here can't be found; it may be one that is ignored since it was. */
const findIgnored = (draft: Draft, id: ClientId, name: Name | undefined): void => {
  if (!name) return draft.tell(only(id), { kind: 'ignore' });
  const client = draft.named(name);
  if (client?.id === id) return refuse(draft, id, 'no-change', 'that is you');
  const found = client ? { name: client.name.text, client: client.id } : { name: name.text };
  draft.tell(only(id), { kind: 'ignore', ...found });
};

const listSanctions = (draft: Draft, id: ClientId, of: 'bans' | 'mutes'): void => {
  if (id !== SERVER && !draft.client(id)?.operator)
    return refuse(draft, id, 'operators-only', 'only operators may do that');
  const dated = inForce(draft[of], draft.time).map(({ whom, until }) =>
    until === undefined ? { whom } : { whom, until: draft.dateOf(until) },
  );
  draft.tell(only(id), { kind: 'sanctions', of, sanctions: dated });
};
