import type { ClientId } from './client-id';
import type { TextReply, ErrorReply } from './events';
import type { Name } from '../text/name';

/** The bounds that `step` works within. They are an entry, so that every fold of a log uses the same ones. */
export interface Limits {
  /** How many messages a room remembers; 0 remembers none. */
  readonly history: number;
  /** How many rooms there may be; 0 is no bound. */
  readonly rooms: number;
}

/** To come in. `remote` is the address it came from; whoever reads the line need not know it. */
export interface Enter {
  readonly kind: 'enter';
  readonly name: Name;
  readonly room: Name;
  readonly remote?: string;
  /** The seq of the last entry that it has seen: what came later is what it has missed. */
  readonly after?: number;
  /** The hash of the word by which it may pick up here later. */
  readonly resumeTokenHash?: string;
}

/** To pick up where somebody left, or was cut off: under that name, in that room, with what was said since. */
export interface ResumeSession {
  readonly kind: 'resume';
  /** The hash of the word. */
  readonly tokenHash: string;
  readonly remote?: string;
  /** The hash of the next word. */
  readonly nextTokenHash?: string;
}

/** Why somebody leaves. */
export interface Parting {
  /** Its own words, but where there is a `by`. */
  readonly reason?: string;
  /** Whose doing it is: the operator's name, or `server`. */
  readonly by?: string;
}

/** Whom a ban is on: who has a name, or whoever comes from an address. */
export type BanTarget =
  { readonly kind: 'name'; readonly name: Name } | { readonly kind: 'address'; readonly address: string };

/** What only operators, and the server itself, may order. Durations are in ms; without one it is for ever. */
export type Moderation =
  | { readonly kind: 'announce'; readonly text: string }
  | { readonly kind: 'kick'; readonly name: Name; readonly reason?: string }
  | { readonly kind: 'ban'; readonly whom: BanTarget; readonly ms?: number }
  | { readonly kind: 'unban'; readonly whom: BanTarget }
  | { readonly kind: 'mute'; readonly name: Name; readonly ms?: number }
  | { readonly kind: 'unmute'; readonly name: Name }
  | { readonly kind: 'delete'; readonly target: Name | number };

/**
 * A command that changes the chat, or would, or that others hear of. Orders are journalled, in the order in which all
 * hear of them.
 */
export type WriteCommand =
  | Enter
  | ResumeSession
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'act'; readonly text: string }
  | { readonly kind: 'tell'; readonly to: Name; readonly text: string }
  /** Stands in the place of a `tell` wherever an entry is kept or shown. Changes nothing. */
  | { readonly kind: 'withheld' }
  | { readonly kind: 'rename'; readonly name: Name }
  | { readonly kind: 'join'; readonly room: Name }
  | { readonly kind: 'topic'; readonly text: string }
  | ({ readonly kind: 'leave' } & Parting)
  /** The client has shown the operators' secret, which is in no entry. */
  | { readonly kind: 'grant' }
  | Moderation
  /** Everybody leaves at once, and is told the text; without one nobody is told: at a start nobody is there any more. */
  | { readonly kind: 'remove-all'; readonly text?: string }
  | { readonly kind: 'set-limits'; readonly limits: Limits }
  /** By how much the wall clock is ahead of the log's own from here on, and which silence is not certain, in ms. */
  | { readonly kind: 'clock'; readonly skew: number; readonly doubt: number };

/** A command that changes nothing: answered from the state as it stands at its place in the order. */
export type ReadCommand =
  | { readonly kind: 'who' }
  | { readonly kind: 'rooms' }
  | { readonly kind: 'ask-topic' }
  /** The last `limit` messages of its room, of those before a seq if one is given. */
  | { readonly kind: 'history'; readonly limit: number; readonly before?: number }
  /** To hear somebody no more, or again: a setting of the connection, which has still to learn who that is. */
  | { readonly kind: 'ignore'; readonly name?: Name }
  | { readonly kind: 'sanctions'; readonly of: 'bans' | 'mutes' }
  | { readonly kind: 'reply'; readonly fact: TextReply | ErrorReply }
  | { readonly kind: 'part' };

/** What a dialect puts on a command, and gets back with what answers it. Means nothing to anybody else. */
export interface Correlated {
  readonly id?: string;
}

/** What a client asks for. */
export type Command = (WriteCommand | ReadCommand) & Correlated;

/** A command and who asks it, on its way to the journal. */
export interface ClientCommand {
  readonly client: ClientId;
  readonly command: Command;
}

/** A question in its place among the entries. */
export interface SequencedQuery {
  /** When it was asked, in ms since 1970. */
  readonly at: number;
  readonly client: ClientId;
  readonly command: ReadCommand & Correlated;
}

/** Whether a command asks only, and changes nothing. */
export const isReadCommand = (command: Command): command is ReadCommand & Correlated => {
  switch (command.kind) {
    case 'who':
    case 'rooms':
    case 'ask-topic':
    case 'history':
    case 'ignore':
    case 'sanctions':
    case 'reply':
    case 'part':
      return true;
    default:
      return false;
  }
};
