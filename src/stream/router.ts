import {
  emptyChat,
  type Audience,
  type ChatState,
  type ClientId,
  type ChatEvent,
  type Outbound,
  type OutboundEvent,
  type OutboundMessages,
  type OutboundSignal,
  type SessionSignal,
  type ErrorReply,
  type PrivateMessage,
  type Turn,
} from '../chat';
import { isEvent, isMessages } from '../chat/model/events';
import type { Clock } from './contracts/clock';
import type { RoomBackpressureOptions } from './flow/room-backpressure';
import { collectStats } from './stats';
import { ReplyBacklog, type ReplyBacklogOptions } from './delivery/reply-backlog';
import { GlobalInFlightLimiter, estimateBytes } from './flow/in-flight-limiter';
import { logRecord, type LogRecord } from './contracts/log-record';
import type { StatsSnapshot } from './contracts/meter';
import { LagMonitor, type LagMonitorOptions } from './delivery/lag-monitor';
import { RoomOutput } from './delivery/room-output';
import type { Session } from './session/session';

export interface RouterOptions extends RoomBackpressureOptions, ReplyBacklogOptions, LagMonitorOptions {
  /** The limit of bytes in flight to all rooms together; 0 is no limit. */
  readonly inFlightTotal: number;
  readonly clock: Clock;
  readonly log: (line: LogRecord) => void;
}

/**
 * Routes the events of each turn, once and in sequence. Events for a room are written on its tapes; events for one
 * client go into its output at their position. Then every tape is published, once.
 */
export class Router {
  readonly #options: RouterOptions;
  readonly #inFlight: GlobalInFlightLimiter;
  readonly #answers: ReplyBacklog;
  readonly #lag: LagMonitor;
  readonly #sessions = new Map<ClientId, Session>();
  readonly #rooms = new Map<string, RoomOutput>();
  /** The rooms and clients of this turn: others cost nothing. */
  readonly #changedRooms = new Set<RoomOutput>();
  readonly #changedSessions = new Set<Session>();
  readonly #operators = new Set<Session>();
  /** Sessions with an ignore list. */
  readonly #ignoring = new Set<Session>();
  /** Private messages that were not sent: the receiver reads too slowly. */
  readonly #unsent = new WeakSet<ChatEvent>();
  /** As of the last turn. */
  #state = emptyChat;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#inFlight = new GlobalInFlightLimiter(options.inFlightTotal);
    this.#answers = new ReplyBacklog(options, () => messagesOf(this.#state));
    this.#lag = new LagMonitor(options);
  }

  /** From here on the session receives its events. */
  add(session: Session): void {
    this.#sessions.set(session.connection.id, session);
    session.output.onRetainedChange = (bytes) => this.#answers.setRetained(session, bytes);
  }

  next({ items, state, events }: Turn): void {
    this.#state = state;
    for (const outbound of events) this.#deliverSafely(outbound);
    for (const { client, command } of items) this.#completeInFlight(client, estimateBytes(command));
    for (const room of this.#changedRooms) room.publish();
    for (const session of this.#changedSessions) session.flush();
    this.#lag.check(this.#changedRooms);
    for (const room of this.#changedRooms) this.#dropUnused(room);
    this.#inFlight.releaseWaiting();
    this.#changedRooms.clear();
    this.#changedSessions.clear();
  }

  /** The event for the author of a fact: for a private message that was not sent, an error. */
  outcome(fact: ChatEvent): ChatEvent {
    return fact.kind === 'told' && this.#unsent.has(fact) ? notSent(fact) : fact;
  }

  /** The current clients, paused clients and lagging clients. */
  stats(): Omit<StatsSnapshot, 'rooms'> {
    return collectStats(this.#sessions.values(), this.#rooms.values());
  }

  close(): void {
    this.#lag.close();
    this.#answers.close();
    for (const room of this.#rooms.values()) room.close();
  }

  /** A dialect that throws costs that one event, and the turn goes on. */
  #deliverSafely(outbound: Outbound): void {
    try {
      if (isEvent(outbound)) this.#deliver(outbound);
      else if (isMessages(outbound)) this.#deliverMessages(outbound);
      else this.#signal(outbound);
    } catch (error) {
      this.#options.log(logRecord('delivery-failed', { error }));
    }
  }

  #deliver({ audience, at, fact, id }: OutboundEvent): void {
    switch (audience.kind) {
      case 'room':
        return this.#deliverToRoom(audience, at, fact, id);
      case 'client':
        return this.#deliverToClient(this.#sessions.get(audience.client), at, fact, id);
      case 'operators':
        return this.#deliverToOperators(audience.except, at, fact);
      case 'everybody':
        return this.#rooms.forEach((room) => this.#write(room, fact, at));
    }
  }

  #signal({ audience, at, signal, id }: OutboundSignal): void {
    const sessions =
      audience.kind === 'client' ? [this.#sessions.get(audience.client)] : this.#sessions.values();
    for (const session of sessions) if (session) this.#signalSession(session, signal, at, id);
  }

  #signalSession(session: Session, signal: SessionSignal, at: number, id: string | undefined): void {
    this.#changedSessions.add(session);
    session.receiveSignal(signal, at, id);
    if (signal.kind === 'operator') this.#operators.add(session);
    if (signal.kind === 'ignore') this.#ignoring.add(session);
    if (signal.kind === 'ended') this.#drop(session);
  }

  #deliverToRoom(audience: Audience & { kind: 'room' }, at: number, fact: ChatEvent, id?: string): void {
    const { room, except } = audience;
    if (fact.kind === 'renamed') this.#rename(fact);
    if (fact.kind === 'joined')
      for (const session of this.#ignoring) session.onUserJoined(fact.name, fact.client);
    this.#write(this.#rooms.get(room), fact, at, except);
    const author = except === undefined ? undefined : this.#sessions.get(except);
    if (author?.receiveOwnEvent(fact, at, id)) this.#changedSessions.add(author);
  }

  #deliverMessages({ audience: { room: key, except }, messages }: OutboundMessages): void {
    const room = this.#rooms.get(key);
    room?.writeMessages(messages, except);
    if (room) this.#changedRooms.add(room);
    const author = except === undefined ? undefined : this.#sessions.get(except);
    if (author?.receiveOwnMessages(messages)) this.#changedSessions.add(author);
  }

  #rename({ client, from, to }: ChatEvent & { kind: 'renamed' }): void {
    this.#sessions.get(client)?.rename(to);
    for (const session of this.#ignoring)
      if (session.connection.id !== client) session.events.rename(from, to);
  }

  #deliverToClient(session: Session | undefined, at: number, fact: ChatEvent, id?: string): void {
    if (!session) return;
    this.#changedSessions.add(session);
    if (isByAnother(fact, session, id)) return this.#overhear(session, at, fact);
    session.receiveEvent(this.outcome(fact), at, id);
    if (fact.kind === 'entered') this.#addToRoom(session, fact.key);
  }

  /** Nothing is lost silently: the receiver learns how many it missed, and the sender that it was not sent. */
  #overhear(session: Session, at: number, fact: ChatEvent): void {
    this.#changedSessions.add(session);
    if (!session.receiveRoomEvent(fact, at)) this.#unsent.add(fact);
  }

  #deliverToOperators(except: ClientId | undefined, at: number, fact: ChatEvent): void {
    for (const session of this.#operators)
      if (session.connection.id !== except) this.#overhear(session, at, fact);
  }

  #addToRoom(session: Session, key: string): void {
    const room = this.#room(key);
    if (session.room) this.#changedRooms.add(session.room);
    session.follow(room);
    this.#changedRooms.add(room);
  }

  #drop(session: Session): void {
    this.#sessions.delete(session.connection.id);
    this.#operators.delete(session);
    this.#ignoring.delete(session);
  }

  #completeInFlight(client: ClientId, bytes: number): void {
    if (bytes === 0) return;
    const session = this.#sessions.get(client);
    if (!session?.room) return;
    session.room.inFlight.complete(session, bytes);
    this.#changedRooms.add(session.room);
  }

  #write(room: RoomOutput | undefined, fact: ChatEvent, at: number, author?: ClientId): void {
    if (!room) return;
    room.write(fact, at, author);
    this.#changedRooms.add(room);
  }

  #room(key: string): RoomOutput {
    const room =
      this.#rooms.get(key) ??
      new RoomOutput(key, { ...this.#options, all: this.#inFlight }, this.#options.clock);
    this.#rooms.set(key, room);
    return room;
  }

  #dropUnused(room: RoomOutput): void {
    room.inFlight.releaseWaiting();
    if (room.dropUnused()) return;
    room.close();
    this.#rooms.delete(room.key);
    this.#lag.remove(room);
  }
}

/** Messages of room histories. */
const messagesOf = ({ rooms }: ChatState): readonly object[] =>
  [...rooms.values()].map(({ history: { messages } }) => messages);

/** An event for one client without a request. */
const isByAnother = (fact: ChatEvent, { connection }: Session, id: string | undefined): boolean =>
  fact.kind === 'told'
    ? fact.client !== connection.id
    : fact.kind === 'refused' && fact.code === 'muted' && id === undefined;

const notSent = ({ to }: PrivateMessage): ErrorReply => ({
  kind: 'refused',
  code: 'too-slow',
  text: `not sent: ${to} reads too slowly`,
});
