import type { ClientId } from './client-id';
import type { HistoryWindow } from './history';
import type { Message } from './message';

/** A few of those who are in a room, and how many there are. */
export interface Company {
  readonly names: readonly string[];
  readonly count: number;
}

/** The server's answer to one client. */
export interface Answered {
  readonly kind: 'answered';
  readonly lines: readonly string[];
}

/** Why a command was not carried out, to the one who gave it. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly text: string;
}

export type RefusalCode =
  | 'bad-name'
  | 'name-taken'
  | 'name-timeout'
  | 'too-many-tries'
  | 'too-long'
  | 'too-many-clients'
  | 'too-many-unnamed'
  | 'wrong-password'
  | 'idle'
  | 'not-understood'
  | 'not-entered';

/** To the newcomer: it is in. */
export interface Entered {
  readonly kind: 'entered';
  readonly seq: number;
  readonly name: string;
  readonly room: string;
  /** The room's comparison key. */
  readonly key: string;
  /** At most 20 of the others. */
  readonly others: Company;
  readonly history: HistoryWindow;
}

/** To one client: everybody in its room, in the order in which they came. */
export interface Members {
  readonly kind: 'members';
  readonly room: string;
  readonly members: readonly { readonly name: string; readonly since: number }[];
}

/** What a notice tells. No text, no bytes: those are a dialect's. */
export type Fact =
  | Message
  | Answered
  | Refused
  | Entered
  | Members
  | { readonly kind: 'joined'; readonly seq: number; readonly room: string; readonly name: string }
  | {
      readonly kind: 'left';
      readonly seq: number;
      readonly room: string;
      readonly name: string;
      readonly reason?: string;
    }
  | {
      readonly kind: 'renamed';
      readonly seq: number;
      readonly client: ClientId;
      readonly room: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'skipped'; readonly count: number }
  | { readonly kind: 'announced'; readonly text: string }
  | { readonly kind: 'ended'; readonly reason?: string };

/** Who hears a notice. `except` is its author, who hears of it in a way of its own, if at all. */
export type Audience =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'room'; readonly room: string; readonly except?: ClientId }
  | { readonly kind: 'client'; readonly client: ClientId };

/** Something to tell, and to whom. */
export interface Notice {
  readonly audience: Audience;
  /** When it came about, in ms since 1970. */
  readonly at: number;
  readonly fact: Fact;
}
