import { everybody, fromIn, inRoom, only } from './audience';
import type { ClientId } from './client-id';
import { addressOf } from './address-of';
import type { Enter } from './command';
import type { Draft } from './draft';
import type { Name } from './name';
import type { Company } from './notice';
import { howLong, muteOn, refuse, withClient, withVoice } from './refuse';
import { addressKey, sanctionOn, type Sanction } from './sanctions';
import type { Client, Room } from './state';

/** How many of those already there a newcomer is told by name: a full list each would be O(n²) in a join storm. */
const NAMED = 100;

export const enter = (
  draft: Draft,
  id: ClientId,
  { name, room: roomName, remote = '', after }: Enter,
): void => {
  if (draft.client(id)) return refuse(draft, id, 'entered-already', 'you are in already');
  const ban = banOn(draft, remote);
  if (ban) return refuse(draft, id, 'banned', `you are banned ${howLong(ban, draft.at)}`);
  if (!mayBeCalled(draft, id, name)) return;
  const room = draft.roomKey(roomName);
  if (!draft.hasRoomFor(room)) return refuseRoom(draft, id);
  const client = { id, name, room, remote, since: draft.at, operator: false };
  come(draft, client, roomName, after);
};

/** To another room: there first, so that the mover does not hear of its own leave. */
export const join = (draft: Draft, id: ClientId, roomName: Name): void =>
  withClient(draft, id, (client) => {
    const key = draft.roomKey(roomName);
    if (key === client.room) return refuse(draft, id, 'no-change', 'you are in that room already');
    if (!draft.hasRoomFor(key, client)) return refuseRoom(draft, id);
    come(draft, { ...client, room: key, since: draft.at }, roomName);
    go(draft, client, undefined);
  });

/** Also ends one that asked to enter and was refused: nobody else hears of that. */
export const leave = (draft: Draft, id: ClientId, reason: string | undefined): void => {
  const client = draft.client(id);
  // A reason would let who is muted speak.
  const said = client && muteOn(draft, client) ? undefined : reason;
  if (client) return showOut(draft, client, said);
  draft.tell(only(id), { kind: 'ended', ...because(said) });
};

/** Ends a client that is in. */
export const showOut = (draft: Draft, client: Client, reason: string | undefined): void => {
  draft.tell(only(client.id), { kind: 'ended', ...because(reason) });
  draft.dropClient(client);
  go(draft, client, reason);
};

export const rename = (draft: Draft, id: ClientId, name: Name): void =>
  withVoice(draft, id, (client) => {
    if (name.text === client.name.text) return refuse(draft, id, 'no-change', 'that is your name already');
    if (!mayBeCalled(draft, id, name)) return;
    draft.freeName(client);
    draft.putClient({ ...client, name });
    const room = draft.room(client.room)?.name ?? client.room;
    const [from, to] = [client.name.text, name.text];
    draft.tell(fromIn(id, client.room), { kind: 'renamed', seq: draft.seq, client: id, room, from, to });
  });

export const vacate = (draft: Draft, text: string): void => {
  draft.vacate();
  draft.tell(everybody, { kind: 'announced', text });
  draft.tell(everybody, { kind: 'ended', reason: text });
};

const come = (draft: Draft, client: Client, { text }: Name, after?: number): void => {
  const { id, name, room: key } = client;
  const room = draft.editRoom(key, text);
  const others = company(draft, room);
  draft.putClient(client);
  draft.addMember(room, id);
  const { seq } = draft;
  const { name: shown, topic, history } = room;
  draft.tell(inRoom(key), { kind: 'joined', seq, client: id, room: shown, name: name.text });
  const seen = after === undefined ? {} : { after };
  const fact = { seq, name: name.text, room: shown, key, topic, others, history, ...seen };
  draft.tell(only(id), { kind: 'entered', ...fact });
};

const go = (draft: Draft, { id, name, room: key }: Client, reason: string | undefined): void => {
  const room = draft.room(key)?.name ?? key;
  draft.dropMember(key, id);
  draft.tell(inRoom(key), { kind: 'left', seq: draft.seq, room, name: name.text, ...because(reason) });
};

const because = (reason: string | undefined): { readonly reason?: string } =>
  reason === undefined ? {} : { reason };

const company = (draft: Draft, room: Room): Company => {
  const names: string[] = [];
  for (const id of room.members) {
    if (names.length === NAMED) break;
    const client = draft.client(id);
    if (client) names.push(client.name.text);
  }
  return { names, count: room.members.size };
};

const banOn = (draft: Draft, remote: string): Sanction | undefined => {
  const address = addressOf(remote);
  return address === undefined ? undefined : sanctionOn(draft.bans, [addressKey(address)], draft.at);
};

/** Whether a client may have a name; it is told why not. */
const mayBeCalled = (draft: Draft, id: ClientId, name: Name): boolean => {
  const { text, keys } = name;
  if (keys.some((key) => (draft.holder(key) ?? id) !== id)) {
    refuse(draft, id, 'name-taken', `the name ${text} is taken, or looks like one that is`);
    return false;
  }
  const ban = sanctionOn(draft.bans, keys, draft.at);
  if (ban) refuse(draft, id, 'bad-name', `the name ${text} is banned ${howLong(ban, draft.at)}`);
  return !ban;
};

const refuseRoom = (draft: Draft, id: ClientId): void =>
  refuse(draft, id, 'too-many-rooms', `there are ${draft.limits.rooms} rooms already: join one of them`);
