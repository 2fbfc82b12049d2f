import type { ClientId } from './client-id';
import type { TextReply, ErrorReply } from './events';
import type { Name } from '../text/name';

/** The limits of the reducer. They are an entry of the log, so that each replay of a log uses the same ones. */
export interface Limits {
  /** How many messages the history of a room has; 0 is none. */
  readonly history: number;
  /** How many rooms there may be; 0 is no limit. */
  readonly rooms: number;
}

/** A client enters. */
export interface Enter {
  readonly kind: 'enter';
  /** The name that it wants. */
  readonly name: Name;
  /** The room that it joins. */
  readonly room: Name;
  /** The address of the client. The session adds it. */
  readonly remote?: string;
  /** The `seq` of the last entry that the client has seen: later messages are those that it has missed. */
  readonly after?: number;
  /** The hash of the resume token that the client is given. The session adds it. */
  readonly resumeTokenHash?: string;
}

/** A client resumes: it gets the name, the room and the missed messages of the client that had the resume token. */
export interface ResumeSession {
  readonly kind: 'resume';
  /** The hash of the resume token. */
  readonly tokenHash: string;
  /** The address of the client. */
  readonly remote?: string;
  /** The hash of the next resume token. */
  readonly nextTokenHash?: string;
}

/** Why a client leaves. */
export interface Parting {
  /** The reason: the words of the client, or of `by`. */
  readonly reason?: string;
  /** The one that ends the client: the name of an operator, or `server`. */
  readonly by?: string;
}

/** The target of a ban: the client of a name, or all clients of an address. */
export type BanTarget =
  { readonly kind: 'name'; readonly name: Name } | { readonly kind: 'address'; readonly address: string };

/** The commands of operators and of the server itself. Durations are in ms; without one a sanction has no end. */
export type Moderation =
  | { readonly kind: 'announce'; readonly text: string }
  | { readonly kind: 'kick'; readonly name: Name; readonly reason?: string }
  | { readonly kind: 'ban'; readonly whom: BanTarget; readonly ms?: number }
  | { readonly kind: 'unban'; readonly whom: BanTarget }
  | { readonly kind: 'mute'; readonly name: Name; readonly ms?: number }
  | { readonly kind: 'unmute'; readonly name: Name }
  /** The messages of a name, or the message of a `seq`. */
  | { readonly kind: 'delete'; readonly target: Name | number };

/**
 * A command that changes the chat, or that other clients receive an event about. The journal makes an entry of it. All clients hear of
 * the entries in their order.
 */
export type WriteCommand =
  | Enter
  | ResumeSession
  | { readonly kind: 'say'; readonly text: string }
  /** Several `say` in a row: as many entries as it has texts, with the `seq`s that follow on that of the first. */
  | { readonly kind: 'talk'; readonly texts: readonly string[] }
  /** `/me`. */
  | { readonly kind: 'act'; readonly text: string }
  /** A private message. */
  | { readonly kind: 'tell'; readonly to: Name; readonly text: string }
  /** Stands in the place of a `tell` wherever an entry is kept or shown. Changes nothing. */
  | { readonly kind: 'withheld' }
  | { readonly kind: 'rename'; readonly name: Name }
  /** Joins another room. */
  | { readonly kind: 'join'; readonly room: Name }
  | { readonly kind: 'topic'; readonly text: string }
  | ({ readonly kind: 'leave' } & Parting)
  /** Makes the client an operator: it has shown the operators' secret. */
  | { readonly kind: 'grant' }
  | Moderation
  /** Ends all clients with a text; without one, at a start, those that the last run of the server has left. */
  | { readonly kind: 'remove-all'; readonly text?: string }
  | { readonly kind: 'set-limits'; readonly limits: Limits }
  /** Sets how far the wall clock is ahead of the clock of the log, and the length of a silence that is not certain, in ms. */
  | { readonly kind: 'clock'; readonly skew: number; readonly doubt: number };

/** A command that changes nothing: it is answered from the state at its position in the sequence. */
export type ReadCommand =
  | { readonly kind: 'who' }
  | { readonly kind: 'rooms' }
  | { readonly kind: 'ask-topic' }
  /** The last `limit` messages of the room; with `before`, of the messages before that `seq`. */
  | { readonly kind: 'history'; readonly limit: number; readonly before?: number }
  /** Ignores a name, or no more: a setting of the connection, which has to learn the client of the name. */
  | { readonly kind: 'ignore'; readonly name?: Name }
  | { readonly kind: 'sanctions'; readonly of: 'bans' | 'mutes' }
  /** An answer that the dialect or the session has made, at its position in the sequence. */
  | { readonly kind: 'reply'; readonly fact: TextReply | ErrorReply }
  /** A client that has not entered disconnects. */
  | { readonly kind: 'part' };

/** The field that a dialect may add to a command. */
export interface Correlated {
  /** An id that the answer to the command has too. Only the dialect reads it. */
  readonly id?: string;
}

/** A request of a client. */
export type Command = (WriteCommand | ReadCommand) & Correlated;

/** The command of a kind. */
export type CommandOf<Kind extends Command['kind']> = Extract<Command, { readonly kind: Kind }>;

/** A command on its way to the journal, with its client. */
export interface ClientCommand {
  /** The id of the client, or `server`. */
  readonly client: ClientId;
  /** The command. */
  readonly command: Command;
}

/** A read command at its position between the entries. */
export interface SequencedQuery {
  /** When it was asked, in ms since 1970. */
  readonly at: number;
  /** The id of the client, or `server`. */
  readonly client: ClientId;
  /** The command. */
  readonly command: ReadCommand & Correlated;
}
