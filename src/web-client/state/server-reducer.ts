import { quote } from '../../chat/text/quote';
import { comeIn } from './entered-reducer';
import { hear, messageItem, seeing, settle, toldItem } from './message-reducer';
import { takeHistory } from './history-reducer';
import type { MessageItem } from './timeline-items';
import { replace } from './timeline';
import type { ServerObject } from '../protocol/server-messages';
import { moveBehind } from './pending-messages';
import { isOut, refuse } from './error-reducer';
import { addItems, addNote, type Asked, type State } from './state';
import { askToEnter } from './connection-reducer';

/** What the page knows after an object of the server. */
export const receive = (before: State, object: ServerObject, at: number): State => {
  const asked = 'id' in object ? before.asked.find(({ id }) => id === object.id) : undefined;
  const state = asked ? { ...before, asked: before.asked.filter((each) => each !== asked) } : before;
  switch (object.type) {
    case 'hello':
      return isOut(state) ? askToEnter(state) : state;
    case 'entered':
      return comeIn(state, object, at);
    case 'said':
    case 'acted':
      return hear(settle(state, object.id), messageItem(state, object));
    case 'told':
      return hear(settle(state, object.id), toldItem(state, object));
    case 'joined':
    case 'left':
    case 'renamed':
    case 'topic':
      return change(state, object, asked);
    case 'members':
      return takeMembers(state, object, asked);
    case 'rooms':
      return { ...state, rooms: object.rooms };
    case 'history':
      return takeHistory(state, object);
    case 'deleted':
      return remove(state, object.seq);
    case 'skipped':
      return addNote(state, 'gap', skippedText(object), at);
    case 'notice':
      return addNote(state, 'notice', object.text, at);
    case 'error':
      return refuse(state, object, asked, at);
    default:
      return state;
  }
};

const skippedText = ({ count, of }: Extract<ServerObject, { type: 'skipped' }>): string => {
  const [one, more] =
    of === 'told' ? ['private message was', 'private messages were'] : ['line was', 'lines were'];
  return `${count} ${count === 1 ? one : more} skipped here: this page was reading too slowly.`;
};

type Change = Extract<ServerObject, { type: 'joined' | 'left' | 'renamed' | 'topic' }>;

/** Something about the room or its members. */
const change = (state: State, object: Change, asked: Asked | undefined): State => {
  if (object.type === 'topic' && object.seq === undefined) {
    const topic =
      object.text === '' ? `${object.room} has no topic.` : `The topic of ${object.room}: ${object.text}`;
    const next = { ...state, topic: object.text };
    return asked && !asked.silent ? addNote(next, 'notice', topic) : next;
  }
  const { seq = 0, at = '' } = object;
  // A key of its own: one place in the order may be that of several events.
  const place = { key: `e${state.nextId}`, at: Date.parse(at), epoch: state.epoch, seq };
  return addItems(applyChange({ ...seeing(state, seq), nextId: state.nextId + 1 }, object), [
    { kind: 'event', ...place, ...describe(object) },
  ]);
};

const applyChange = (state: State, object: Change): State => {
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
        pending: moveBehind(state.pending, object.id, { from: object.to }),
      };
    case 'topic':
      return { ...state, topic: object.text };
  }
};

const describe = (
  object: Change,
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

const takeMembers = (
  state: State,
  { room, count, members }: Extract<ServerObject, { type: 'members' }>,
  asked: Asked | undefined,
): State => {
  const next = room === state.session.room ? { ...state, members, count } : state;
  return asked?.silent ? next : addNote(next, 'notice', `${count} in ${room}: ${members.join(', ')}`);
};

const remove = (state: State, seq: number): State => ({
  ...state,
  lines: replace(
    state.lines,
    (item) =>
      item.seq === seq && item.epoch === state.epoch && (item.kind === 'said' || item.kind === 'acted'),
    (item) => ({ ...(item as MessageItem), text: '', deleted: true }),
  ),
});
