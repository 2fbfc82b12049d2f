import { isEntry, type Audience, type ClientId, type Fact, type Notice, type Turn } from '../chat';
import { weigh } from './in-flight';
import { RoomWire } from './room-wire';
import type { Session } from './session';

/** What may be posted to a room and not be folded yet, in bytes as rendered. */
const IN_FLIGHT_CAP = 256 * 1024;

/**
 * Hands each room its notices. A turn is gone through once, in its order: what a room hears is written on its tapes,
 * what one client hears is put into that client's sink at its place. Then every tape is published, once.
 */
export class Router {
  readonly #sessions = new Map<ClientId, Session>();
  readonly #rooms = new Map<string, RoomWire>();
  /** What this turn concerns: a room or a client that it does not, costs nothing. */
  readonly #touchedRooms = new Set<RoomWire>();
  readonly #touched = new Set<Session>();

  /** From here on the session hears what is for it. */
  add(session: Session): void {
    this.#sessions.set(session.connection.id, session);
  }

  next({ items, notices }: Turn): void {
    for (const notice of notices) this.#hand(notice);
    for (const item of items) if (isEntry(item)) this.#settle(item.client, weigh(item.command));
    for (const room of this.#touchedRooms) room.publish();
    for (const session of this.#touched) session.sink.flush();
    for (const room of this.#touchedRooms) this.#sweep(room);
    this.#touchedRooms.clear();
    this.#touched.clear();
  }

  #hand({ audience, at, fact }: Notice): void {
    switch (audience.kind) {
      case 'room':
        return this.#handRoom(audience, at, fact);
      case 'client':
        return this.#handClient(this.#sessions.get(audience.client), at, fact);
      case 'everybody':
        if (fact.kind !== 'ended') return this.#rooms.forEach((room) => this.#write(room, fact, at));
        return this.#sessions.forEach((session) => this.#handClient(session, at, fact));
    }
  }

  #handRoom(audience: Audience & { kind: 'room' }, at: number, fact: Fact): void {
    const { room, except } = audience;
    if (fact.kind === 'renamed') this.#sessions.get(fact.client)?.rename(fact.to);
    this.#write(this.#rooms.get(room), fact, at, except);
    const author = except === undefined ? undefined : this.#sessions.get(except);
    const own = author?.dialect.own(fact, at) ?? '';
    if (!author || own === '') return;
    author.sink.say(own);
    this.#touched.add(author);
  }

  #handClient(session: Session | undefined, at: number, fact: Fact): void {
    if (!session) return;
    session.tell(fact, at);
    if (fact.kind === 'entered') session.follow(this.#room(fact.key));
    if (fact.kind === 'ended') this.#sessions.delete(session.connection.id);
    this.#touched.add(session);
  }

  #settle(client: ClientId, bytes: number): void {
    if (bytes === 0) return;
    const session = this.#sessions.get(client);
    if (!session?.room) return;
    session.room.inFlight.fold(session, bytes);
    this.#touchedRooms.add(session.room);
  }

  #write(room: RoomWire | undefined, fact: Fact, at: number, author?: ClientId): void {
    if (!room) return;
    room.write(fact, at, author);
    this.#touchedRooms.add(room);
  }

  #room(key: string): RoomWire {
    const room = this.#rooms.get(key) ?? new RoomWire(key, IN_FLIGHT_CAP);
    this.#rooms.set(key, room);
    return room;
  }

  #sweep(room: RoomWire): void {
    room.inFlight.relax();
    if (!room.sweep()) this.#rooms.delete(room.key);
  }
}
