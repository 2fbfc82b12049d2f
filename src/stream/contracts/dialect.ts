import type { Command, Enter, ChatEvent, Correlated, Message } from '../../chat';
import type { LineTooLong } from './connection';

/** The stage of a connection: it is asked for the password, then for the name; it has entered; it is closed. */
export type SessionStage = 'password' | 'name' | 'entered' | 'closed';

/**
 * A command that a dialect may return. Commands that only the session, the journal and the server make are excluded, such as
 * `grant`, which makes a client an operator.
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
          | 'talk'
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
  /** A client gives the reason of its own leave alone. */
  | (Correlated & { readonly kind: 'leave'; readonly reason?: string; readonly by?: never });

/** A secret that a client shows. The session compares or hashes it; no command, entry or log record has it. */
export type Credential = Correlated &
  (
    | {
        readonly kind: 'password';
        readonly secret: string;
        /** The command that follows if the secret is right. @default none: the name is asked for */
        readonly thenCommand?: DialectCommand;
      }
    /** Without `secret` the client is asked for it, and its next line is the secret. */
    | { readonly kind: 'operator-secret'; readonly secret?: string }
    | { readonly kind: 'resume-token'; readonly token: string }
  );

/** The text around each write to a client that has entered. */
export interface Wrapping {
  /** Before the lines, where a prompt is shown. */
  readonly prefix: string;
  /** After the lines: the prompt. */
  readonly suffix: string;
}

/** How an answer with an id differs from the one that clients share: its last characters are replaced. */
export interface CorrelationTail {
  /** The id with which `write` makes the shared answer. @default none */
  readonly placeholder?: string;
  /** How many characters at its end are replaced. */
  readonly cut: number;
  /** The characters that replace them. */
  readonly end: string;
}

/**
 * A protocol: strings in, strings out. An implementation MUST:
 *
 * 1. have no state: one instance serves all clients, and all clients of an instance share what it writes;
 * 2. clean each text that it reads (`cleanText`, `parseName`);
 * 3. end each line that it writes with a newline;
 * 4. not throw: `read` that throws ends its client, and of `write` that throws the one event is lost.
 */
export interface Dialect {
  /** Its name, for the metrics: short, and the same for all instances of a kind. */
  readonly name: string;
  /** How many invalid names a client may give; after the last one it is closed. At least 1. */
  readonly maxNameAttempts: number;
  /** The text that a client sees first, with its newlines. */
  readonly greeting: string;
  /** Whether its clients need no password, since the protocol has none. @default false */
  readonly passwordExempt?: boolean;
  /**
   * Whether the lines of `entered` and `history` contain the messages. Otherwise the messages are written before them, each as a
   * message of its time. @default false
   */
  readonly inlinesHistory?: boolean;
  /** Whether `entered` has a resume token. @default false */
  readonly issuesResumeToken?: boolean;
  /** The prompt for the operators' secret, after an `operator-secret` without one. @default empty */
  readonly secretPrompt?: string;
  /** The prompt of a stage, without a newline; empty for none. */
  prompt(stage: SessionStage): string;
  /**
   * Reads a line of a client: its command, or its secret; undefined if it has none. Another value ends the client with
   * `connection-failed` in the log, and `RX_CHAT_DIALECT` as its error.
   */
  read(stage: SessionStage, line: string | LineTooLong): DialectCommand | Credential | undefined;
  /**
   * Writes an event of the date `at`, in ms since 1970: its lines, each with its newline, or an empty text. It is called once for each room, and
   * all readers of the room get the same text. With `id` it is the answer to the command on which `read` put that id.
   */
  write(fact: ChatEvent, at: number, id?: string): string;
  /**
   * Writes messages in a row, of one author, room, kind and date: the same text as `write` for each of them.
   * @default `write` is called for each
   */
  writeMessages?(messages: readonly Message[]): string;
  /** How the id of a shared list stands at its end, where a list is one line. @default each list is written by `write` */
  tail?(id: string): CorrelationTail;
  /** Writes a message for its author; empty if the author gets none. */
  writeOwn(fact: ChatEvent, at: number, id?: string): string;
  /** The text around each write to a client of that name. @default none */
  wrap?(name: string, at: number): Wrapping;
}
