import { applyTurn, type ChatState, type JournalItem, type Turn } from '../../chat';

/** Applies a batch. The reducer is total; were it not, one item would be lost, and nothing else. */
export const applyBatch = (
  state: ChatState,
  items: readonly JournalItem[],
  onError: (error: unknown) => void,
): Turn => {
  try {
    return applyTurn(state, items);
  } catch (error) {
    if (items.length > 1) return applyOneByOne(state, items, onError);
    onError(error);
    return { items, state, events: [] };
  }
};

const applyOneByOne = (
  state: ChatState,
  items: readonly JournalItem[],
  onError: (error: unknown) => void,
): Turn => {
  const turns = items.map((item) => {
    const turn = applyBatch(state, [item], onError);
    state = turn.state;
    return turn;
  });
  return { items, state, events: turns.flatMap(({ events }) => events) };
};
