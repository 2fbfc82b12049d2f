import { firstMessage } from './history-reducer';
import { emptyTimeline, trim } from './timeline';
import { isIn, type Pending } from './pending-messages';
import { isOutgoingText, type ClientRequest, type OutgoingText } from '../protocol/client-requests';
import type { State } from './state';
import { ask, onConnectionLost, MAX_LINES_AT_BOTTOM, MAX_LINES_SCROLLED_BACK, send } from './updates';

/** How many older messages are asked for at once. */
const HISTORY_PAGE_MESSAGES = 100;

/** Another name keeps the lines; another room does not. */
export const enter = (
  state: State,
  { name, room, password }: { readonly name: string; readonly room: string; readonly password: string },
  at: number,
): State => {
  const where = room.trim() === '' ? 'lobby' : room.trim();
  const base = where === state.session.room ? state : resetView(state);
  // The field is empty whenever the form is shown; what was said once stands.
  const secret = password === '' ? state.session.password : password;
  return {
    ...onConnectionLost(base),
    session: { name: name.trim(), room: where, ...(secret === undefined ? {} : { password: secret }) },
    hasLeft: false,
    heldSince: undefined,
    phase: { kind: 'entering', returning: false, since: at },
    dial: state.dial + 1,
  };
};

/** Unsent texts stay until their room is entered again. */
const resetView = (state: State): State => ({
  ...onConnectionLost(state),
  seen: undefined,
  lines: emptyTimeline,
  older: 'none',
  unread: { count: 0 },
});

/** Sends what was typed. `now` is when the last thing was sent, so that its answer is not missed too early. */
export const submit = (state: State, requests: readonly ClientRequest[], at: number): State => {
  const marked = state.phase.kind === 'entered' ? { ...state, now: at, unread: { count: 0 } } : state;
  return requests.reduce((now, request) => submitOne(now, request, at), marked);
};

/**
 * Without a user that has entered, a text becomes a pending message that was not sent. Either the connection closed after
 * the last render, and the message box is empty already, or the text stood behind a leave.
 */
const submitOne = (state: State, request: ClientRequest, at: number): State => {
  if (state.phase.kind !== 'entered') return isOutgoingText(request) ? keepUnsent(state, request, at) : state;
  if (request.type === 'leave') return leave(state, request);
  return isOutgoingText(request) ? sendMessage(state, request, at) : ask(state, request, false);
};

const leave = (state: State, request: ClientRequest): State => ({
  ...onConnectionLost(send(state, request)),
  hasLeft: true,
  phase: { kind: 'ended', why: 'You have left the chat.' },
});

const sendMessage = (state: State, utterance: OutgoingText, at: number): State => ({
  ...send(state, utterance),
  pending: [...state.pending, { ...pendingFor(state, utterance, at), status: 'sending' }],
});

const keepUnsent = (state: State, utterance: OutgoingText, at: number): State => ({
  ...state,
  nextId: state.nextId + 1,
  pending: [
    ...state.pending,
    { ...pendingFor(state, utterance, at), status: 'failed', why: 'There was no connection.' },
  ],
});

const pendingFor = (
  { nextId, session }: State,
  utterance: OutgoingText,
  at: number,
): Omit<Pending, 'status'> => ({ id: nextId, room: session.room, from: session.name, at, utterance });

/** Sends again what did not come through, and nowhere else. */
export const resend = (state: State, id: number, at: number): State => {
  const found = state.pending.find((each) => each.id === id);
  if (!found || found.status === 'sending' || state.phase.kind !== 'entered') return state;
  if (!isIn(found, state.session.room)) return state;
  return sendMessage(discard({ ...state, now: at }, id), found.utterance, at);
};

export const discard = (state: State, id: number): State => ({
  ...state,
  pending: state.pending.filter((each) => each.id !== id),
});

/** Asks for older messages than the oldest one here. */
export const loadOlder = (state: State, at: number): State => {
  if (state.phase.kind !== 'entered' || state.older !== 'more' || state.filling) return state;
  if (state.lines.count >= MAX_LINES_SCROLLED_BACK) return { ...state, older: 'full' };
  const first = firstMessage(state);
  if (!first) return { ...state, older: 'none' };
  return {
    ...ask({ ...state, now: at }, { type: 'history', before: first.seq, limit: HISTORY_PAGE_MESSAGES }),
    older: 'asked',
    recalling: { id: state.nextId, before: first.seq },
  };
};

/** Whether the newest line is in sight, in a page that is. */
export const setReading = (state: State, reading: boolean): State => {
  if (reading === state.reading) return state;
  if (!reading) return { ...state, reading, unread: { count: 0 } };
  const lines = trim(state.lines, MAX_LINES_AT_BOTTOM);
  const older = lines === state.lines || state.older === 'asked' ? state.older : 'more';
  return { ...state, reading, lines, older, unread: { ...state.unread, count: 0 } };
};

/** Tries again: at once if it is being tried anyway. */
export const reconnect = (state: State, at: number): State => {
  const { kind } = state.phase;
  if (kind !== 'ended' && kind !== 'lost') return state;
  return {
    ...onConnectionLost(state),
    hasLeft: false,
    dial: state.dial + 1,
    phase: { kind: 'entering', returning: state.seen !== undefined, since: at },
  };
};

/** Asks for the rooms, unless that has been asked. */
export const listRooms = (state: State, at: number): State =>
  state.phase.kind === 'entered' && !state.asked.some(({ type }) => type === 'rooms')
    ? ask({ ...state, now: at }, { type: 'rooms' })
    : state;
