import type { ClientId } from './client-id';
import type { Parting } from './command';
import type { HistoryWindow } from './history';
import type { Message } from './message';
import type { Sanction } from './sanctions';

/** A few of those who are in a room, and how many there are. */
export interface MemberSummary {
  readonly names: readonly string[];
  readonly count: number;
}

/** The server's answer to one client. */
export interface TextReply {
  readonly kind: 'answered';
  readonly lines: readonly string[];
}

/** Why a command was not carried out, to the one who gave it. */
export interface ErrorReply {
  readonly kind: 'refused';
  readonly code: ErrorReplyCode;
  readonly text: string;
}

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

/** To the newcomer: it is in, or in another room. */
export interface Entered {
  readonly kind: 'entered';
  readonly seq: number;
  readonly name: string;
  readonly room: string;
  /** The room's comparison key. */
  readonly key: string;
  readonly topic: string;
  /** At most 100 of the others, those who came first. */
  readonly others: MemberSummary;
  readonly history: HistoryWindow;
  /** The seq of the last entry that it has seen, if it said so. */
  readonly after?: number;
  /** It picked up where it was cut off: the seq with which it had left. What it was sent before may not have come. */
  readonly left?: number;
  /** What it may pick up by, later: known to its connection alone. */
  readonly word?: string;
}

/** One of a room's members. */
export interface Member {
  readonly name: string;
  /** Since when it is in the room, in ms since 1970. */
  readonly since: number;
  /** For operators. */
  readonly remote?: string;
}

/** To one client: everybody in a room, in the order in which they came. */
export interface MemberList {
  readonly kind: 'members';
  readonly room: string;
  readonly members: readonly Member[];
}

/** To one client: the rooms, the fullest first. */
export interface RoomList {
  readonly kind: 'rooms';
  readonly rooms: readonly { readonly name: string; readonly count: number; readonly topic: string }[];
}

/** To one client: messages of its room. */
export interface HistoryReply {
  readonly kind: 'history';
  readonly room: string;
  /** The room's comparison key. */
  readonly key: string;
  /** The seq of the last entry as it was asked. */
  readonly seq: number;
  /** How many were asked for, and of those before which seq. */
  readonly limit: number;
  readonly before?: number;
  readonly history: HistoryWindow;
}

/** What an operator has done, to all of them. */
export interface ModerationEvent {
  readonly kind: 'moderated';
  readonly seq: number;
  readonly action: 'grant' | 'announce' | 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'delete';
  readonly by: string;
  /** To whom, or what. */
  readonly whom: string;
  /** For how long, in ms; for ever without it. */
  readonly ms?: number;
  readonly reason?: string;
  /** How many messages were deleted. */
  readonly count?: number;
  /** Whose messages were deleted, or which. */
  readonly target?: string | number;
}

/** What two tell each other. */
export interface PrivateMessage {
  readonly kind: 'told';
  /** Who says it. */
  readonly client: ClientId;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** To one client: what it was not shown, since it reads too slowly. */
export interface MissedMessages {
  readonly kind: 'skipped';
  readonly count: number;
  /** What it is that it missed: private messages; lines without it. */
  readonly of?: 'told';
}

/** What a notice tells. A dialect makes the line of it; `refused` and `answered` bring their English text along. */
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
  | {
      readonly kind: 'joined';
      readonly seq: number;
      readonly client: ClientId;
      readonly room: string;
      readonly name: string;
    }
  | ({
      readonly kind: 'left';
      readonly seq: number;
      readonly room: string;
      readonly name: string;
    } & Parting)
  | {
      readonly kind: 'renamed';
      readonly seq: number;
      readonly client: ClientId;
      readonly room: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: 'topic';
      readonly seq: number;
      readonly room: string;
      readonly text: string;
      readonly from: string;
    }
  | { readonly kind: 'topic-is'; readonly room: string; readonly text: string }
  | { readonly kind: 'deleted'; readonly room: string; readonly seqs: readonly number[] }
  | {
      readonly kind: 'sanctions';
      readonly of: 'bans' | 'mutes';
      /** Until when they last, as dates. */
      readonly sanctions: readonly Sanction[];
    }
  | { readonly kind: 'granted' }
  | MissedMessages
  | { readonly kind: 'announced'; readonly text: string };

/** The end of a client; `code` says why where the server or an operator ends it. */
export interface Ended extends Parting {
  readonly kind: 'ended';
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

/** Who hears a notice. `except` is its author, who hears of it in a way of its own, if at all. */
export type Audience =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'operators'; readonly except?: ClientId }
  | { readonly kind: 'room'; readonly room: string; readonly except?: ClientId }
  | { readonly kind: 'client'; readonly client: ClientId };

/** An event, and the clients that it is for. */
export interface OutboundEvent {
  readonly audience: Audience;
  /** When it came about, in ms since 1970. */
  readonly at: number;
  readonly fact: ChatEvent;
  /** What its author put on the command that this answers. */
  readonly id?: string;
}

/** A signal, and the sessions that it is for. */
export interface OutboundSignal {
  readonly audience: Extract<Audience, { readonly kind: 'client' | 'everybody' }>;
  /** The date of its cause, in ms since 1970. */
  readonly at: number;
  readonly signal: SessionSignal;
  /** The id that the client put on the command. */
  readonly id?: string;
}

/** The results of a turn: events for clients, and signals for sessions in their places between them. */
export type Outbound = OutboundEvent | OutboundSignal;

export const isEvent = (outbound: Outbound): outbound is OutboundEvent => 'fact' in outbound;
