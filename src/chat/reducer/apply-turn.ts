import { answerQuery } from './queries';
import { Draft } from './draft';
import { isEntry, type Entry, type JournalItem } from '../model/entry';
import { moderate } from './moderation';
import type { Outbound } from '../model/events';
import { enter, join, leave, resumeSession, rename, removeAll } from './presence';
import { emitError } from './guards';
import type { ChatState } from '../model/state';
import { setTopic, say, sendPrivate } from './messages';
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
 * Folds one batch. Pure: the state it is given stays as it is.
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
  if (!isEntry(item)) return answerQuery(draft, item);
  draft.seq = item.seq;
  if (item.command.kind === 'clock' && item.client === SERVER) draft.setClock(item.command);
  // What is kept of a `tell` has no date, and leads to the same state.
  if (item.command.kind !== 'tell' && item.at > 0) draft.date(item.at);
  applyEntry(draft, item);
};

const applyEntry = (draft: Draft, { client: id, command }: Entry): void => {
  switch (command.kind) {
    case 'enter':
      return enter(draft, id, command);
    case 'resume':
      return resumeSession(draft, id, command);
    case 'say':
    case 'act':
      return say(draft, id, command);
    case 'tell':
      return sendPrivate(draft, id, command);
    case 'withheld':
      return;
    case 'rename':
      return rename(draft, id, command.name);
    case 'join':
      return join(draft, id, command.room);
    case 'topic':
      return setTopic(draft, id, command.text);
    case 'leave':
      return leave(draft, id, command);
    case 'remove-all':
    case 'set-limits':
    case 'clock':
      if (id !== SERVER) return emitError(draft, id, 'operators-only', 'only the server may do that');
      if (command.kind === 'remove-all') return removeAll(draft, command.text);
      if (command.kind === 'set-limits') draft.limits = command.limits;
      return;
    default:
      return moderate(draft, id, command);
  }
};
