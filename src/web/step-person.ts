import { firstItem, noLines, trim } from './lines';
import { isUtterance, type Request, type Utterance } from './requests';
import { ask, cutOff, KEPT, MOST, send, type Pending, type State } from './state';

/** How many older messages are asked for at once. */
const PAGE = 100;

/** Another name keeps the lines; another room does not. */
export const enterAs = (
  state: State,
  { name, room, password }: { readonly name: string; readonly room: string; readonly password: string },
  at: number,
): State => {
  const where = room.trim() === '' ? 'lobby' : room.trim();
  const base = where === state.session.room ? state : forget(state);
  const session = { name: name.trim(), room: where, ...(password === '' ? {} : { password }) };
  return {
    ...cutOff(base),
    session,
    heldSince: undefined,
    phase: { kind: 'entering', returning: false, since: at },
    dial: state.dial + 1,
  };
};

const forget = (state: State): State => ({
  ...state,
  seen: undefined,
  filling: undefined,
  lines: noLines,
  pending: [],
  older: 'none',
  unread: { count: 0 },
});

/** Sends what was typed. `now` is when the last thing was sent, so that its answer is not missed too early. */
export const submit = (state: State, requests: readonly Request[], at: number): State => {
  if (state.phase.kind !== 'in') return keepUnsent(state, requests, at);
  const marked = { ...state, now: at, unread: { count: 0 } };
  return requests.reduce((now, request) => submitOne(now, request, at), marked);
};

/** The connection went after the last drawing: who typed could not know, and the message box has let go of the text. */
const keepUnsent = (state: State, requests: readonly Request[], at: number): State => {
  const unsent = requests.filter(isUtterance).map((utterance, index): Pending => ({
    id: state.nextId + index,
    from: state.session.name,
    at,
    utterance,
    status: 'failed',
    why: 'There was no connection.',
  }));
  return { ...state, nextId: state.nextId + unsent.length, pending: [...state.pending, ...unsent] };
};

const submitOne = (state: State, request: Request, at: number): State => {
  if (request.type === 'leave')
    return { ...send(state, request), phase: { kind: 'ended', why: 'You have left the chat.' } };
  return isUtterance(request) ? utter(state, request, at) : ask(state, request, false);
};

const utter = (state: State, utterance: Utterance, at: number): State => ({
  ...send(state, utterance),
  pending: [
    ...state.pending,
    { id: state.nextId, from: state.session.name, at, utterance, status: 'sending' },
  ],
});

/** Sends again what did not come through. */
export const resend = (state: State, id: number, at: number): State => {
  const found = state.pending.find((each) => each.id === id);
  if (!found || found.status === 'sending' || state.phase.kind !== 'in') return state;
  return utter(discard({ ...state, now: at }, id), found.utterance, at);
};

export const discard = (state: State, id: number): State => ({
  ...state,
  pending: state.pending.filter((each) => each.id !== id),
});

/** Asks for older messages than the oldest one here. */
export const recall = (state: State, at: number): State => {
  if (state.phase.kind !== 'in' || state.older !== 'more' || state.filling) return state;
  if (state.lines.count >= MOST) return { ...state, older: 'full' };
  const first = firstItem(
    state.lines,
    ({ kind, epoch }) => (kind === 'said' || kind === 'acted') && epoch === state.epoch,
  );
  if (!first) return { ...state, older: 'none' };
  return {
    ...ask({ ...state, now: at }, { type: 'history', before: first.seq, limit: PAGE }),
    older: 'asked',
  };
};

/** Whether the newest line is in sight, in a page that is. */
export const look = (state: State, reading: boolean): State => {
  if (reading === state.reading) return state;
  if (!reading) return { ...state, reading, unread: { count: 0 } };
  const lines = trim(state.lines, KEPT);
  const older = lines === state.lines || state.older === 'asked' ? state.older : 'more';
  return { ...state, reading, lines, older, unread: { ...state.unread, count: 0 } };
};

/** Tries again: at once if it is being tried anyway. */
export const again = (state: State, at: number): State => {
  const { kind } = state.phase;
  if (kind !== 'ended' && kind !== 'lost') return state;
  return {
    ...state,
    dial: state.dial + 1,
    phase: { kind: 'entering', returning: state.seen !== undefined, since: at },
  };
};

/** Asks for the rooms, unless that has been asked. */
export const listRooms = (state: State, at: number): State =>
  state.phase.kind === 'in' && !state.asked.some(({ type }) => type === 'rooms')
    ? ask({ ...state, now: at }, { type: 'rooms' })
    : state;
