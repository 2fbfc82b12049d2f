import type { UnaryFunction, Observable } from 'rxjs';
import type { ChatState, JournalItem, Message, ClientCommand, Turn } from '../../chat';

/** A part of a room's messages. */
export interface HistoryRange {
  /** Only messages after this `seq`. @default 0 */
  readonly afterSeq?: number;
  /** Only messages before this `seq`. */
  readonly beforeSeq: number;
  /** Only so many messages, the newest ones. @default all */
  readonly limit?: number;
  /** Of the messages before a `seq`, only so many bytes, about, the newest ones. @default all */
  readonly maxBytes?: { readonly beforeSeq: number; readonly bytes: number };
}

/** The value that a journal emits. */
export interface JournalBatch {
  /** Entries, and queries at their positions between them. */
  readonly items: readonly JournalItem[];
  /** The turn that the items lead to, where the journal has applied them already. @default they are applied then */
  readonly turn?: Turn;
  /** Errors of the reducer meanwhile: each is logged. @default none */
  readonly errors?: readonly unknown[];
}

/**
 * Gives commands their order, and keeps them if it is durable. An implementation MUST:
 *
 * 1. make each write command an entry whose `seq` is one more than the last one's, and date it; where the wall clock is
 *    set, it puts a command `clock` of the server before it, if durations are not to follow;
 * 2. let queries pass in their places, dated;
 * 3. emit nothing before it is kept;
 * 4. error when it can't keep any more, and emit nothing after.
 *
 * @example
 * const logged: Journal = (command$) => memoryJournal()(command$).pipe(tap(({ items }) => console.log(items)));
 */
export interface Journal extends UnaryFunction<
  Observable<readonly ClientCommand[]>,
  Observable<JournalBatch>
> {
  /** The id of its log: a `seq` of another log means another entry. @default another one each time */
  readonly logId?: string;
  /** Whether an entry is kept before it is emitted. @default false */
  readonly durable?: boolean;
  /**
   * Whether it takes a `talk` command, which is as many entries as it has texts. @default false: it gets each text as a
   * `say`
   */
  readonly acceptsTalk?: boolean;
  /** The state after the entries that it has kept. @default the state before the first entry */
  readonly state?: ChatState;
  /** Reads messages of a room, by the comparison key of the room, in their order: those that memory no longer has. @default none are kept */
  readonly readHistory?: (room: string, range: HistoryRange) => AsyncIterable<readonly Message[]>;
  /** The `seq` of the oldest entry that it keeps. @default 0 */
  readonly oldestSeq?: () => number;
  /** Releases its resources. Called once its stream has ended. @default there are none */
  readonly close?: () => Promise<void>;
}
