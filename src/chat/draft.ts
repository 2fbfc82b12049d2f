import type { ClientId } from './client-id';
import type { Limits } from './command';
import type { Audience, Fact, Members, Notice } from './notice';
import { emptyRoom, type ChatState, type Client, type Room } from './state';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The state while a turn is folded. Reads like a `ChatState`; a collection is copied at its first write of the turn,
 * so that n joins in one turn cost one copy, and the state that the turn began with stays what it was.
 */
export class Draft {
  seq: number;
  at: number;
  limits: Limits;
  readonly notices: Notice[] = [];
  readonly #base: ChatState;
  #clients: ReadonlyMap<ClientId, Client>;
  #holders: ReadonlyMap<string, ClientId>;
  #rooms: ReadonlyMap<string, Room>;
  /** What was made in this turn, and may therefore be changed in place. */
  readonly #fresh = new Set<object>();
  readonly #listed = new Map<ReadonlySet<ClientId>, Members['members']>();

  constructor(state: ChatState) {
    this.#base = state;
    this.seq = state.seq;
    this.at = state.at;
    this.limits = state.limits;
    this.#clients = state.clients;
    this.#holders = state.holders;
    this.#rooms = state.rooms;
  }

  client(id: ClientId): Client | undefined {
    return this.#clients.get(id);
  }

  holder(key: string): ClientId | undefined {
    return this.#holders.get(key);
  }

  room(key: string): Room | undefined {
    return this.#rooms.get(key);
  }

  /** Who is in a room: listed once a turn, unless somebody comes, goes or is renamed in between. */
  members(room: Room): Members['members'] {
    const known = this.#listed.get(room.members);
    if (known) return known;
    const clients = [...room.members].flatMap((id) => this.client(id) ?? []);
    const list = clients.map(({ name, since }) => ({ name: name.text, since }));
    this.#listed.set(room.members, list);
    return list;
  }

  putClient(client: Client): void {
    this.#listed.clear();
    this.#clients = this.#own(this.#clients).set(client.id, client);
    const holders = this.#own(this.#holders);
    for (const key of client.name.keys) holders.set(key, client.id);
    this.#holders = holders;
  }

  dropClient(client: Client): void {
    this.#listed.clear();
    const clients = this.#own(this.#clients);
    clients.delete(client.id);
    this.#clients = clients;
    this.freeName(client);
  }

  /** Lets others have the client's name. */
  freeName({ name }: Client): void {
    const holders = this.#own(this.#holders);
    for (const key of name.keys) holders.delete(key);
    this.#holders = holders;
  }

  /** The room of that key, made if there is none, to be changed in place. */
  editRoom(key: string, name: string): Mutable<Room> {
    const room = this.#rooms.get(key) ?? emptyRoom(name);
    if (this.#fresh.has(room)) return room;
    const copy = { ...room };
    this.#fresh.add(copy);
    this.#rooms = this.#own(this.#rooms).set(key, copy);
    return copy;
  }

  addMember(room: Mutable<Room>, id: ClientId): void {
    room.members = this.#ownSet(room.members).add(id);
  }

  dropMember(room: Mutable<Room>, id: ClientId): void {
    const members = this.#ownSet(room.members);
    members.delete(id);
    room.members = members;
  }

  dropRoom(key: string): void {
    const rooms = this.#own(this.#rooms);
    rooms.delete(key);
    this.#rooms = rooms;
  }

  /** Everybody goes, at once. Rooms stay as far as they remember something. */
  vacate(): void {
    this.#clients = new Map();
    this.#holders = new Map();
    const rooms = [...this.#rooms].filter(([, { history }]) => history.to > history.from);
    this.#rooms = new Map(rooms.map(([key, room]) => [key, { ...room, members: new Set<ClientId>() }]));
  }

  tell(audience: Audience, fact: Fact): void {
    this.notices.push({ audience, at: this.at, fact });
  }

  /** The state after the turn; the one before it, if the turn had no entry. */
  done(): ChatState {
    if (this.seq === this.#base.seq) return this.#base;
    return {
      seq: this.seq,
      at: this.at,
      limits: this.limits,
      clients: this.#clients,
      holders: this.#holders,
      rooms: this.#rooms,
    };
  }

  #own<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
    if (this.#fresh.has(map)) return map as Map<K, V>;
    const copy = new Map(map);
    this.#fresh.add(copy);
    return copy;
  }

  #ownSet<T>(set: ReadonlySet<T>): Set<T> {
    if (this.#fresh.has(set)) return set as Set<T>;
    const copy = new Set(set);
    this.#fresh.add(copy);
    return copy;
  }
}
