import type { Command, Enter, ChatEvent, Correlated } from '../../chat';
import type { LineTooLong } from './connection';

/** Where a connection stands. Moved only by notices. */
export type SessionStage = 'password' | 'name' | 'entered' | 'closed';

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
  | (Correlated &
      Omit<Enter, 'remote' | 'resumeTokenHash'> & {
        readonly remote?: never;
        readonly resumeTokenHash?: never;
      })
  /** A client says itself why it leaves, if anybody does: nobody else has a hand in it. */
  | (Correlated & { readonly kind: 'leave'; readonly reason?: string; readonly by?: never });

/** A secret that a client shows. The session compares or hashes it, and no command has it. */
export type Credential = Correlated &
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
export interface Wrapping {
  readonly prefix: string;
  readonly suffix: string;
}

/** How an answer with an id differs from one that all may share: its last characters give way to others. */
export interface CorrelationTail {
  /** The id with which `write` makes the shared one. @default none */
  readonly placeholder?: string;
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
  readonly maxNameAttempts: number;
  /** What a client sees first. */
  readonly greeting: string;
  /** Whether its clients come in without the password: the protocol has no place for one. @default false */
  readonly passwordExempt?: boolean;
  /**
   * Whether what it writes of `entered` and `history` holds the messages. Otherwise they go before it, each as it was
   * when it was said. @default false
   */
  readonly inlinesHistory?: boolean;
  /** Whether its clients are given a word to pick up by, with `entered`. @default false */
  readonly issuesResumeToken?: boolean;
  /** What asks for the operators' secret, behind an `operator-secret` that has none. @default nothing */
  readonly secretPrompt?: string;
  /** What a client is asked for at a stage, without a newline; empty for nothing. */
  prompt(stage: SessionStage): string;
  /** The command in a line, or the secret; undefined when there is none. Anything else ends the client, with an error in the log. */
  read(stage: SessionStage, line: string | LineTooLong): DialectCommand | Credential | undefined;
  /**
   * The lines, each ended by a newline, that tell a fact; empty where the dialect doesn't. With `id` they answer the
   * command that `read` put it on.
   */
  write(fact: ChatEvent, at: number, id?: string): string;
  /** How the id of a list that is asked for stands at its end, where that is one line. @default each is made by `write` */
  tail?(id: string): CorrelationTail;
  /** What the author of a message hears of it; empty for nothing. */
  writeOwn(fact: ChatEvent, at: number, id?: string): string;
  /** What goes about everything written at once, to a client of that name. @default nothing */
  wrap?(name: string, at: number): Wrapping;
}
