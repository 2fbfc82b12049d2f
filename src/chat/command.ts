import type { ClientId } from './client-id';
import type { Answered, Refused } from './notice';
import type { Name } from './name';

/** The bounds that `step` works within. They are an entry, so that every fold of a log uses the same ones. */
export interface Limits {
  /** How many messages a room remembers; 0 remembers none. */
  readonly history: number;
}

/** To come in. `remote` is the address it came from; whoever reads the line need not know it. */
export interface Enter {
  readonly kind: 'enter';
  readonly name: Name;
  readonly room: Name;
  readonly remote?: string;
}

/** A command that changes the chat, or would. Orders are journalled, in the order in which all hear of them. */
export type Order =
  | Enter
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'act'; readonly text: string }
  | { readonly kind: 'rename'; readonly name: Name }
  | { readonly kind: 'leave'; readonly reason?: string }
  | { readonly kind: 'announce'; readonly text: string }
  | { readonly kind: 'vacate'; readonly text: string }
  | { readonly kind: 'limit'; readonly limits: Limits };

/** A command that changes nothing: answered from the state as it stands at its place in the order. */
export type Question =
  | { readonly kind: 'who' }
  | { readonly kind: 'reply'; readonly fact: Answered | Refused }
  | { readonly kind: 'part' };

/** What a client asks for. */
export type Command = Order | Question;

/** A command and who asks it, on its way to the journal. */
export interface Post {
  readonly client: ClientId;
  readonly command: Command;
}

/** A question in its place among the entries. */
export interface Query {
  readonly client: ClientId;
  readonly command: Question;
}

/** Whether a command asks only, and changes nothing. */
export const isQuestion = (command: Command): command is Question => {
  switch (command.kind) {
    case 'who':
    case 'reply':
    case 'part':
      return true;
    default:
      return false;
  }
};
