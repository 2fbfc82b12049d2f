import { map, scan, type Observable } from 'rxjs';
import {
  definitionOf,
  emptyChat,
  SERVER,
  type ChatState,
  type ClientId,
  type ClientCommand,
  type Turn,
} from '../../chat';
import type { Clock } from '../contracts/clock';
import { applyBatch } from './apply-batch';
import type { Journal, JournalBatch } from '../contracts/journal';
import type { Meter } from '../contracts/meter';
import { measureDownstream, BatchTiming } from './batch-timing';
import { bufferTurn } from './buffer-turn';

export interface PipelineOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Counts each turn. @default none */
  readonly meter?: Meter | undefined;
  /** Called for an item that the reducer could not apply. The chat continues without it. */
  readonly onError: (error: unknown) => void;
}

/** Presence may wait, talk never. */
const isDeferrable = ({ command }: ClientCommand): boolean => definitionOf(command).isDeferrable === true;

/** Asks for a list that is the same for all. */
const asksForList = ({ client, command: { kind } }: ClientCommand): boolean =>
  (kind === 'who' || kind === 'rooms') && client !== SERVER;

/**
 * Lists are requested last. So one list serves all clients that ask in a turn, whatever happens in it: behind each rename it
 * would be another one. A client that asks waits for its answer, so that its leave alone can follow in the batch, and
 * that stays behind.
 */
const moveListsLast = (posts: readonly ClientCommand[]): readonly ClientCommand[] => {
  if (!posts.some(asksForList)) return posts;
  const first: ClientCommand[] = [];
  const lists: ClientCommand[] = [];
  const behind: ClientCommand[] = [];
  const asking = new Set<ClientId>();
  for (const post of posts) {
    if (asksForList(post)) lists.push(post);
    else if (asking.has(post.client)) behind.push(post);
    else first.push(post);
    if (asksForList(post)) asking.add(post.client);
  }
  return [...first, ...lists, ...behind];
};

/** The turn of a batch, which the journal may have applied already. */
const turnOf = (
  state: ChatState,
  { items, turn, errors = [] }: JournalBatch,
  onError: (error: unknown) => void,
): Turn => {
  for (const error of errors) onError(error);
  return turn ?? applyBatch(state, items, onError);
};

/** Everything that is posted, from all clients → turns: ordered once, reduced once. */
export const pipeline = (
  post$: Observable<ClientCommand>,
  { clock, journal, meter, onError }: PipelineOptions,
): Observable<Turn> => {
  const timing = new BatchTiming(clock);
  const first: Turn = { items: [], state: journal.state ?? emptyChat, events: [] };
  return post$.pipe(
    bufferTurn({ clock, isDeferrable, timing }),
    map(moveListsLast),
    journal,
    measureDownstream(timing, meter && (({ items }, ms) => meter.onTurn(items, ms))),
    scan(({ state }, batch) => turnOf(state, batch, onError), first),
  );
};
