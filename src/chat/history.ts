import type { Message } from './message';

/**
 * A room's last messages: a window on an array that only grows. "The history as of this entry" is therefore two
 * numbers, and remembering one more message copies nothing. The array is shared by every history it grew from; none
 * of them looks beyond its own `to`.
 */
export interface HistoryWindow {
  readonly messages: readonly Message[];
  readonly from: number;
  readonly to: number;
}

export const emptyHistory: HistoryWindow = { messages: [], from: 0, to: 0 };

/**
 * The history with one more message, and with at most `cap` of them.
 *
 * Appends in place when this is the newest window on its array, and copies when it is not (two folds from one state)
 * or when the array holds twice the cap, so that the cost is constant per message and the memory bounded.
 */
export const remember = (
  { messages, from, to }: HistoryWindow,
  message: Message,
  cap: number,
): HistoryWindow => {
  if (cap === 0) return emptyHistory;
  const start = Math.max(from, to + 1 - cap);
  if (messages.length === to && to < 2 * cap && to > 0) {
    (messages as Message[]).push(message);
    return { messages, from: start, to: to + 1 };
  }
  const kept = messages.slice(start, to);
  kept.push(message);
  return { messages: kept, from: 0, to: kept.length };
};
