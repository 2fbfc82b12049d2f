import { applyTurn, type ChatState, type JournalItem, type Turn } from '../../chat';

/** Turns that a journal has folded ahead, since it keeps what they lead to. */
const precomputed = new WeakMap<readonly JournalItem[], { readonly state: ChatState; readonly turn: Turn }>();

/** Folds a batch, unless that was done ahead. The reducer is total; were it not, one item would be lost, and nothing else. */
export const applyBatch = (
  state: ChatState,
  items: readonly JournalItem[],
  onError: (error: unknown) => void,
): Turn => {
  const known = precomputed.get(items);
  return known?.state === state ? known.turn : applySafely(state, items, onError);
};

/** Folds a batch before it is handed on: whoever folds it then, from the same state, has the same turn. */
export const precompute = (state: ChatState, items: readonly JournalItem[]): Turn => {
  const turn = applySafely(state, items, () => undefined);
  precomputed.set(items, { state, turn });
  return turn;
};

const applySafely = (
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
    const turn = applySafely(state, [item], onError);
    state = turn.state;
    return turn;
  });
  return { items, state, events: turns.flatMap(({ events }) => events) };
};
