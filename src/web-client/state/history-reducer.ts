import { resolvePending } from './entered-reducer';
import { FORGOTTEN_TEXT, setText, firstItem, insert, replace } from './timeline';
import type { TimelineItem, MessageItem } from './timeline-items';
import type { HistoryMessage } from '../protocol/server-messages';
import { messageItem } from './message-reducer';
import type { GapFill, State } from './state';
import { ask } from './updates';

/** How often older messages are asked for, to fill one hole. */
const MAX_GAP_REQUESTS = 20;

/** Older messages: those that were scrolled up to, or those that fill a hole. */
export const onHistory = (state: State, object: HistoryMessage): State => {
  const { filling, recalling } = state;
  if (filling && object.id === filling.id) return fillGap(state, filling, object);
  if (recalling && object.id === recalling.id) return prependOlder(state, recalling.before, object);
  return state;
};

/** The first message here, which older ones go in front of. */
export const firstMessage = ({ lines, epoch }: State): TimelineItem | undefined =>
  firstItem(lines, (item) => (item.kind === 'said' || item.kind === 'acted') && item.epoch === epoch);

/** If lines were let go meanwhile, these do not go with what is left: they are asked for again. */
const prependOlder = (state: State, before: number, { history, complete }: HistoryMessage): State => {
  const next = { ...state, recalling: undefined };
  if (firstMessage(state)?.seq !== before) return { ...next, older: 'more' };
  const items = history.map((each) => messageItem(state, each));
  return {
    ...next,
    lines: insertItems(state, items),
    older: complete || items.length === 0 ? 'none' : 'more',
  };
};

/** In one piece, in front of the first line behind them. None of them may be here already. */
const insertItems = ({ lines, epoch }: State, items: readonly MessageItem[]): State['lines'] => {
  const last = items.at(-1);
  return last ? insert(lines, items, (item) => isAfter(item, epoch, last.seq)) : lines;
};

const isAfter = (item: TimelineItem, epoch: number, seq: number): boolean =>
  item.epoch > epoch || (item.epoch === epoch && item.seq > seq);

const fillGap = (
  state: State,
  { key, to, before, rounds }: GapFill,
  { history, complete }: HistoryMessage,
): State => {
  const items = history.map((each) => messageItem(state, each)).filter(({ seq }) => seq > to && seq < before);
  const closed = complete || (history[0]?.seq ?? Infinity) <= to;
  const first = items[0];
  const isOver = !first || rounds >= MAX_GAP_REQUESTS;
  const rest = closed ? 'none' : isOver ? 'forgotten' : 'missing';
  const filled = resolvePending(
    { ...state, filling: undefined, lines: insertItems(state, items) },
    items,
    rest,
  );
  if (closed)
    return {
      ...filled,
      lines: replace(
        filled.lines,
        (item) => item.key === key,
        () => undefined,
      ),
    };
  if (isOver) return { ...filled, lines: setText(filled.lines, key, FORGOTTEN_TEXT) };
  const next = { id: filled.nextId, key, to, before: first.seq, rounds: rounds + 1 };
  return { ...ask(filled, { type: 'history', before: first.seq, limit: 1000 }), filling: next };
};
