import { applyTurn, type ChatState } from '../../chat';
import { countMessages } from '../store/room-index';
import { RowError } from '../store/row-checksums';
import type { MessageCount, Store } from '../store/store';

/** The contents of a store, to continue from. */
export interface Restored {
  /** The newest state that is kept. */
  readonly head: ChatState;
  /** That with what came after it. */
  readonly state: ChatState;
  readonly count: MessageCount;
}

/** Reads the newest state, and folds what came after it: a start reads little. */
export const restore = (store: Store): Restored => {
  const head = store.state('head');
  const base = store.state('base');
  // With little to keep, what the newest state is followed by may have been pruned since.
  const first = base.seq > head.seq ? base : head;
  let state = first;
  let { seq, messages } = store.count;
  for (const { seq: begins, entries } of store.batches(first.seq + 1)) {
    if (begins > state.seq + 1) throw new RowError('batches', [state.seq + 1], 'it is missing');
    const turn = applyTurn(
      state,
      entries.filter((entry) => entry.seq > first.seq),
    );
    state = turn.state;
    if (state.seq > seq) messages += countMessages(turn);
    seq = Math.max(seq, state.seq);
  }
  return { head, state, count: { seq, messages } };
};
