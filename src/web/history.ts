import { resolve } from './come-in';
import { FORGOTTEN, reword } from './gaps';
import type { Item, MessageItem } from './items';
import { insert, replace } from './lines';
import type { HistoryObject } from './objects';
import { messageItem } from './hear';
import { ask, type Filling, type State } from './state';

/** How often older messages are asked for, to fill one hole. */
const ROUNDS = 20;

/** Older messages: those that were scrolled up to, or those that fill a hole. */
export const takeHistory = (state: State, object: HistoryObject): State => {
  const { filling } = state;
  if (filling && object.id === filling.id) return fillGap(state, filling, object);
  if (state.older !== 'asked' || object.room !== state.session.room) return state;
  const items = object.history.map((each) => messageItem(state, each));
  const older = object.complete || items.length === 0 ? 'none' : 'more';
  return { ...state, lines: putIn(state, items), older };
};

/** Each where its place is; those that are here already are left out. */
const putIn = ({ lines, epoch }: State, items: readonly MessageItem[]): State['lines'] => {
  const last = items.at(-1);
  return last ? insert(lines, items, (item) => isBehind(item, epoch, last.seq)) : lines;
};

const isBehind = (item: Item, epoch: number, seq: number): boolean =>
  item.epoch > epoch || (item.epoch === epoch && item.seq > seq);

const fillGap = (
  state: State,
  { key, to, before, rounds }: Filling,
  { history, complete }: HistoryObject,
): State => {
  const items = history.map((each) => messageItem(state, each)).filter(({ seq }) => seq > to && seq < before);
  const closed = complete || (history[0]?.seq ?? Infinity) <= to;
  const filled = resolve({ ...state, filling: undefined, lines: putIn(state, items) }, items, closed);
  if (closed)
    return {
      ...filled,
      lines: replace(
        filled.lines,
        (item) => item.key === key,
        () => undefined,
      ),
    };
  const first = items[0];
  if (!first || rounds >= ROUNDS) return { ...filled, lines: reword(filled.lines, key, FORGOTTEN) };
  const next = { id: filled.nextId, key, to, before: first.seq, rounds: rounds + 1 };
  return { ...ask(filled, { type: 'history', before: first.seq, limit: 1000 }), filling: next };
};
