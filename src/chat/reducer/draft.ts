import type { ClientId } from '../model/client-id';
import type { Limits, WriteCommand } from '../model/command';
import { resumePointsToEvict } from './resume-eviction';
import type { JournalItem } from '../model/entry';
import { isEmpty } from '../model/history';
import type { Message } from '../model/message';
import { LayeredMap } from '../model/layered-map';
import { LOBBY } from '../model/lobby';
import type { Name } from '../text/name';
import type {
  Audience,
  ChatEvent,
  Member,
  MemberList,
  Outbound,
  OutboundMessages,
  OutboundSignal,
  RoomList,
  SessionSignal,
} from '../model/events';
import type { Sanctions } from '../model/sanctions';
import { emptyRoom, type ChatState, type Client, type ResumePoint, type Room } from '../model/state';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The most resume tokens of clients that have left, and their number after an eviction. */
const MAX_RESUME_POINTS = 10_000;
const RESUME_POINTS_AFTER_EVICTION = 9_000;

/**
 * The state while a turn is reduced. Reads like a `ChatState`. The first write of the turn copies a collection, so that
 * n joins in one turn cost one copy. The state that the turn began with does not change.
 */
export class Draft {
  seq: number;
  at: number;
  limits: Limits;
  bans: Sanctions;
  mutes: Sanctions;
  readonly events: Outbound[] = [];
  #clock: ChatState['clock'];
  readonly #base: ChatState;
  #clients: ReadonlyMap<ClientId, Client>;
  #nameOwners: ReadonlyMap<string, ClientId>;
  #rooms: ReadonlyMap<string, Room>;
  #evictedSeq: number;
  #resumePoints: ReadonlyMap<string, ResumePoint>;
  #lastMessageSeq: ReadonlyMap<ClientId, number>;
  /** The author of the current command, its date, and its id. */
  #author: ClientId | undefined;
  #query: number;
  #id: string | undefined;
  /** Collections of this turn, which may be changed in place. */
  readonly #ownedCopies = new Set<object>();
  /** Lists requested in this turn, until a join, a leave or a rename. */
  readonly #listCache = new Map<string, MemberList | RoomList>();

  constructor(state: ChatState) {
    this.#base = state;
    this.seq = state.seq;
    this.at = state.at;
    this.#clock = state.clock;
    this.limits = state.limits;
    this.bans = state.bans;
    this.mutes = state.mutes;
    this.#query = state.at;
    this.#clients = state.clients;
    this.#nameOwners = state.nameOwners;
    this.#rooms = state.rooms;
    this.#evictedSeq = state.evictedSeq;
    this.#resumePoints = state.resumePoints;
    this.#lastMessageSeq = state.lastMessageSeq;
  }

  /** Later events belong to that item. */
  beginItem({ at, client, command: { id } }: JournalItem): void {
    this.#query = at;
    this.#author = client;
    this.#id = id;
  }

  /** Takes the date of an entry. */
  date(at: number): void {
    const { time, skew, latest } = this.#clock;
    this.at = at;
    if (at - skew > time || at > latest)
      this.#clock = { ...this.#clock, time: Math.max(time, at - skew), latest: Math.max(latest, at) };
  }

  /** From here on the wall clock is ahead by that much. */
  setClock({ skew, doubt }: WriteCommand & { readonly kind: 'clock' }): void {
    this.#listCache.clear();
    this.#clock = { ...this.#clock, skew, doubt };
  }

  /** When what is followed was asked for, by the log's own clock. */
  get time(): number {
    return Math.max(this.#clock.time, this.#query - this.#clock.skew);
  }

  /** The date of a time of the log's own clock, as the wall clock is now. */
  dateOf(time: number): number {
    return time + this.#clock.skew;
  }

  get clients(): Iterable<Client> {
    return this.#clients.values();
  }

  get rooms(): ReadonlyMap<string, Room> {
    return this.#rooms;
  }

  client(id: ClientId): Client | undefined {
    return this.#clients.get(id);
  }

  ownerOf(key: string): ClientId | undefined {
    return this.#nameOwners.get(key);
  }

  /** The client with that name, or one that looks like it. */
  findByName(name: Name): Client | undefined {
    return this.findConfusable(name)[0];
  }

  /** All whose names look like that one; there may be two, which do not look like each other. */
  findConfusable({ keys }: Name): readonly Client[] {
    const ids = new Set(keys.map((key) => this.ownerOf(key)));
    return [...ids].flatMap((id) => (id === undefined ? [] : (this.client(id) ?? [])));
  }

  room(key: string): Room | undefined {
    return this.#rooms.get(key);
  }

  /** The key of the room of that name, or of one that looks like it; of a new one if there is none. */
  roomKey({ keys: [exact, folded] }: Name): string {
    return !this.#rooms.has(folded) && this.#rooms.has(exact) ? exact : folded;
  }

  /** The members of a room; with their addresses, for operators. */
  members(key: string, remotes: boolean): MemberList {
    return this.#listed(`${key} ${remotes}`, () => {
      const room = this.#rooms.get(key);
      const clients = [...(room?.members ?? [])].flatMap((id) => this.client(id) ?? []);
      const list = clients.map(({ name: { text }, since: time, remote }): Member => {
        const since = this.dateOf(time);
        return remotes ? { name: text, since, remote } : { name: text, since };
      });
      return { kind: 'members', room: room?.name ?? key, members: list };
    });
  }

  roomList(): RoomList {
    return this.#listed('', () => {
      const rooms = [...this.#rooms.values()].map(({ name, topic, members: { size: count } }) => {
        return { name, count, topic };
      });
      return { kind: 'rooms', rooms: rooms.sort((a, b) => b.count - a.count) };
    });
  }

  putClient(client: Client): void {
    this.#listCache.clear();
    this.#clients = this.#copyOnWrite(this.#clients).set(client.id, client);
    const holders = this.#copyOnWrite(this.#nameOwners);
    for (const key of client.name.keys) holders.set(key, client.id);
    this.#nameOwners = holders;
  }

  dropClient(client: Client): void {
    this.#listCache.clear();
    const clients = this.#copyOnWrite(this.#clients);
    clients.delete(client.id);
    this.#clients = clients;
    this.releaseName(client);
  }

  /** Lets others have the client's name. */
  releaseName({ name }: Client): void {
    const holders = this.#copyOnWrite(this.#nameOwners);
    for (const key of name.keys) holders.delete(key);
    this.#nameOwners = holders;
  }

  /**
   * Whether there is such a room, or may be. At the limit the one that nobody is in, and that was silent longest, gives
   * way; so does the one that a mover leaves void. The lobby is always there.
   */
  ensureRoomSlot(key: string, mover?: Client): boolean {
    const { rooms: cap } = this.limits;
    const left = mover && this.#rooms.get(mover.room);
    const freed = left?.members.size === 1 && isEmpty(left.history) ? 1 : 0;
    const size = this.#rooms.size - freed;
    if (cap === 0 || this.#rooms.has(key) || key === LOBBY.keys[0] || size < cap) return true;
    const silent = this.#leastRecentlyActive();
    if (silent !== undefined) this.#evictRoom(silent);
    return silent !== undefined;
  }

  /** The room of that key, made if there is none, to be changed in place. */
  editRoom(key: string, name: string): Mutable<Room> {
    const room = this.#rooms.get(key) ?? emptyRoom(name, this.#evictedSeq);
    if (this.#ownedCopies.has(room)) return room;
    const copy = { ...room };
    this.#ownedCopies.add(copy);
    this.#rooms = this.#copyOnWrite(this.#rooms).set(key, copy);
    return copy;
  }

  setTopic(room: Mutable<Room>, topic: string): void {
    this.#listCache.clear();
    room.topic = topic;
  }

  addMember(room: Mutable<Room>, id: ClientId): void {
    room.members = this.#copySetOnWrite(room.members).add(id);
  }

  removeMember(key: string, id: ClientId): void {
    const room = this.editRoom(key, key);
    const members = this.#copySetOnWrite(room.members);
    members.delete(id);
    room.members = members;
  }

  /** Removes an empty room without a history. */
  removeIfEmpty(key: string): void {
    const room = this.#rooms.get(key);
    if (room?.members.size === 0 && isEmpty(room.history)) this.#dropRoom(key);
  }

  /** The sessions that were resumed by a token, or may be. */
  resumePoint(tokenHash: string): ResumePoint | undefined {
    return this.#resumePoints.get(tokenHash);
  }

  /** Beyond the limit some words go, of the addresses that have most. Connected clients have one too, which does not count. */
  putResumePoint(tokenHash: string, resume: ResumePoint): void {
    const resumes = this.#copyOnWrite(this.#resumePoints);
    resumes.delete(tokenHash);
    resumes.set(tokenHash, resume);
    const left = resumes.size - this.#clients.size;
    if (left > MAX_RESUME_POINTS)
      for (const word of resumePointsToEvict(resumes, left - RESUME_POINTS_AFTER_EVICTION))
        resumes.delete(word);
    this.#resumePoints = resumes;
  }

  dropResumePoint(tokenHash: string): void {
    const resumes = this.#copyOnWrite(this.#resumePoints);
    resumes.delete(tokenHash);
    this.#resumePoints = resumes;
  }

  /** Records the last message of a client: it was connected then. */
  recordLastMessage(id: ClientId): void {
    this.#lastMessageSeq = this.#copyOnWrite(this.#lastMessageSeq).set(id, this.seq);
  }

  /** Takes the seq of the last message of a client, and removes it. */
  takeLastMessage(id: ClientId): number {
    const seq = this.#lastMessageSeq.get(id) ?? 0;
    if (seq > 0) {
      const spoke = this.#copyOnWrite(this.#lastMessageSeq);
      spoke.delete(id);
      this.#lastMessageSeq = spoke;
    }
    return seq;
  }

  /** Removes all clients. Rooms with a history stay. */
  removeAll(): void {
    this.#listCache.clear();
    this.#clients = new Map();
    this.#nameOwners = new Map();
    const rooms = [...this.#rooms].filter(([, { history }]) => !isEmpty(history));
    for (const { history } of this.#rooms.values())
      if (isEmpty(history)) this.#recordEvicted(history.lostSeq);
    this.#rooms = new Map(rooms.map(([key, room]) => [key, { ...room, members: new Set<ClientId>() }]));
  }

  /** Adds an event. The author of the command gets it with the id of the command. */
  emit(audience: Audience, fact: ChatEvent): void {
    const at = this.#query;
    const id = this.#idFor(audience);
    this.events.push(id === undefined ? { audience, at, fact } : { audience, at, fact, id });
  }

  /** Adds messages in a row. */
  emitMessages(audience: OutboundMessages['audience'], messages: readonly Message[]): void {
    this.events.push({ audience, at: this.#query, messages });
  }

  /** Adds a signal for the sessions of an audience. */
  signal(audience: OutboundSignal['audience'], signal: SessionSignal): void {
    const id = this.#idFor(audience);
    this.events.push({ audience, at: this.#query, signal, ...(id !== undefined && { id }) });
  }

  #idFor(audience: Audience): string | undefined {
    return this.#id !== undefined && this.#includesAuthor(audience) ? this.#id : undefined;
  }

  #includesAuthor(audience: Audience): boolean {
    if (audience.kind === 'client') return audience.client === this.#author;
    return audience.kind === 'room' && audience.except === this.#author;
  }

  /** The state after the turn; the one before it, if the turn had no entry. */
  finish(): ChatState {
    if (this.seq === this.#base.seq) return this.#base;
    return {
      seq: this.seq,
      at: this.at,
      clock: this.#clock,
      limits: this.limits,
      clients: this.#clients,
      nameOwners: this.#nameOwners,
      rooms: this.#rooms,
      bans: this.bans,
      mutes: this.mutes,
      evictedSeq: this.#evictedSeq,
      resumePoints: this.#resumePoints,
      lastMessageSeq: this.#lastMessageSeq,
    };
  }

  #listed<T extends MemberList | RoomList>(key: string, make: () => T): T {
    const known = this.#listCache.get(key) as T | undefined;
    const list = known ?? make();
    this.#listCache.set(key, list);
    return list;
  }

  #leastRecentlyActive(): string | undefined {
    let found: string | undefined;
    let oldest = Infinity;
    for (const [key, { members, history }] of this.#rooms) {
      const last = history.messages[history.to - 1]?.seq ?? 0;
      if (members.size > 0 || key === LOBBY.keys[0] || last >= oldest) continue;
      [found, oldest] = [key, last];
    }
    return found;
  }

  #evictRoom(key: string): void {
    const { history } = this.#rooms.get(key) ?? emptyRoom(key, 0);
    this.#recordEvicted(history.messages[history.to - 1]?.seq);
    this.#dropRoom(key);
  }

  #dropRoom(key: string): void {
    this.#listCache.clear();
    const rooms = this.#copyOnWrite(this.#rooms);
    this.#recordEvicted(rooms.get(key)?.history.lostSeq);
    rooms.delete(key);
    this.#rooms = rooms;
  }

  /** The history of an evicted room: a new room of its name must not claim to be complete. */
  #recordEvicted(seq = 0): void {
    this.#evictedSeq = Math.max(this.#evictedSeq, seq);
  }

  #copyOnWrite<K, V>(map: ReadonlyMap<K, V>): LayeredMap<K, V> {
    if (LayeredMap.is(map) && this.#ownedCopies.has(map)) return map;
    const copy = LayeredMap.copy(map);
    this.#ownedCopies.add(copy);
    return copy;
  }

  #copySetOnWrite<T>(set: ReadonlySet<T>): Set<T> {
    if (this.#ownedCopies.has(set)) return set as Set<T>;
    const copy = new Set(set);
    this.#ownedCopies.add(copy);
    return copy;
  }
}
