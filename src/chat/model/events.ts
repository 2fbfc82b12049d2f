import type { ClientId } from './client-id';
import type { Parting } from './command';
import type { HistoryWindow } from './history';
import type { Message } from './message';
import type { Sanction } from './sanctions';

/** Some members of a room, and how many there are in all. */
export interface MemberSummary {
  /** The names of those that joined first, at most 100. */
  readonly names: readonly string[];
  /** The number of members in all. */
  readonly count: number;
}

/** The server's answer to one client, in lines of English. */
export interface TextReply {
  readonly kind: 'answered';
  /** The lines, without newlines. */
  readonly lines: readonly string[];
}

/** A refusal: why a command was not carried out, for the client that sent it. */
export interface ErrorReply {
  readonly kind: 'refused';
  /** The reason, for programs. */
  readonly code: ErrorReplyCode;
  /** The reason in English, for people: a clause without a full stop. */
  readonly text: string;
}

/** The reason of a refusal, for programs. docs/protocol.md explains each. */
export type ErrorReplyCode =
  | 'bad-name'
  | 'name-taken'
  | 'name-timeout'
  | 'too-many-tries'
  | 'too-long'
  | 'endless-line'
  | 'bad-telnet'
  | 'too-many-clients'
  | 'too-many-unnamed'
  | 'wrong-password'
  | 'idle'
  | 'not-understood'
  | 'not-said'
  | 'malformed'
  | 'not-entered'
  | 'entered-already'
  | 'no-change'
  | 'too-many-rooms'
  | 'nobody'
  | 'nothing'
  | 'too-many'
  | 'operators-only'
  | 'wrong-secret'
  | 'invalid-token'
  | 'too-slow'
  | 'too-many-wrong'
  | 'muted'
  | 'kicked'
  | 'banned';

/** For one client: it has entered, or has joined another room. */
export interface Entered {
  readonly kind: 'entered';
  /** The `seq` of its entry. */
  readonly seq: number;
  /** The name of the client. */
  readonly name: string;
  /** The room, as it is shown. */
  readonly room: string;
  /** The comparison key of the room. */
  readonly key: string;
  /** The topic of the room; empty if none is set. */
  readonly topic: string;
  /** The other members. */
  readonly others: MemberSummary;
  /** The history of the room. */
  readonly history: HistoryWindow;
  /** The `seq` of the last entry that the client has seen, if it said so. */
  readonly after?: number;
  /** The client has resumed: the `seq` of its leave. Earlier lines to it may not have arrived. */
  readonly left?: number;
  /** The resume token. Only the connection of the client has it. */
  readonly word?: string;
}

/** A member of a room. */
export interface Member {
  /** Its name. */
  readonly name: string;
  /** The date of its join, in ms since 1970. */
  readonly since: number;
  /** Its address, for operators only. */
  readonly remote?: string;
}

/** For one client: the members of a room, in the order of their joins. */
export interface MemberList {
  readonly kind: 'members';
  /** The room, as it is shown. */
  readonly room: string;
  /** All members. */
  readonly members: readonly Member[];
}

/** A room in a list. */
export interface RoomSummary {
  /** Its name, as it is shown. */
  readonly name: string;
  /** The number of its members. */
  readonly count: number;
  /** Its topic; empty if none is set. */
  readonly topic: string;
}

/** For one client: the rooms, those with most members first. */
export interface RoomList {
  readonly kind: 'rooms';
  /** All rooms that have members. */
  readonly rooms: readonly RoomSummary[];
}

/** For one client: messages of its room. */
export interface HistoryReply {
  readonly kind: 'history';
  /** The room, as it is shown. */
  readonly room: string;
  /** The comparison key of the room. */
  readonly key: string;
  /** The `seq` of the entry after the last one at that time. */
  readonly seq: number;
  /** How many messages were asked for. */
  readonly limit: number;
  /** Only messages before this `seq`, if one was given. */
  readonly before?: number;
  /** The messages that memory has of them. */
  readonly history: HistoryWindow;
}

/** For all operators: an action of one of them. */
export interface ModerationEvent {
  readonly kind: 'moderated';
  /** The `seq` of its entry. */
  readonly seq: number;
  /** The action. */
  readonly action: 'grant' | 'announce' | 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'delete';
  /** The name of the operator, or `server`. */
  readonly by: string;
  /** The name, address or message that the action is about, as it is shown. */
  readonly whom: string;
  /** Its duration, in ms; without it, it has no end. */
  readonly ms?: number;
  /** The reason that the operator gave. */
  readonly reason?: string;
  /** The number of messages that were deleted. */
  readonly count?: number;
  /** The name whose messages were deleted, or the `seq` of the one message. */
  readonly target?: string | number;
}

/** For its author and its receiver: a private message. */
export interface PrivateMessage {
  readonly kind: 'told';
  /** The id of its author. */
  readonly client: ClientId;
  /** The name of its author. */
  readonly from: string;
  /** The name of its receiver. */
  readonly to: string;
  /** The text, cleaned: see `cleanText`. */
  readonly text: string;
}

/** For one client: it was reading too slowly, and has missed something. */
export interface MissedMessages {
  readonly kind: 'skipped';
  /** The number of lines, or of private messages, that it has missed. */
  readonly count: number;
  /** `told` where private messages were missed. @default lines */
  readonly of?: 'told';
}

/** For a room: a client has joined it. */
export interface Joined {
  readonly kind: 'joined';
  /** The `seq` of its entry. */
  readonly seq: number;
  /** The id of the client. */
  readonly client: ClientId;
  /** The room, as it is shown. */
  readonly room: string;
  /** The name of the client. */
  readonly name: string;
}

/** For a room: a client has left it. */
export interface Left extends Parting {
  readonly kind: 'left';
  /** The `seq` of its entry. */
  readonly seq: number;
  /** The room, as it is shown. */
  readonly room: string;
  /** The name of the client. */
  readonly name: string;
}

/** For a room: a member has another name. */
export interface Renamed {
  readonly kind: 'renamed';
  /** The `seq` of its entry. */
  readonly seq: number;
  /** The id of the client. */
  readonly client: ClientId;
  /** The room, as it is shown. */
  readonly room: string;
  /** The name before. */
  readonly from: string;
  /** The name now. */
  readonly to: string;
}

/** For a room: a member has set the topic. */
export interface TopicChanged {
  readonly kind: 'topic';
  /** The `seq` of its entry. */
  readonly seq: number;
  /** The room, as it is shown. */
  readonly room: string;
  /** The topic. */
  readonly text: string;
  /** The name of the member. */
  readonly from: string;
}

/** For one client: the topic of its room. */
export interface TopicReply {
  readonly kind: 'topic-is';
  /** The room, as it is shown. */
  readonly room: string;
  /** The topic; empty if none is set. */
  readonly text: string;
}

/** For a room: an operator has deleted messages of its history. */
export interface MessagesDeleted {
  readonly kind: 'deleted';
  /** The room, as it is shown. */
  readonly room: string;
  /** The `seq` of each message. */
  readonly seqs: readonly number[];
}

/** For one operator: the bans or mutes that have not ended. */
export interface SanctionList {
  readonly kind: 'sanctions';
  /** Bans or mutes. */
  readonly of: 'bans' | 'mutes';
  /** Each of them, with `until` as a date in ms since 1970. */
  readonly sanctions: readonly Sanction[];
}

/** For one client: it is an operator now. */
export interface Granted {
  readonly kind: 'granted';
}

/** For all clients: an announcement of the server or of an operator. */
export interface Announced {
  readonly kind: 'announced';
  /** The text. */
  readonly text: string;
}

/** An event for clients. A dialect writes its lines; `refused` and `answered` have their English text. */
export type ChatEvent =
  | Message
  | TextReply
  | ErrorReply
  | Entered
  | MemberList
  | RoomList
  | HistoryReply
  | ModerationEvent
  | PrivateMessage
  | Joined
  | Left
  | Renamed
  | TopicChanged
  | TopicReply
  | MessagesDeleted
  | SanctionList
  | Granted
  | MissedMessages
  | Announced;

/** The end of a client. */
export interface Ended extends Parting {
  readonly kind: 'ended';
  /** Why, where the server or an operator ends it. */
  readonly code?: 'kicked' | 'banned' | 'shutdown';
}

/** A client is to ignore another one, or no more; without a name it asks which it ignores. */
export interface IgnoreSignal {
  readonly kind: 'ignore';
  /** The name of the other client. */
  readonly name?: string;
  /** The id of the client that has the name now, if one has it. */
  readonly client?: ClientId;
}

/** An instruction to the session of a client. The client does not see it, so no dialect writes it. */
export type SessionSignal = Ended | IgnoreSignal | { readonly kind: 'operator' };

/** The clients that an event is for. `except` is its author, for whom the dialect writes it in another way, if at all. */
export type Audience =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'operators'; readonly except?: ClientId }
  | { readonly kind: 'room'; readonly room: string; readonly except?: ClientId }
  | { readonly kind: 'client'; readonly client: ClientId };

/** An event, and the clients that it is for. */
export interface OutboundEvent {
  /** The clients. A room is named by its comparison key. */
  readonly audience: Audience;
  /** The date of its cause, in ms since 1970. */
  readonly at: number;
  /** The event. */
  readonly fact: ChatEvent;
  /** The id that its author put on the command, where this answers it. */
  readonly id?: string;
}

/** A signal, and the sessions that it is for. */
export interface OutboundSignal {
  /** The clients of the sessions. */
  readonly audience: Extract<Audience, { readonly kind: 'client' | 'everybody' }>;
  /** The date of its cause, in ms since 1970. */
  readonly at: number;
  /** The signal. */
  readonly signal: SessionSignal;
  /** The id that the client put on the command. */
  readonly id?: string;
}

/** Messages of one author in a row, of the same kind and date, for the room that they are said in. */
export interface OutboundMessages {
  /** The room, by its comparison key, and the author. */
  readonly audience: Extract<Audience, { readonly kind: 'room' }>;
  /** The date of its cause, in ms since 1970. */
  readonly at: number;
  /** The messages, at least one. */
  readonly messages: readonly Message[];
  /** None: a command with an id is no part of a run. */
  readonly id?: never;
}

/** The results of a turn: events and messages for clients, and signals for sessions in their places between them. */
export type Outbound = OutboundEvent | OutboundMessages | OutboundSignal;

export const isMessages = (outbound: Outbound): outbound is OutboundMessages => 'messages' in outbound;

export const isEvent = (outbound: Outbound): outbound is OutboundEvent => 'fact' in outbound;
