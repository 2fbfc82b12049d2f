import type { ClientId } from './client-id';
import type { Enter, Query } from './command';
import { Draft } from './draft';
import { isEntry, type Entry, type Item } from './entry';
import { remember } from './history';
import type { Name } from './name';
import type { Message } from './message';
import type { Audience, Company, Notice } from './notice';
import type { ChatState, Client, Room } from './state';

/** What one batch led to. */
export interface Turn {
  readonly items: readonly Item[];
  /** The state after it. */
  readonly state: ChatState;
  readonly notices: readonly Notice[];
}

/** How many of those already there a newcomer is told by name: a full list each would be O(n²) in a join storm. */
const NAMED = 20;

/**
 * Folds one batch. Pure: the state it is given stays as it is.
 *
 * Folding a batch equals folding its two halves, so where the turns are cut changes nothing but the cost.
 */
export const applyTurn = (state: ChatState, items: readonly Item[]): Turn => {
  const draft = new Draft(state);
  for (const item of items) step(draft, item);
  return { items, state: draft.done(), notices: draft.notices };
};

const step = (draft: Draft, item: Item): void => {
  if (!isEntry(item)) return answer(draft, item);
  draft.seq = item.seq;
  draft.at = item.at;
  follow(draft, item);
};

const follow = (draft: Draft, entry: Entry): void => {
  const { client: id, command } = entry;
  switch (command.kind) {
    case 'limit':
      draft.limits = command.limits;
      return;
    case 'announce':
      return draft.tell(everybody, { kind: 'announced', text: command.text });
    case 'vacate':
      return vacate(draft, command.text);
    case 'enter':
      return enter(draft, entry, command);
    case 'say':
    case 'act':
      return withClient(draft, id, (client) => speak(draft, entry, client));
    case 'rename':
      return withClient(draft, id, (client) => rename(draft, client, command.name));
    case 'leave':
      return leave(draft, id, command.reason);
  }
};

const answer = (draft: Draft, { client: id, command }: Query): void => {
  switch (command.kind) {
    case 'reply':
      return draft.tell(only(id), command.fact);
    case 'part':
      return draft.tell(only(id), { kind: 'ended' });
    case 'who':
      return withClient(draft, id, (client) => listMembers(draft, client));
  }
};

const enter = (draft: Draft, { client: id, seq }: Entry, order: Enter): void => {
  const { name, room: roomName, remote = '' } = order;
  if (draft.client(id)) return refuse(draft, id, 'you are in already');
  if (taken(draft, id, name)) return refuseName(draft, id, name);
  const key = roomName.keys[0];
  const room = draft.editRoom(key, roomName.text);
  const others = company(draft, room);
  draft.putClient({ id, name, room: key, remote, since: draft.at });
  draft.addMember(room, id);
  draft.tell(inRoom(key), { kind: 'joined', seq, room: room.name, name: name.text });
  const { history } = room;
  draft.tell(only(id), { kind: 'entered', seq, name: name.text, room: room.name, key, others, history });
};

const speak = (draft: Draft, { seq, at, command }: Entry, { id, name, room: key }: Client): void => {
  if (command.kind !== 'say' && command.kind !== 'act') return;
  const room = draft.editRoom(key, key);
  const kind = command.kind === 'say' ? 'said' : 'acted';
  const message: Message = {
    kind,
    seq,
    at,
    client: id,
    from: name.text,
    room: room.name,
    text: command.text,
  };
  room.history = remember(room.history, message, draft.limits.history);
  draft.tell({ kind: 'room', room: key, except: id }, message);
};

const rename = (draft: Draft, client: Client, name: Name): void => {
  if (name.text === client.name.text) return refuse(draft, client.id, 'that is your name already');
  if (taken(draft, client.id, name)) return refuseName(draft, client.id, name);
  draft.freeName(client);
  draft.putClient({ ...client, name });
  const room = draft.room(client.room)?.name ?? client.room;
  const [from, to] = [client.name.text, name.text];
  draft.tell(inRoom(client.room), { kind: 'renamed', seq: draft.seq, client: client.id, room, from, to });
};

/** Also ends one that asked to enter and was refused: nobody else hears of that. */
const leave = (draft: Draft, id: ClientId, reason: string | undefined): void => {
  const because = reason === undefined ? {} : { reason };
  const client = draft.client(id);
  draft.tell(only(id), { kind: 'ended', ...because });
  if (!client) return;
  const room = draft.editRoom(client.room, client.room);
  draft.dropClient(client);
  draft.dropMember(room, client.id);
  draft.tell(inRoom(client.room), {
    kind: 'left',
    seq: draft.seq,
    room: room.name,
    name: client.name.text,
    ...because,
  });
  if (room.members.size === 0 && room.history.from === room.history.to) draft.dropRoom(client.room);
};

const vacate = (draft: Draft, text: string): void => {
  draft.vacate();
  draft.tell(everybody, { kind: 'announced', text });
  draft.tell(everybody, { kind: 'ended', reason: text });
};

const listMembers = (draft: Draft, { id, room: key }: Client): void => {
  const room = draft.room(key);
  if (!room) return;
  const members = draft.members(room);
  draft.tell(only(id), { kind: 'members', room: room.name, members });
};

const company = (draft: Draft, room: Room): Company => {
  const names: string[] = [];
  for (const id of room.members) {
    if (names.length === NAMED) break;
    const client = draft.client(id);
    if (client) names.push(client.name.text);
  }
  return { names, count: room.members.size };
};

const taken = (draft: Draft, id: ClientId, name: Name): boolean =>
  name.keys.some((key) => (draft.holder(key) ?? id) !== id);

const refuse = (draft: Draft, id: ClientId, text: string): void =>
  draft.tell(only(id), { kind: 'refused', code: 'bad-name', text });

const refuseName = (draft: Draft, id: ClientId, name: Name): void =>
  draft.tell(only(id), {
    kind: 'refused',
    code: 'name-taken',
    text: `the name ${name.text} is taken, or looks like one that is`,
  });

/** Who has left, or never entered, orders nothing. Its last commands may still be on their way; nobody hears of that. */
const withClient = (draft: Draft, id: ClientId, then: (client: Client) => void): void => {
  const client = draft.client(id);
  if (client) then(client);
  else draft.tell(only(id), { kind: 'refused', code: 'not-entered', text: 'give a name first' });
};

const everybody: Audience = { kind: 'everybody' };
const only = (client: ClientId): Audience => ({ kind: 'client', client });
const inRoom = (room: string): Audience => ({ kind: 'room', room });
