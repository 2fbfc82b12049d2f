import { emptyTimeline, type Timeline } from './timeline';
import type { RoomInfo } from '../protocol/server-messages';
import type { Pending } from './pending-messages';
import type { NumberedClientRequest, ClientRequest } from '../protocol/client-requests';

/** The state of the page. The connection is wanted in all of them but `join-form` and `ended`. */
export type Phase =
  /** The form to enter; `why`, and the code of the server's refusal, if it was tried. */
  | { readonly kind: 'join-form'; readonly why?: string; readonly code?: string }
  /** On its way in. It is `returning` if it has been in before: then nothing but a refusal keeps it from trying. */
  | { readonly kind: 'entering'; readonly returning: boolean; readonly since: number }
  | { readonly kind: 'entered' }
  /** Cut off. Without `retryAt` it is being tried at the moment. */
  | { readonly kind: 'lost'; readonly why: string; readonly retryAt?: number }
  /** Connected again, while the server still takes the old connection for alive, which has the name. */
  | { readonly kind: 'held'; readonly triedAt: number }
  /** Over, and it is not tried again before somebody asks for it. */
  | { readonly kind: 'ended'; readonly why: string };

/** The identity of an entry. */
export interface Identity {
  readonly name: string;
  readonly room: string;
  /** Kept in memory alone. */
  readonly password?: string;
}

/** A request without an answer yet, other than a text. */
export interface PendingRequest {
  readonly id: number;
  readonly type: ClientRequest['type'];
  /** Asked by the page, not by a person: the answer is not shown among the lines. */
  readonly silent: boolean;
}

/** A hole that is being filled: everything behind `to` is wanted that is before `before`. */
export interface GapFill {
  readonly id: number;
  readonly key: string;
  readonly to: number;
  readonly before: number;
  readonly rounds: number;
}

/** All that the page knows. It is reduced from what the server sends and what the person does, and never changed. */
export interface State {
  readonly phase: Phase;
  readonly session: Identity;
  /** The last place in the order that was seen, and in which log; what comes behind it is asked for by a return. */
  readonly seen?: { readonly log: string; readonly seq: number } | undefined;
  /** How many other logs there were before. */
  readonly epoch: number;
  readonly topic: string;
  readonly members: readonly string[];
  /** How many are in the room; more than `members` if it is large. */
  readonly count: number;
  readonly rooms: readonly RoomInfo[];
  readonly lines: Timeline;
  readonly pending: readonly Pending[];
  readonly asked: readonly PendingRequest[];
  /** Whether there are older lines: to ask for, on their way, or none. */
  readonly older: 'more' | 'asked' | 'none' | 'full';
  /** The request for older lines, and which line they go in front of. */
  readonly recalling?: { readonly id: number; readonly before: number } | undefined;
  readonly filling?: GapFill | undefined;
  /** Since when the old connection has the name. */
  readonly heldSince?: number | undefined;
  /** Whether the newest line is in sight. */
  readonly reading: boolean;
  /** How many messages came since it was not, and the first of them. */
  readonly unread: { readonly count: number; readonly from?: string };
  /** When something was last heard of the server, and the last tick. */
  readonly heardAt: number;
  readonly now: number;
  /** Counts up to have the connection made again. */
  readonly dial: number;
  readonly nextId: number;
  /** The person has left: nothing is kept over a reload. */
  readonly hasLeft: boolean;
  /** The requests of this step. */
  readonly outbox: readonly NumberedClientRequest[];
}

export const initialState: State = {
  phase: { kind: 'join-form' },
  session: { name: '', room: 'lobby' },
  epoch: 0,
  topic: '',
  members: [],
  count: 0,
  rooms: [],
  lines: emptyTimeline,
  pending: [],
  asked: [],
  older: 'none',
  reading: true,
  unread: { count: 0 },
  heardAt: 0,
  now: 0,
  dial: 0,
  nextId: 1,
  hasLeft: false,
  outbox: [],
};

/** Whether there is to be a connection. */
export const wantsConnection = ({ phase }: State): boolean =>
  phase.kind !== 'join-form' && phase.kind !== 'ended';
