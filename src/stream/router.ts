import {
  emptyChat,
  type Audience,
  type ChatState,
  type ClientId,
  type Fact,
  type Moderated,
  type Notice,
  type Refused,
  type Told,
  type Turn,
} from '../chat';
import type { Clock } from './contracts/clock';
import type { CongestionOptions } from './flow/room-backpressure';
import { takeCensus } from './stats';
import { Deadline } from './flow/timer';
import { AllAnswers, type AllAnswersOptions } from './delivery/reply-backlog';
import { AllInFlight, weigh } from './flow/in-flight-limiter';
import type { LogLine } from './contracts/log-record';
import type { Census } from './contracts/meter';
import { RoomWire } from './delivery/room-output';
import type { Session } from './session/session';

export interface RouterOptions extends CongestionOptions, AllAnswersOptions {
  /** What all tapes together may keep for those who are behind, in bytes; 0 is no bound. */
  readonly tapeTotal: number;
  /** What may be in flight to all rooms together, in bytes; 0 is no bound. */
  readonly inFlightTotal: number;
  readonly clock: Clock;
  readonly log: (line: LogLine) => void;
}

/** How often those who take nothing are looked at, in ms. */
const LOOK = 1000;

/**
 * Hands each room its notices. A turn is gone through once, in its order: what a room hears is written on its tapes,
 * what one client hears is put into that client's sink at its place. Then every tape is published, once.
 */
export class Router {
  readonly #options: RouterOptions;
  readonly #inFlight: AllInFlight;
  readonly #answers: AllAnswers;
  readonly #looking: Deadline;
  readonly #sessions = new Map<ClientId, Session>();
  readonly #rooms = new Map<string, RoomWire>();
  /** What this turn concerns: a room or a client that it does not, costs nothing. */
  readonly #touchedRooms = new Set<RoomWire>();
  readonly #touched = new Set<Session>();
  readonly #operators = new Set<Session>();
  /** Those who do not hear everybody. */
  readonly #ignoring = new Set<Session>();
  /** Private messages that were not sent: who they are for reads too slowly. */
  readonly #unsent = new WeakSet<Fact>();
  /** As of the last turn. */
  #state = emptyChat;
  /** Where somebody lags. */
  readonly #lagging = new Set<RoomWire>();

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#inFlight = new AllInFlight(options.inFlightTotal);
    this.#answers = new AllAnswers(options, () => messagesOf(this.#state));
    this.#looking = new Deadline(options.clock);
  }

  /** From here on the session hears what is for it. */
  add(session: Session): void {
    this.#sessions.set(session.connection.id, session);
    session.sink.onKept = (bytes) => this.#answers.note(session, bytes);
  }

  next({ items, state, notices }: Turn): void {
    this.#state = state;
    for (const notice of notices) this.#guard(notice);
    for (const { client, command } of items) this.#settle(client, weigh(command));
    for (const room of this.#touchedRooms) room.publish();
    for (const session of this.#touched) session.flush();
    this.#judge(this.#touchedRooms);
    for (const room of this.#touchedRooms) this.#sweep(room);
    this.#inFlight.relax();
    this.#touchedRooms.clear();
    this.#touched.clear();
  }

  /** What its author hears of a fact: of a private message that was not sent, that it was not. */
  outcome(fact: Fact): Fact {
    return fact.kind === 'told' && this.#unsent.has(fact) ? notSent(fact) : fact;
  }

  /** Who is here, who waits and who lags, as of now. */
  census(): Omit<Census, 'rooms'> {
    return takeCensus(this.#sessions.values(), this.#rooms.values());
  }

  close(): void {
    this.#looking.clear();
    this.#answers.close();
    for (const room of this.#rooms.values()) room.close();
  }

  /** A dialect that throws costs the one notice, and the turn goes on. */
  #guard(notice: Notice): void {
    try {
      this.#hand(notice);
    } catch (error) {
      this.#options.log({ level: 'error', message: 'a notice was dropped', error });
    }
  }

  #hand({ audience, at, fact, id }: Notice): void {
    switch (audience.kind) {
      case 'room':
        return this.#handRoom(audience, at, fact, id);
      case 'client':
        return this.#handClient(this.#sessions.get(audience.client), at, fact, id);
      case 'operators':
        return this.#handOperators(audience.except, at, fact);
      case 'everybody':
        if (fact.kind !== 'ended') return this.#rooms.forEach((room) => this.#write(room, fact, at));
        return this.#sessions.forEach((session) => this.#handClient(session, at, fact));
    }
  }

  #handRoom(audience: Audience & { kind: 'room' }, at: number, fact: Fact, id?: string): void {
    const { room, except } = audience;
    if (fact.kind === 'renamed') this.#rename(fact);
    if (fact.kind === 'joined') for (const session of this.#ignoring) session.meet(fact.name, fact.client);
    this.#write(this.#rooms.get(room), fact, at, except);
    const author = except === undefined ? undefined : this.#sessions.get(except);
    if (author?.hearOwn(fact, at, id)) this.#touched.add(author);
  }

  #rename({ client, from, to }: Fact & { kind: 'renamed' }): void {
    this.#sessions.get(client)?.rename(to);
    for (const session of this.#ignoring)
      if (session.connection.id !== client) session.hearing.rename(from, to);
  }

  #handClient(session: Session | undefined, at: number, fact: Fact, id?: string): void {
    if (!session) return;
    this.#touched.add(session);
    if (isOfOthers(fact, session, id)) return this.#overhear(session, at, fact);
    session.tell(this.outcome(fact), at, id);
    if (fact.kind === 'entered') this.#admit(session, fact.key);
    if (fact.kind === 'granted') this.#operators.add(session);
    if (fact.kind === 'ignore') this.#ignoring.add(session);
    if (fact.kind === 'ended') this.#drop(session);
  }

  /** Nothing is lost silently: who could not be told learns how many it missed, and who told it, that it was not sent. */
  #overhear(session: Session, at: number, fact: Fact): void {
    this.#touched.add(session);
    if (!session.overhear(fact, at)) this.#unsent.add(fact);
  }

  #handOperators(except: ClientId | undefined, at: number, fact: Fact): void {
    if (fact.kind === 'moderated') this.#options.log(recordOf(fact));
    for (const session of this.#operators)
      if (session.connection.id !== except) this.#overhear(session, at, fact);
  }

  #admit(session: Session, key: string): void {
    const room = this.#room(key);
    if (session.room) this.#touchedRooms.add(session.room);
    session.follow(room);
    this.#touchedRooms.add(room);
  }

  #drop(session: Session): void {
    this.#sessions.delete(session.connection.id);
    this.#operators.delete(session);
    this.#ignoring.delete(session);
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
    const room =
      this.#rooms.get(key) ??
      new RoomWire(key, { ...this.#options, all: this.#inFlight }, this.#options.clock);
    this.#rooms.set(key, room);
    return room;
  }

  #sweep(room: RoomWire): void {
    room.inFlight.relax();
    if (room.sweep()) return;
    room.close();
    this.#rooms.delete(room.key);
    this.#lagging.delete(room);
  }

  /** Looks after those who lag: after each turn of their room, and every second, for who stalls makes no turn. */
  #judge(rooms: Iterable<RoomWire>): void {
    for (const room of rooms) {
      room.judge();
      if (room.congestion.laggards.size > 0) this.#lagging.add(room);
    }
    for (const room of this.#lagging) if (room.congestion.laggards.size === 0) this.#lagging.delete(room);
    if (this.#lagging.size === 0) return;
    this.#boundTapes();
    if (!this.#looking.pending) this.#looking.set(LOOK, () => this.#judge([...this.#lagging]));
  }

  /** Skips the furthest reader of all, while what is kept for those behind passes the bound. */
  #boundTapes(): void {
    const { tapeTotal } = this.#options;
    if (tapeTotal === 0) return;
    let kept = 0;
    for (const room of this.#lagging) kept += room.kept;
    while (kept > tapeTotal) {
      const [furthest] = [...this.#lagging].sort((a, b) => b.kept - a.kept);
      if (!furthest || furthest.kept === 0) return;
      kept -= furthest.kept;
      furthest.congestion.skipFurthest();
      kept += furthest.kept;
    }
  }
}

/** What rooms remember. */
const messagesOf = ({ rooms }: ChatState): readonly object[] =>
  [...rooms.values()].map(({ history: { messages } }) => messages);

/** What a client did not ask for, and hears alone. */
const isOfOthers = (fact: Fact, { connection }: Session, id: string | undefined): boolean =>
  fact.kind === 'told'
    ? fact.client !== connection.id
    : fact.kind === 'refused' && fact.code === 'muted' && id === undefined;

const notSent = ({ to }: Told): Refused => ({
  kind: 'refused',
  code: 'too-slow',
  text: `${to} is reading too slowly: not sent`,
});

/** What an operator did, for the log. */
const recordOf = ({ action, by, whom, ms, reason, count }: Moderated): LogLine => ({
  level: 'info',
  message: `operator: ${action}`,
  action,
  by,
  whom,
  ...(ms !== undefined && { ms }),
  ...(reason !== undefined && { reason }),
  ...(count !== undefined && { count }),
});
