import { everybody, fromIn, inRoom, only } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import { addressOf } from '../text/client-network';
import type { Enter, Parting, ResumeSession } from '../model/command';
import type { Draft } from './draft';
import { LOBBY } from '../model/lobby';
import type { Name } from '../text/name';
import type { Company, Entered } from '../model/events';
import { howLong, muteOn, refuse, withClient, withVoice } from './guards';
import { addressKey, sanctionOn, type Sanction } from '../model/sanctions';
import type { Client, ResumePoint, Room } from '../model/state';

/** How many of those already there a newcomer is told by name: a full list each would be O(n²) in a join storm. */
const NAMED = 100;

export const enter = (draft: Draft, id: ClientId, order: Enter): void => {
  const { name, room: roomName, remote = '', after, resumeTokenHash } = order;
  if (!mayEnter(draft, id, remote) || !mayBeCalled(draft, id, name)) return;
  const room = draft.roomKey(roomName);
  if (!draft.hasRoomFor(room)) return refuseRoom(draft, id);
  const client = { id, name, room, remote, since: draft.time, operator: false, ...hashOf(resumeTokenHash) };
  arrive(draft, client);
  come(draft, client, roomName.text, after === undefined ? {} : { after });
};

/** Enters where somebody left who knew the word. If that one still seems to be here, it goes: it is not waited for. */
export const pickUp = (
  draft: Draft,
  id: ClientId,
  { tokenHash, remote = '', nextTokenHash }: ResumeSession,
): void => {
  const found = draft.resume(tokenHash);
  const held = found && draft.client(found.client);
  const ghost = held?.resumeTokenHash === tokenHash ? held : undefined;
  if (!found || (!ghost && found.expiresAt <= draft.time))
    return refuse(draft, id, 'invalid-token', 'that word is not known, or has run out: give a name');
  if (!mayEnter(draft, id, remote)) return;
  if (!mayBeCalled(draft, id, ghost?.name ?? found.name, ghost?.id)) return;
  if (ghost) giveWay(draft, ghost);
  const { name, lastOwnSeq, leftSeq, ...where } = draft.resume(tokenHash) ?? found;
  const isThere = draft.hasRoomFor(where.room);
  const [room, roomName] = isThere ? [where.room, where.roomName] : [LOBBY.keys[0], LOBBY.text];
  const client = { id, name, room, remote, since: draft.time, operator: false, ...hashOf(nextTokenHash) };
  draft.dropResume(tokenHash);
  arrive(draft, client);
  come(draft, client, roomName, { after: lastOwnSeq, left: leftSeq });
  if (ghost) draft.dropIfVoid(ghost.room);
};

/** To another room: there first, so that the mover does not hear of its own leave. */
export const join = (draft: Draft, id: ClientId, roomName: Name): void =>
  withClient(draft, id, (client) => {
    const key = draft.roomKey(roomName);
    if (key === client.room) return refuse(draft, id, 'no-change', 'you are in that room already');
    if (!draft.hasRoomFor(key, client)) return refuseRoom(draft, id);
    come(draft, { ...client, room: key, since: draft.time }, roomName.text);
    if (client.resumeTokenHash !== undefined) draft.noteSpoken(id);
    go(draft, client, {});
  });

/** Also ends one that asked to enter and was refused: nobody else hears of that. */
export const leave = (draft: Draft, id: ClientId, { reason, by }: Parting): void => {
  const client = draft.client(id);
  // Its own words would let who is muted speak.
  const mayTell = by !== undefined || !client || !muteOn(draft, client);
  const why = mayTell ? partingOf(reason, by) : {};
  if (client) return showOut(draft, client, why);
  draft.tell(only(id), { kind: 'ended', ...why });
};

/** Ends a ghost. Its room stays, also if nobody else is in it: it is about to be come to again. */
const giveWay = (draft: Draft, ghost: Client): void => {
  draft.tell(only(ghost.id), { kind: 'ended' });
  draft.dropClient(ghost);
  rememberWord(draft, ghost);
  draft.removeMember(ghost.room, ghost.id);
  tellLeft(draft, ghost, {});
};

/** Ends a client that is in. */
export const showOut = (draft: Draft, client: Client, why: Parting): void => {
  draft.tell(only(client.id), { kind: 'ended', ...why });
  draft.dropClient(client);
  rememberWord(draft, client);
  go(draft, client, why);
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

export const removeAll = (draft: Draft, text: string | undefined): void => {
  for (const client of draft.clients) rememberWord(draft, client);
  draft.removeAll();
  if (text === undefined) return;
  draft.tell(everybody, { kind: 'announced', text });
  draft.tell(everybody, { kind: 'ended', reason: text, by: SERVER });
};

/** For how long somebody may pick up where it left. */
const WORD_HOLDS = 7 * 86_400_000;

/** It is in, and may be picked up by a word. */
const arrive = (draft: Draft, { id, name, remote, room, resumeTokenHash }: Client): void => {
  if (resumeTokenHash === undefined) return;
  const { seq: lastOwnSeq, time } = draft;
  draft.putResume(resumeTokenHash, {
    client: id,
    name,
    ...addressIn(remote),
    room,
    roomName: room,
    lastOwnSeq,
    leftSeq: 0,
    expiresAt: time + WORD_HOLDS,
  });
};

const addressIn = (remote: string): Pick<ResumePoint, 'address'> => {
  const address = addressOf(remote);
  return address === undefined ? {} : { address };
};

const hashOf = (resumeTokenHash: string | undefined): Pick<Client, 'resumeTokenHash'> =>
  resumeTokenHash === undefined ? {} : { resumeTokenHash };

/** It leaves: where, and when it was last heard of. */
const rememberWord = (draft: Draft, { id, name, remote, room, resumeTokenHash }: Client): void => {
  const lastMessageSeq = draft.takeSpoken(id);
  const resume = resumeTokenHash === undefined ? undefined : draft.resume(resumeTokenHash);
  if (resumeTokenHash === undefined || !resume) return;
  const roomName = draft.room(room)?.name ?? room;
  const lastOwnSeq = Math.max(resume.lastOwnSeq, lastMessageSeq);
  draft.putResume(resumeTokenHash, {
    client: id,
    name,
    ...addressIn(remote),
    room,
    roomName,
    lastOwnSeq,
    leftSeq: draft.seq,
    expiresAt: draft.time + WORD_HOLDS,
  });
};

const come = (
  draft: Draft,
  client: Client,
  text: string,
  more: Pick<Entered, 'after' | 'left'> = {},
): void => {
  const { id, name, room: key } = client;
  const room = draft.editRoom(key, text);
  const others = company(draft, room);
  draft.putClient(client);
  draft.addMember(room, id);
  const { seq } = draft;
  const { name: shown, topic, history } = room;
  draft.tell(inRoom(key), { kind: 'joined', seq, client: id, room: shown, name: name.text });
  const fact = { seq, name: name.text, room: shown, key, topic, others, history, ...more };
  draft.tell(only(id), { kind: 'entered', ...fact });
};

const go = (draft: Draft, client: Client, why: Parting): void => {
  tellLeft(draft, client, why);
  draft.removeMember(client.room, client.id);
  draft.dropIfVoid(client.room);
};

const tellLeft = (draft: Draft, { name, room: key }: Client, why: Parting): void => {
  const room = draft.room(key)?.name ?? key;
  draft.tell(inRoom(key), { kind: 'left', seq: draft.seq, room, name: name.text, ...why });
};

const partingOf = (reason: string | undefined, by: string | undefined): Parting => ({
  ...(reason !== undefined && { reason }),
  ...(by !== undefined && { by }),
});

const company = (draft: Draft, room: Room): Company => {
  const names: string[] = [];
  for (const id of room.members) {
    if (names.length === NAMED) break;
    const client = draft.client(id);
    if (client) names.push(client.name.text);
  }
  return { names, count: room.members.size };
};

/** Whether a client may come in at all; it is told why not. */
const mayEnter = (draft: Draft, id: ClientId, remote: string): boolean => {
  if (draft.client(id)) {
    refuse(draft, id, 'entered-already', 'you are in already');
    return false;
  }
  const ban = banOn(draft, remote);
  if (ban) refuse(draft, id, 'banned', `you are banned ${howLong(ban, draft.time)}`);
  return !ban;
};

const banOn = (draft: Draft, remote: string): Sanction | undefined => {
  const address = addressOf(remote);
  return address === undefined ? undefined : sanctionOn(draft.bans, [addressKey(address)], draft.time);
};

/** Whether a client may have a name that nobody has, or that `holder` has; it is told why not. */
const mayBeCalled = (draft: Draft, id: ClientId, name: Name, holder = id): boolean => {
  const { text, keys } = name;
  if (keys.some((key) => (draft.holder(key) ?? holder) !== holder)) {
    refuse(draft, id, 'name-taken', `the name ${text} is taken, or looks like one that is`);
    return false;
  }
  const ban = sanctionOn(draft.bans, keys, draft.time);
  if (ban) refuse(draft, id, 'bad-name', `the name ${text} is banned ${howLong(ban, draft.time)}`);
  return !ban;
};

const refuseRoom = (draft: Draft, id: ClientId): void =>
  refuse(draft, id, 'too-many-rooms', `there are ${draft.limits.rooms} rooms already: join one of them`);
