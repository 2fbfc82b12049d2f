import type { MessageItem } from './timeline-items';
import type { OutgoingText } from '../protocol/client-requests';

/** A text that the server has not said that it has. */
export interface Pending {
  readonly id: number;
  /** Where it is said, and by whom. */
  readonly room: string;
  readonly from: string;
  readonly at: number;
  readonly utterance: OutgoingText;
  /** `unsure`: the connection was lost behind it. `failed`: it is known not to have come through. */
  readonly status: 'sending' | 'unsure' | 'failed';
  readonly why?: string;
  /**
   * Why what was missed can't tell that it did not come through. `place`: it may have been said in another room, or by
   * another name. `past`: what came behind it is not known, or was looked through; it is not looked for any more.
   */
  readonly doubt?: 'place' | 'past';
}

type List = readonly Pending[];

/** The texts of a room: its own, and private messages, which have no room. */
export const isIn = ({ room, utterance }: Pending, here: string): boolean =>
  utterance.type === 'tell' || room === here;

/** A text behind a request for another room or name belongs to that room or name. */
export const updateAfter = (
  pending: List,
  id: number | undefined,
  to: { readonly room: string } | { readonly from: string },
): List =>
  id === undefined
    ? pending
    : pending.map((each) => (each.status === 'sending' && each.id > id ? { ...each, ...to } : each));

/** The connection is gone: what was on its way is unsure, and is in doubt behind a request without an answer. */
export const markDoubtAfter = (pending: List, turns: readonly { readonly id: number }[]): List =>
  pending.map((each) => {
    if (each.status !== 'sending') return each;
    const unsure: Pending = { ...each, status: 'unsure' };
    return turns.some(({ id }) => id < each.id) ? { ...unsure, doubt: 'place' } : unsure;
  });

/** An unsure text stays unsure: no later message can decide it. */
export const markUnknown = (pending: List): List =>
  pending.map((each) => (each.status === 'unsure' ? { ...each, doubt: 'past' } : each));

/** Those without the ones that are in what was missed in a room: they have come through, once for each message. */
export const removeDelivered = (pending: List, room: string, items: readonly MessageItem[]): List => {
  const found = new Set<MessageItem>();
  return pending.filter((each) => {
    if (!isExpected(each, room)) return true;
    const match = items.find((item) => !found.has(item) && isSame(each, item));
    if (match) found.add(match);
    return !match;
  });
};

/** Nothing is missing any more in a room: what was not found there has not come through. */
export const failRemaining = (pending: List, room: string): List =>
  markUnknown(
    pending.map((each) => (isExpected(each, room) && each.doubt === undefined ? asFailed(each) : each)),
  );

const isExpected = (each: Pending, room: string): boolean =>
  each.status === 'unsure' && each.doubt !== 'past' && each.room === room && each.utterance.type !== 'tell';

const asFailed = (each: Pending): Pending => ({
  ...each,
  status: 'failed',
  why: 'The connection was lost before it came through.',
});

const isSame = ({ from, utterance }: Pending, item: MessageItem): boolean =>
  item.from === from &&
  item.text === utterance.text &&
  item.kind === (utterance.type === 'say' ? 'said' : 'acted');
