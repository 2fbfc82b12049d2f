import type { Command, Enter, Fact, Tagged } from '../../chat';
import type { TooLong } from './connection';

/** Where a connection stands. Moved only by notices. */
export type Stage = 'password' | 'name' | 'in' | 'out';

/**
 * A command that a dialect may return. What only the session, the journal and the server make is none: the right of an
 * operator, the hash of a resume token, the end of all.
 */
export type DialectCommand =
  | Exclude<
      Command,
      {
        readonly kind:
          | 'enter'
          | 'resume'
          | 'leave'
          | 'withheld'
          | 'grant'
          | 'remove-all'
          | 'set-limits'
          | 'clock'
          | 'part';
      }
    >
  /** The session adds the address, and the hash of a resume token. */
  | (Tagged &
      Omit<Enter, 'remote' | 'resumeTokenHash'> & {
        readonly remote?: never;
        readonly resumeTokenHash?: never;
      })
  /** A client says itself why it leaves, if anybody does: nobody else has a hand in it. */
  | (Tagged & { readonly kind: 'leave'; readonly reason?: string; readonly by?: never });

/** A secret that a client shows. The session compares or hashes it, and no command has it. */
export type Credential = Tagged &
  (
    | {
        readonly kind: 'password';
        readonly secret: string;
        /** What to do once it is right. @default the name is asked for */
        readonly thenCommand?: DialectCommand;
      }
    /** Without a secret it is asked for: the next line is the secret, whatever it says. */
    | { readonly kind: 'operator-secret'; readonly secret?: string }
    | { readonly kind: 'resume-token'; readonly token: string }
  );

/** What goes about everything that is written at once to a client that is in. */
export interface Around {
  readonly before: string;
  readonly after: string;
}

/** How an answer with an id differs from one that all may share: its last characters give way to others. */
export interface Tail {
  /** The id with which `write` makes the shared one. @default none */
  readonly like?: string;
  /** How many characters at its end give way. */
  readonly cut: number;
  /** What stands there instead. */
  readonly end: string;
}

/**
 * How a client speaks: strings in, strings out, no state. Every text it lets in is cleaned as the command is made.
 */
export interface Dialect {
  readonly name: string;
  /** How many bad names a client may try. */
  readonly tries: number;
  /** What a client sees first. */
  readonly greet: string;
  /** Whether its clients come in without the password: the protocol has no place for one. @default false */
  readonly open?: boolean;
  /**
   * Whether what it writes of `entered` and `history` holds the messages. Otherwise they go before it, each as it was
   * when it was said. @default false
   */
  readonly holdsHistory?: boolean;
  /** Whether its clients are given a word to pick up by, with `entered`. @default false */
  readonly resumes?: boolean;
  /** What asks for the operators' secret, behind an `operator-secret` that has none. @default nothing */
  readonly secretPrompt?: string;
  /** What a client is asked for at a stage, without a newline; empty for nothing. */
  prompt(stage: Stage): string;
  /** The command in a line, or the secret; undefined when there is none. Anything else ends the client, with an error in the log. */
  read(stage: Stage, line: string | TooLong): DialectCommand | Credential | undefined;
  /**
   * The lines, each ended by a newline, that tell a fact; empty where the dialect doesn't. With `id` they answer the
   * command that `read` put it on.
   */
  write(fact: Fact, at: number, id?: string): string;
  /** How the id of a list that is asked for stands at its end, where that is one line. @default each is made by `write` */
  tail?(id: string): Tail;
  /** What the author of a message hears of it; empty for nothing. */
  own(fact: Fact, at: number, id?: string): string;
  /** What goes about everything written at once, to a client of that name. @default nothing */
  around?(name: string, at: number): Around;
}
