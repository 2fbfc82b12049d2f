import { toClient } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import type { SequencedQuery, ReadCommand } from '../model/command';
import type { Draft } from './draft';
import { lastBefore } from '../model/history';
import type { Name } from '../text/name';
import { emitError, ifEntered } from './guards';
import { inForce } from '../model/sanctions';
import type { Client } from '../model/state';

/** Answers a question from the draft as it stands. */
export const answerQuery = (draft: Draft, { client: id, command }: SequencedQuery): void => {
  switch (command.kind) {
    case 'reply':
      return draft.emit(toClient(id), command.fact);
    case 'part':
      return draft.signal(toClient(id), { kind: 'ended' });
    case 'sanctions':
      return listSanctions(draft, id, command.of);
    case 'rooms':
      return listRooms(draft, id);
    case 'who':
      if (id === SERVER) return listAllMembers(draft);
      return ifEntered(draft, id, ({ room, operator }) =>
        draft.emit(toClient(id), draft.members(room, operator)),
      );
    case 'ask-topic':
      return ifEntered(draft, id, (client) => replyTopic(draft, client));
    case 'history':
      return ifEntered(draft, id, (client) => replyHistory(draft, client, command));
    case 'ignore':
      return ifEntered(draft, id, () => resolveIgnored(draft, id, command.name));
  }
};

const listRooms = (draft: Draft, id: ClientId): void => {
  const list = () => draft.emit(toClient(id), draft.roomList());
  if (id === SERVER) list();
  else ifEntered(draft, id, list);
};

/** The server is in no room, and sees all of them. */
const listAllMembers = (draft: Draft): void => {
  const inhabited = [...draft.rooms].filter(([, { members }]) => members.size > 0);
  for (const [key] of inhabited) draft.emit(toClient(SERVER), draft.members(key, true));
  if (inhabited.length === 0) emitError(draft, SERVER, 'nobody', 'nobody is here');
};

const replyTopic = (draft: Draft, { id, room: key }: Client): void => {
  const room = draft.room(key);
  draft.emit(toClient(id), { kind: 'topic-is', room: room?.name ?? key, text: room?.topic ?? '' });
};

const replyHistory = (
  draft: Draft,
  { id, room: key }: Client,
  { limit, before: seq }: ReadCommand & { kind: 'history' },
): void => {
  const room = draft.room(key);
  if (!room) return;
  const history = lastBefore(room.history, seq ?? Infinity, limit);
  const asked = { limit, ...(seq !== undefined && { before: seq }) };
  draft.emit(toClient(id), { kind: 'history', room: room.name, key, seq: draft.seq + 1, ...asked, history });
};

/** Who is not here can't be found; it may be one that is ignored since it was. */
const resolveIgnored = (draft: Draft, id: ClientId, name: Name | undefined): void => {
  if (!name) return draft.signal(toClient(id), { kind: 'ignore' });
  const client = draft.findByName(name);
  if (client?.id === id) return emitError(draft, id, 'no-change', 'that is you');
  const found = client ? { name: client.name.text, client: client.id } : { name: name.text };
  draft.signal(toClient(id), { kind: 'ignore', ...found });
};

const listSanctions = (draft: Draft, id: ClientId, of: 'bans' | 'mutes'): void => {
  if (id !== SERVER && !draft.client(id)?.operator)
    return emitError(draft, id, 'operators-only', 'only operators may do that');
  const dated = inForce(draft[of], draft.time).map(({ whom, until }) =>
    until === undefined ? { whom } : { whom, until: draft.dateOf(until) },
  );
  draft.emit(toClient(id), { kind: 'sanctions', of, sanctions: dated });
};
