import { quote } from '../../chat/text/quote';
import { onEntered } from './entered-reducer';
import { addMessage, messageItem, markSeen, acknowledge, privateItem } from './message-reducer';
import { onHistory } from './history-reducer';
import type { MessageItem } from './timeline-items';
import { replace } from './timeline';
import type { ServerMessage } from '../protocol/server-messages';
import { updateAfter } from './pending-messages';
import { isOutside, onError } from './error-reducer';
import type { PendingRequest, State } from './state';
import { addItems, addNote } from './updates';
import { sendEnter } from './connection-reducer';

/** The state after an object of the server. */
export const onServerMessage = (before: State, object: ServerMessage, at: number): State => {
  const asked = 'id' in object ? before.asked.find(({ id }) => id === object.id) : undefined;
  const state = asked ? { ...before, asked: before.asked.filter((each) => each !== asked) } : before;
  switch (object.type) {
    case 'hello':
      return isOutside(state) ? sendEnter(state) : state;
    case 'entered':
      return onEntered(state, object, at);
    case 'said':
    case 'acted':
      return addMessage(acknowledge(state, object.id), messageItem(state, object));
    case 'told':
      return addMessage(acknowledge(state, object.id), privateItem(state, object));
    case 'joined':
    case 'left':
    case 'renamed':
    case 'topic':
      return onRoomEvent(state, object, asked);
    case 'members':
      return onMembers(state, object, asked);
    case 'rooms':
      return { ...state, rooms: object.rooms };
    case 'history':
      return onHistory(state, object);
    case 'deleted':
      return onDeleted(state, object.seq);
    case 'skipped':
      return addNote(state, 'gap', skippedText(object), at);
    case 'notice':
      return addNote(state, 'notice', object.text, at);
    case 'error':
      return onError(state, object, asked, at);
    default:
      return state;
  }
};

const skippedText = ({ count, of }: Extract<ServerMessage, { type: 'skipped' }>): string => {
  const [one, more] =
    of === 'told' ? ['private message was', 'private messages were'] : ['line was', 'lines were'];
  return `${count} ${count === 1 ? one : more} skipped here: this page was reading too slowly.`;
};

type RoomEvent = Extract<ServerMessage, { type: 'joined' | 'left' | 'renamed' | 'topic' }>;

/** Something about the room or its members. */
const onRoomEvent = (state: State, object: RoomEvent, asked: PendingRequest | undefined): State => {
  if (object.type === 'topic' && object.seq === undefined) {
    const topic =
      object.text === '' ? `${object.room} has no topic.` : `The topic of ${object.room}: ${object.text}`;
    const next = { ...state, topic: object.text };
    return asked && !asked.silent ? addNote(next, 'notice', topic) : next;
  }
  const { seq = 0, at = '' } = object;
  // A key of its own: one place in the order may be that of several events.
  const place = { key: `e${state.nextId}`, at: Date.parse(at), epoch: state.epoch, seq };
  return addItems(applyChange({ ...markSeen(state, seq), nextId: state.nextId + 1 }, object), [
    { kind: 'event', ...place, ...describe(object) },
  ]);
};

const applyChange = (state: State, object: RoomEvent): State => {
  const { members, count, session } = state;
  switch (object.type) {
    case 'joined':
      return {
        ...state,
        members: [...members.filter((name) => name !== object.name), object.name],
        count: count + 1,
      };
    case 'left':
      return {
        ...state,
        members: members.filter((name) => name !== object.name),
        count: Math.max(1, count - 1),
      };
    case 'renamed':
      return {
        ...state,
        members: members.map((name) => (name === object.from ? object.to : name)),
        session: session.name === object.from ? { ...session, name: object.to } : session,
        pending: updateAfter(state.pending, object.id, { from: object.to }),
      };
    case 'topic':
      return { ...state, topic: object.text };
  }
};

const describe = (
  object: RoomEvent,
): { readonly who: string; readonly what: string; readonly more?: string } => {
  switch (object.type) {
    case 'joined':
      return { who: object.name, what: 'has joined' };
    case 'left':
      return object.reason === undefined
        ? { who: object.name, what: 'has left' }
        : {
            who: object.name,
            what: 'has left:',
            more: object.by === undefined ? quote(object.reason) : object.reason,
          };
    case 'renamed':
      return { who: object.from, what: 'is now known as', more: object.to };
    case 'topic':
      return { who: object.from ?? '', what: 'set the topic:', more: object.text };
  }
};

const onMembers = (
  state: State,
  { room, count, members }: Extract<ServerMessage, { type: 'members' }>,
  asked: PendingRequest | undefined,
): State => {
  const next = room === state.session.room ? { ...state, members, count } : state;
  return asked?.silent ? next : addNote(next, 'notice', `${count} in ${room}: ${members.join(', ')}`);
};

const onDeleted = (state: State, seq: number): State => ({
  ...state,
  lines: replace(
    state.lines,
    (item) =>
      item.seq === seq && item.epoch === state.epoch && (item.kind === 'said' || item.kind === 'acted'),
    (item) => ({ ...(item as MessageItem), text: '', deleted: true }),
  ),
});
