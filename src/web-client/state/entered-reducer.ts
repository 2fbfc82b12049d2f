import type { MessageItem } from './timeline-items';
import { append, itemsOf, emptyTimeline, FORGOTTEN_TEXT } from './timeline';
import type { EnteredMessage } from '../protocol/server-messages';
import { countUnread, messageItem } from './message-reducer';
import { removeDelivered, failRemaining, markUnknown, updateAfter } from './pending-messages';
import type { State } from './state';
import { addItems, addNote, ask } from './updates';

/** How many private messages go with somebody to another room, and up to how many members a whole list is asked for. */
const CARRIED_PRIVATE_MESSAGES = 200;
const MAX_LISTED_MEMBERS = 1000;

/** It is in: for the first time, in another room, or again. */
export const onEntered = (state: State, object: EnteredMessage, at: number): State => {
  const moved = state.phase.kind === 'entered';
  const arrived: State = {
    ...state,
    phase: { kind: 'entered' },
    session: { ...state.session, name: object.name, room: object.room },
    topic: object.topic,
    members: object.members,
    count: object.count,
    pending: moved ? updateAfter(state.pending, object.id, { room: object.room }) : state.pending,
    heldSince: undefined,
    now: at,
  };
  const filled =
    state.seen && !moved ? mergeMissed(arrived, object, state.seen, at) : replaceTimeline(arrived, object);
  return requestLists(filled);
};

const requestLists = (state: State): State => {
  const { members, count } = state;
  const whole = members.length < count && count <= MAX_LISTED_MEMBERS ? ask(state, { type: 'who' }) : state;
  return ask(whole, { type: 'rooms' });
};

/** The last messages of a room that is new to the page. */
const replaceTimeline = (state: State, { log, seq, history }: EnteredMessage): State => {
  const told = itemsOf(state.lines).filter(({ kind }) => kind === 'told');
  const items = history.map((each) => messageItem(state, each));
  const lines = mergePrivate(items, told.slice(-CARRIED_PRIVATE_MESSAGES));
  return {
    ...state,
    filling: undefined,
    recalling: undefined,
    seen: { log, seq },
    pending: markUnknown(state.pending),
    lines: append({ ...emptyTimeline, next: state.lines.next }, lines),
    older: items.length > 0 ? 'more' : 'none',
    unread: { count: 0 },
  };
};

/** Puts lines among others by their dates, and leaves both in their order: the server's clock may have been set back. */
const mergePrivate = <T extends { readonly at: number }>(
  items: readonly T[],
  told: readonly T[],
): readonly T[] => {
  const rest = [...told];
  const ahead = (at: number): readonly T[] => {
    const end = rest.findIndex((line) => line.at > at);
    return rest.splice(0, end < 0 ? rest.length : end);
  };
  return [...items.flatMap((item) => [...ahead(item.at), item]), ...rest];
};

/** Appends the missed messages; a gap is filled if the server has the messages, and marked otherwise. */
const mergeMissed = (
  state: State,
  { log, seq, history, complete }: EnteredMessage,
  seen: { readonly log: string; readonly seq: number },
  at: number,
): State => {
  const same = log === seen.log;
  const marked = same
    ? complete
      ? state
      : markGap(state, seen.seq, history[0]?.seq, at)
    : startNewEpoch(state, at);
  const items = history.map((each) => messageItem(marked, each));
  const rest = complete ? 'none' : marked.filling ? 'missing' : 'forgotten';
  const settled = resolvePending({ ...marked, seen: { log, seq } }, items, rest);
  const { unread } = settled;
  const [first] = items.filter(({ own }) => !own);
  const shown = first && unread.from === undefined ? { ...unread, from: first.key } : unread;
  return countUnread(
    addItems({ ...settled, unread: shown }, items),
    items.filter(({ own }) => !own),
  );
};

const startNewEpoch = (state: State, at: number): State => {
  const text = 'The server has started anew here: what was said in between may be missing.';
  const anew: State = {
    ...state,
    pending: markUnknown(state.pending),
    epoch: state.epoch + 1,
    older: 'none',
  };
  return addNote(anew, 'gap', text, at);
};

const markGap = (state: State, to: number, before: number | undefined, at: number): State => {
  if (before === undefined) return addNote(state, 'gap', FORGOTTEN_TEXT, at);
  const key = `n${state.nextId}`;
  const marked = addNote(state, 'gap', 'Fetching what was missed…', at);
  const id = marked.nextId;
  return {
    ...ask(marked, { type: 'history', before, limit: 1000 }),
    filling: { id, key, to, before, rounds: 1 },
  };
};

/**
 * Own texts that were on their way when the connection went. They have come through if they are in what was missed. If
 * they are not, they have not where nothing is missing any more; where something is missing for good, nobody can tell.
 */
export const resolvePending = (
  state: State,
  items: readonly MessageItem[],
  rest: 'missing' | 'none' | 'forgotten',
): State => {
  const { room } = state.session;
  const pending = removeDelivered(state.pending, room, items);
  if (rest === 'missing') return { ...state, pending };
  return { ...state, pending: rest === 'none' ? failRemaining(pending, room) : markUnknown(pending) };
};
