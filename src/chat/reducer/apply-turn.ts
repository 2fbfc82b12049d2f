import { definitionOf } from './commands';
import { Draft } from './draft';
import { isEntry, type Entry, type JournalItem } from '../model/entry';
import type { Outbound } from '../model/events';
import type { ChatState } from '../model/state';
import { SERVER } from '../model/client-id';

/** The result of one batch. */
export interface Turn {
  /** The entries and queries of the batch, in their order. */
  readonly items: readonly JournalItem[];
  /** The state after the batch. */
  readonly state: ChatState;
  /** The events for the clients, and the signals for their sessions, in their order. */
  readonly events: readonly Outbound[];
}

/**
 * Applies one batch. Pure: the state it is given stays as it is.
 *
 * Folding a batch equals folding its two halves, so where the turns are cut changes nothing but the cost.
 */
export const applyTurn = (state: ChatState, items: readonly JournalItem[]): Turn => {
  const draft = new Draft(state);
  for (const item of items) applyItem(draft, item);
  return { items, state: draft.finish(), events: draft.events };
};

const applyItem = (draft: Draft, item: JournalItem): void => {
  draft.beginItem(item);
  if (isEntry(item)) beginEntry(draft, item);
  definitionOf(item.command).apply(draft, item.client, item.command);
};

const beginEntry = (draft: Draft, { seq, at, client, command }: Entry): void => {
  draft.seq = seq;
  if (command.kind === 'clock' && client === SERVER) draft.setClock(command);
  // A stored `tell` has no date, and leads to the same state.
  if (command.kind !== 'tell' && at > 0) draft.date(at);
};
