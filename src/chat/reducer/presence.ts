import { toAll, roomExcept, toRoom, toClient } from '../model/audience';
import { SERVER, type ClientId } from '../model/client-id';
import { clientNetwork } from '../text/client-network';
import type { CommandOf, Enter, Parting, ResumeSession } from '../model/command';
import type { Draft } from './draft';
import { LOBBY } from '../model/lobby';
import type { Name } from '../text/name';
import type { Ended, MemberSummary, Entered } from '../model/events';
import { describeRemaining, activeMute, emitError, ifEntered, ifNotMuted } from './guards';
import { addressKey, activeSanction, type Sanction } from '../model/sanctions';
import type { Client, ResumePoint, Room } from '../model/state';

/** How many members the welcome names: a full list each would be O(n²) in a join storm. */
const MAX_NAMES_IN_WELCOME = 100;

/** A client as it enters: it is no operator yet. */
const newClient = (
  draft: Draft,
  who: Pick<Client, 'id' | 'name' | 'room' | 'remote'>,
  tokenHash: string | undefined,
): Client => ({ ...who, since: draft.time, operator: false, ...optionalTokenHash(tokenHash) });

export const enter = (draft: Draft, id: ClientId, order: Enter): void => {
  const { name, room: roomName, remote = '', after, resumeTokenHash } = order;
  if (!checkNotBanned(draft, id, remote) || !checkNameAvailable(draft, id, name)) return;
  const room = draft.roomKey(roomName);
  if (!draft.ensureRoomSlot(room)) return emitTooManyRooms(draft, id);
  const client = newClient(draft, { id, name, room, remote }, resumeTokenHash);
  registerResumePoint(draft, client);
  addToRoom(draft, client, roomName.text, after === undefined ? {} : { after });
};

/** Resumes a session by its token. An old connection that still seems open is closed first. */
export const resumeSession = (
  draft: Draft,
  id: ClientId,
  { tokenHash, remote = '', nextTokenHash }: ResumeSession,
): void => {
  const found = draft.resumePoint(tokenHash);
  const held = found && draft.client(found.client);
  const ghost = held?.resumeTokenHash === tokenHash ? held : undefined;
  if (!found || (!ghost && found.expiresAt <= draft.time))
    return emitError(draft, id, 'invalid-token', 'that word is unknown or expired: enter a name');
  if (!checkNotBanned(draft, id, remote)) return;
  if (!checkNameAvailable(draft, id, ghost?.name ?? found.name, ghost?.id)) return;
  if (ghost) evictGhost(draft, ghost);
  const { name, lastOwnSeq, leftSeq, ...where } = draft.resumePoint(tokenHash) ?? found;
  const isThere = draft.ensureRoomSlot(where.room);
  const [room, roomName] = isThere ? [where.room, where.roomName] : [LOBBY.keys[0], LOBBY.text];
  const client = newClient(draft, { id, name, room, remote }, nextTokenHash);
  draft.dropResumePoint(tokenHash);
  registerResumePoint(draft, client);
  addToRoom(draft, client, roomName, { after: lastOwnSeq, left: leftSeq });
  if (ghost) draft.removeIfEmpty(ghost.room);
};

/** Moves to another room: joins it first, so that the mover does not receive its own leave. */
export const join = (draft: Draft, id: ClientId, { room: roomName }: CommandOf<'join'>): void =>
  ifEntered(draft, id, (client) => {
    const key = draft.roomKey(roomName);
    if (key === client.room) return emitError(draft, id, 'no-change', 'you are already in that room');
    if (!draft.ensureRoomSlot(key, client)) return emitTooManyRooms(draft, id);
    addToRoom(draft, { ...client, room: key, since: draft.time }, roomName.text);
    if (client.resumeTokenHash !== undefined) draft.recordLastMessage(id);
    removeFromRoom(draft, client, {});
  });

/** Also ends a client whose entry failed: other clients get no event. */
export const leave = (draft: Draft, id: ClientId, { reason, by }: Parting): void => {
  const client = draft.client(id);
  // A reason would let a muted client send a text.
  const mayTell = by !== undefined || !client || !activeMute(draft, client);
  const why = mayTell ? optionalParting(reason, by) : {};
  if (client) return removeClient(draft, client, why);
  draft.signal(toClient(id), { kind: 'ended', ...why });
};

/** Ends a client that has never entered: other clients get no event. */
export const end = (draft: Draft, id: ClientId): void => draft.signal(toClient(id), { kind: 'ended' });

/** Ends a ghost. Its room stays, even if empty: the client is about to enter it again. */
const evictGhost = (draft: Draft, ghost: Client): void => {
  draft.signal(toClient(ghost.id), { kind: 'ended' });
  draft.dropClient(ghost);
  updateResumePoint(draft, ghost);
  draft.removeMember(ghost.room, ghost.id);
  emitLeft(draft, ghost, {});
};

/** Ends a client that is in. */
export const removeClient = (draft: Draft, client: Client, why: Parting, code?: Ended['code']): void => {
  draft.signal(toClient(client.id), { kind: 'ended', ...why, ...(code && { code }) });
  draft.dropClient(client);
  updateResumePoint(draft, client);
  removeFromRoom(draft, client, why);
};

export const rename = (draft: Draft, id: ClientId, { name }: CommandOf<'rename'>): void =>
  ifNotMuted(draft, id, (client) => {
    if (name.text === client.name.text) return emitError(draft, id, 'no-change', 'that is already your name');
    if (!checkNameAvailable(draft, id, name)) return;
    draft.releaseName(client);
    draft.putClient({ ...client, name });
    const room = draft.room(client.room)?.name ?? client.room;
    const [from, to] = [client.name.text, name.text];
    draft.emit(roomExcept(id, client.room), { kind: 'renamed', seq: draft.seq, client: id, room, from, to });
  });

export const removeAll = (draft: Draft, _: ClientId, { text }: CommandOf<'remove-all'>): void => {
  for (const client of draft.clients) updateResumePoint(draft, client);
  draft.removeAll();
  if (text === undefined) return;
  draft.emit(toAll, { kind: 'announced', text });
  draft.signal(toAll, { kind: 'ended', reason: text, by: SERVER, code: 'shutdown' });
};

/** How long a resume token is valid after the leave. */
const RESUME_TOKEN_TTL_MS = 7 * 86_400_000;

/** It is in, and may be picked up by a word. */
const registerResumePoint = (draft: Draft, { id, name, remote, room, resumeTokenHash }: Client): void => {
  if (resumeTokenHash === undefined) return;
  const { seq: lastOwnSeq, time } = draft;
  draft.putResumePoint(resumeTokenHash, {
    client: id,
    name,
    ...optionalAddress(remote),
    room,
    roomName: room,
    lastOwnSeq,
    leftSeq: 0,
    expiresAt: time + RESUME_TOKEN_TTL_MS,
  });
};

const optionalAddress = (remote: string): Pick<ResumePoint, 'address'> => {
  const address = clientNetwork(remote);
  return address === undefined ? {} : { address };
};

const optionalTokenHash = (resumeTokenHash: string | undefined): Pick<Client, 'resumeTokenHash'> =>
  resumeTokenHash === undefined ? {} : { resumeTokenHash };

/** Records a leave: the room, and the last command. */
const updateResumePoint = (draft: Draft, { id, name, remote, room, resumeTokenHash }: Client): void => {
  const lastMessageSeq = draft.takeLastMessage(id);
  const resume = resumeTokenHash === undefined ? undefined : draft.resumePoint(resumeTokenHash);
  if (resumeTokenHash === undefined || !resume) return;
  const roomName = draft.room(room)?.name ?? room;
  const lastOwnSeq = Math.max(resume.lastOwnSeq, lastMessageSeq);
  draft.putResumePoint(resumeTokenHash, {
    client: id,
    name,
    ...optionalAddress(remote),
    room,
    roomName,
    lastOwnSeq,
    leftSeq: draft.seq,
    expiresAt: draft.time + RESUME_TOKEN_TTL_MS,
  });
};

const addToRoom = (
  draft: Draft,
  client: Client,
  text: string,
  more: Pick<Entered, 'after' | 'left'> = {},
): void => {
  const { id, name, room: key } = client;
  const room = draft.editRoom(key, text);
  const others = summarizeMembers(draft, room);
  draft.putClient(client);
  draft.addMember(room, id);
  const { seq } = draft;
  const { name: shown, topic, history } = room;
  draft.emit(toRoom(key), { kind: 'joined', seq, client: id, room: shown, name: name.text });
  const fact = { seq, name: name.text, room: shown, key, topic, others, history, ...more };
  draft.emit(toClient(id), { kind: 'entered', ...fact });
};

const removeFromRoom = (draft: Draft, client: Client, why: Parting): void => {
  emitLeft(draft, client, why);
  draft.removeMember(client.room, client.id);
  draft.removeIfEmpty(client.room);
};

const emitLeft = (draft: Draft, { name, room: key }: Client, why: Parting): void => {
  const room = draft.room(key)?.name ?? key;
  draft.emit(toRoom(key), { kind: 'left', seq: draft.seq, room, name: name.text, ...why });
};

const optionalParting = (reason: string | undefined, by: string | undefined): Parting => ({
  ...(reason !== undefined && { reason }),
  ...(by !== undefined && { by }),
});

const summarizeMembers = (draft: Draft, room: Room): MemberSummary => {
  const names: string[] = [];
  for (const id of room.members) {
    if (names.length === MAX_NAMES_IN_WELCOME) break;
    const client = draft.client(id);
    if (client) names.push(client.name.text);
  }
  return { names, count: room.members.size };
};

/** Whether a client may enter; otherwise it gets the error. */
const checkNotBanned = (draft: Draft, id: ClientId, remote: string): boolean => {
  if (draft.client(id)) {
    emitError(draft, id, 'entered-already', 'you have already entered');
    return false;
  }
  const ban = activeBan(draft, remote);
  if (ban) emitError(draft, id, 'banned', `you are banned ${describeRemaining(ban, draft.time)}`);
  return !ban;
};

const activeBan = (draft: Draft, remote: string): Sanction | undefined => {
  const address = clientNetwork(remote);
  return address === undefined ? undefined : activeSanction(draft.bans, [addressKey(address)], draft.time);
};

/** Whether a client may have a name that nobody has, or that `holder` has; it is told why not. */
const checkNameAvailable = (draft: Draft, id: ClientId, name: Name, holder = id): boolean => {
  const { text, keys } = name;
  if (keys.some((key) => (draft.ownerOf(key) ?? holder) !== holder)) {
    emitError(draft, id, 'name-taken', `the name ${text} is taken, or looks like one that is`);
    return false;
  }
  const ban = activeSanction(draft.bans, keys, draft.time);
  if (ban)
    emitError(draft, id, 'bad-name', `the name ${text} is banned ${describeRemaining(ban, draft.time)}`);
  return !ban;
};

const emitTooManyRooms = (draft: Draft, id: ClientId): void =>
  emitError(draft, id, 'too-many-rooms', `there are already ${draft.limits.rooms} rooms: join one of them`);
