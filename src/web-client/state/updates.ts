import type { ClientRequest } from '../protocol/client-requests';
import { markDoubtAfter, markUnknown } from './pending-messages';
import type { State } from './state';
import { append, setText, trim, UNFETCHED_TEXT } from './timeline';
import type { TimelineItem } from './timeline-items';

/** How many lines are kept while the newest is in sight, and at most. */
export const MAX_LINES_AT_BOTTOM = 10_000;
export const MAX_LINES_SCROLLED_BACK = 20_000;

/** Asks the server for something; the answer has the id. */
export const ask = (state: State, request: ClientRequest, silent = true): State => ({
  ...send(state, request),
  asked: [...state.asked, { id: state.nextId, type: request.type, silent }],
});

/** Sends a request under the next id. */
export const send = (state: State, request: ClientRequest): State => ({
  ...state,
  nextId: state.nextId + 1,
  outbox: [...state.outbox, { ...request, id: state.nextId }],
});

/** Adds lines at the end, and lets the oldest go if there are too many. */
export const addItems = (state: State, items: readonly TimelineItem[]): State => {
  const all = append(state.lines, items);
  const lines = trim(all, state.reading ? MAX_LINES_AT_BOTTOM : MAX_LINES_SCROLLED_BACK);
  const older = lines.count < all.count && state.older !== 'asked' ? 'more' : state.older;
  return { ...state, lines, older };
};

/** Adds a line that has no place of its own in the order. */
export const addNote = (
  state: State,
  kind: 'notice' | 'error' | 'gap',
  text: string,
  at = state.now,
): State => {
  const key = `n${state.nextId}`;
  const seq = state.seen?.seq ?? 0;
  return addItems({ ...state, nextId: state.nextId + 1 }, [{ kind, key, at, epoch: state.epoch, seq, text }]);
};

/** Everything that was on its way when the connection went: nobody knows whether it came through. */
export const onConnectionLost = (state: State): State => ({
  ...state,
  asked: [],
  filling: undefined,
  lines: state.filling ? setText(state.lines, state.filling.key, UNFETCHED_TEXT) : state.lines,
  pending: markDoubtAfter(
    // The contents of a gap that is not filled are unknown.
    state.filling ? markUnknown(state.pending) : state.pending,
    state.asked.filter(({ type }) => type === 'rename' || type === 'join'),
  ),
  recalling: undefined,
  older: state.older === 'asked' ? 'more' : state.older,
});
