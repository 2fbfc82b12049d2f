import type { Message } from './message';

/**
 * The last messages of a room: a window on an array that only grows. "The history as of this entry" is therefore two
 * numbers, and one more message copies nothing. All histories of a room share the array; none reads beyond its `to`.
 */
export interface HistoryWindow {
  /** The array. Only the messages from `from` up to `to` are part of the history. */
  readonly messages: readonly Message[];
  /** The index of the first message. */
  readonly from: number;
  /** The index after the last message. */
  readonly to: number;
  /** The `seq` of the newest message that it has lost; 0 if it has all of them. */
  readonly lostSeq: number;
}

export const emptyHistory: HistoryWindow = { messages: [], from: 0, to: 0, lostSeq: 0 };

export const isEmpty = ({ from, to }: HistoryWindow): boolean => from === to;

/**
 * The history with more messages, of which at most `cap` are kept.
 *
 * Appends in place when this is the newest window on its array, and copies when it is not (two folds from one state)
 * or when the array holds twice the limit, so that the cost is constant per message and the memory bounded.
 */
export const appendAll = (history: HistoryWindow, added: readonly Message[], cap: number): HistoryWindow => {
  if (cap === 0) return { ...emptyHistory, lostSeq: added.at(-1)?.seq ?? history.lostSeq };
  let { messages, from, to, lostSeq } = history;
  for (const message of added) {
    const start = Math.max(from, to + 1 - cap);
    if (start > from) lostSeq = messages[start - 1]?.seq ?? lostSeq;
    if (messages.length === to && to < 2 * cap && to > 0) {
      (messages as Message[]).push(message);
      [from, to] = [start, to + 1];
    } else {
      messages = [...messages.slice(start, to), message];
      [from, to] = [0, messages.length];
    }
  }
  return { messages, from, to, lostSeq };
};

/** The history with one more message. */
export const append = (history: HistoryWindow, message: Message, cap: number): HistoryWindow =>
  appendAll(history, [message], cap);

/** Where in the array the first message of the window stands that is of this seq or a later one. */
export const indexOfSeq = ({ messages, from, to }: HistoryWindow, seq: number): number => {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The last `limit` messages before a seq. */
export const lastBefore = (history: HistoryWindow, seq: number, limit: number): HistoryWindow => {
  const to = indexOfSeq(history, seq);
  return slice(history, Math.max(history.from, to - limit), to);
};

/** A part of a window: messages omitted at its front are lost for the receiver of the part. */
export const slice = (history: HistoryWindow, from: number, to: number): HistoryWindow => {
  const lostSeq =
    from > history.from ? (history.messages[from - 1]?.seq ?? history.lostSeq) : history.lostSeq;
  return { messages: history.messages, from, to, lostSeq };
};

/** The last messages of a window, as many as have at most so many bytes together. */
export const lastWithinBytes = (
  history: HistoryWindow,
  most: number,
  sizeOf: (message: Message) => number,
): HistoryWindow => {
  const { messages, to } = history;
  let from = to;
  for (let bytes = 0; from > history.from; from--) {
    const message = messages[from - 1];
    bytes += message ? sizeOf(message) : 0;
    if (bytes > most) break;
  }
  return slice(history, from, to);
};

/** The messages of a window that `drop` holds for, and the history without them. */
export const removeMatching = (
  history: HistoryWindow,
  drop: (message: Message) => boolean,
): { readonly dropped: readonly Message[]; readonly history: HistoryWindow } => {
  const all = history.messages.slice(history.from, history.to);
  const dropped = all.filter(drop);
  if (dropped.length === 0) return { dropped, history };
  const messages = all.filter((message) => !drop(message));
  return { dropped, history: { messages, from: 0, to: messages.length, lostSeq: history.lostSeq } };
};
