import type { UnaryFunction, Observable } from 'rxjs';
import type { ChatState, JournalItem, Message, ClientCommand } from '../../chat';

/** Which messages of a room: behind one seq, before another, and the last so many of them. */
export interface HistoryRange {
  /** @default 0: from the first on */
  readonly after?: number;
  readonly before: number;
  /** @default all */
  readonly limit?: number;
  /** Of those before a seq, only the last so many bytes, about. */
  readonly most?: { readonly before: number; readonly bytes: number };
}

/**
 * Orders what is posted, and, if it is durable, keeps it. What implements it MUST:
 *
 * 1. make each order an entry whose `seq` is one more than the last one's, and date it; where the wall clock is set it
 *    puts an order `clock` of the server before it, if durations are not to follow;
 * 2. let queries pass in their places, dated;
 * 3. emit nothing before it is kept;
 * 4. error when it can't keep any more, and emit nothing after.
 */
export interface Journal extends UnaryFunction<
  Observable<readonly ClientCommand[]>,
  Observable<readonly JournalItem[]>
> {
  /** What its log is known by. @default another one each time */
  readonly logId?: string;
  /** The state that what it has kept leads to. @default the empty one, and nothing is kept */
  readonly state?: ChatState;
  /** What was said in a room, by the room's comparison key, in its order, as far as it is kept: for what memory no longer holds. */
  readonly readHistory?: (room: string, range: HistoryRange) => AsyncIterable<readonly Message[]>;
  /** The seq of the oldest entry that it keeps: what came before is gone. */
  readonly oldestSeq?: () => number;
  /** Lets go of what it holds. Called once its stream has ended. */
  readonly close?: () => Promise<void>;
}
