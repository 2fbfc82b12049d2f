import type { TimelineItem, MessageItem } from './timeline-items';
import type { SentMessage, PrivateMessage } from '../protocol/server-messages';
import type { State } from './state';
import { addItems } from './updates';

/** A message of the server as a line. */
export const messageItem = (
  { epoch, session }: State,
  { type, seq, at, from, text }: SentMessage,
): MessageItem => ({
  kind: type,
  key: `${epoch}:${seq}`,
  at: Date.parse(at),
  epoch,
  seq,
  from,
  text,
  own: from === session.name,
});

export const privateItem = (
  { epoch, session, seen, nextId }: State,
  { at, from, to, text, id }: PrivateMessage,
): MessageItem => ({
  kind: 'told',
  key: `t${id ?? nextId}`,
  at: Date.parse(at),
  epoch,
  seq: seen?.seq ?? 0,
  from,
  to,
  text,
  own: from === session.name && (id !== undefined || to !== session.name),
});

/** A text has come through: what comes now is its receipt. */
export const acknowledge = (state: State, id: number | undefined): State =>
  id === undefined ? state : { ...state, pending: state.pending.filter((each) => each.id !== id) };

export const addMessage = (state: State, item: MessageItem): State => {
  const next = { ...markSeen(state, item.seq), nextId: state.nextId + 1 };
  return countUnread(addItems(next, [item]), item.own ? [] : [item]);
};

/** The unread messages. */
export const countUnread = (state: State, [first, ...more]: readonly TimelineItem[]): State => {
  if (state.reading || !first) return state;
  const { count, from = first.key } = state.unread;
  return { ...state, unread: { count: count + 1 + more.length, from } };
};

/** The last place in the order that was seen. */
export const markSeen = (state: State, seq: number): State =>
  state.seen && seq > state.seen.seq ? { ...state, seen: { ...state.seen, seq } } : state;
