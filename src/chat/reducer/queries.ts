import { toClient } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import type { CommandOf } from '../model/command';
import type { Draft } from './draft';
import { lastBefore } from '../model/history';
import { emitError, ifEntered } from './guards';
import { inForce } from '../model/sanctions';

export const emitReply = (draft: Draft, id: ClientId, { fact }: CommandOf<'reply'>): void =>
  draft.emit(toClient(id), fact);

export const listRooms = (draft: Draft, id: ClientId): void => {
  const list = () => draft.emit(toClient(id), draft.roomList());
  if (id === SERVER) list();
  else ifEntered(draft, id, list);
};

export const listMembers = (draft: Draft, id: ClientId): void =>
  id === SERVER
    ? listAllMembers(draft)
    : ifEntered(draft, id, ({ room, operator }) => draft.emit(toClient(id), draft.members(room, operator)));

/** The server is in no room, and sees all of them. */
const listAllMembers = (draft: Draft): void => {
  const inhabited = [...draft.rooms].filter(([, { members }]) => members.size > 0);
  for (const [key] of inhabited) draft.emit(toClient(SERVER), draft.members(key, true));
  if (inhabited.length === 0) emitError(draft, SERVER, 'nobody', 'nobody is here');
};

export const replyTopic = (draft: Draft, id: ClientId): void =>
  ifEntered(draft, id, ({ room: key }) => {
    const room = draft.room(key);
    draft.emit(toClient(id), { kind: 'topic-is', room: room?.name ?? key, text: room?.topic ?? '' });
  });

export const replyHistory = (
  draft: Draft,
  id: ClientId,
  { limit, before: seq }: CommandOf<'history'>,
): void =>
  ifEntered(draft, id, ({ room: key }) => {
    const room = draft.room(key);
    if (!room) return;
    const history = lastBefore(room.history, seq ?? Infinity, limit);
    const asked = { limit, ...(seq !== undefined && { before: seq }) };
    draft.emit(toClient(id), {
      kind: 'history',
      room: room.name,
      key,
      seq: draft.seq + 1,
      ...asked,
      history,
    });
  });

/** A client that is not connected cannot be found; it may be on the ignore list. */
export const resolveIgnored = (draft: Draft, id: ClientId, { name }: CommandOf<'ignore'>): void =>
  ifEntered(draft, id, () => {
    if (!name) return draft.signal(toClient(id), { kind: 'ignore' });
    const client = draft.findByName(name);
    if (client?.id === id) return emitError(draft, id, 'no-change', 'you cannot ignore yourself');
    const found = client ? { name: client.name.text, client: client.id } : { name: name.text };
    draft.signal(toClient(id), { kind: 'ignore', ...found });
  });

export const listSanctions = (draft: Draft, id: ClientId, { of }: CommandOf<'sanctions'>): void => {
  if (id !== SERVER && !draft.client(id)?.operator)
    return emitError(draft, id, 'operators-only', 'only operators may do that');
  const dated = inForce(draft[of], draft.time).map(({ whom, until }) =>
    until === undefined ? { whom } : { whom, until: draft.dateOf(until) },
  );
  draft.emit(toClient(id), { kind: 'sanctions', of, sanctions: dated });
};
