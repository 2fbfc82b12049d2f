import { applyTurn, type ChatState, type Item, type Turn } from '../../chat';

/** Turns that a journal has folded ahead, since it keeps what they lead to. */
const ahead = new WeakMap<readonly Item[], { readonly state: ChatState; readonly turn: Turn }>();

/** Folds a batch, unless that was done ahead. The reducer is total; were it not, one item would be lost, and nothing else. */
export const fold = (state: ChatState, items: readonly Item[], onError: (error: unknown) => void): Turn => {
  const known = ahead.get(items);
  return known?.state === state ? known.turn : guarded(state, items, onError);
};

/** Folds a batch before it is handed on: whoever folds it then, from the same state, has the same turn. */
export const foldAhead = (state: ChatState, items: readonly Item[]): Turn => {
  const turn = guarded(state, items, () => undefined);
  ahead.set(items, { state, turn });
  return turn;
};

const guarded = (state: ChatState, items: readonly Item[], onError: (error: unknown) => void): Turn => {
  try {
    return applyTurn(state, items);
  } catch (error) {
    if (items.length > 1) return oneByOne(state, items, onError);
    onError(error);
    return { items, state, notices: [] };
  }
};

const oneByOne = (state: ChatState, items: readonly Item[], onError: (error: unknown) => void): Turn => {
  const turns = items.map((item) => {
    const turn = guarded(state, [item], onError);
    state = turn.state;
    return turn;
  });
  return { items, state, notices: turns.flatMap(({ notices }) => notices) };
};
