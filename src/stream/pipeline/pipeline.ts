import { identity, map, scan, tap, type Observable } from 'rxjs';
import { emptyChat, SERVER, type ChatState, type ClientId, type ClientCommand, type Turn } from '../../chat';
import { definitionOf } from '../../chat/reducer/commands';
import type { Clock } from '../contracts/clock';
import { applyBatch } from './apply-batch';
import type { Journal, JournalBatch } from '../contracts/journal';
import type { Meter } from '../contracts/meter';
import { OpenTalk } from './open-talk';
import { measureDownstream, BatchTiming } from './batch-timing';
import { bufferTurn } from './buffer-turn';

export interface PipelineOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** The last command, where its client may add to it. @default none may */
  readonly openTalk?: OpenTalk;
  /** Counts each turn. @default none */
  readonly meter?: Meter | undefined;
  /** Called for an item that the reducer could not apply. The chat continues without it. */
  readonly onError: (error: unknown) => void;
}

/** Presence may wait, talk never. */
const isDeferrable = ({ command }: ClientCommand): boolean => definitionOf(command).isDeferrable;

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

/** Each text as a command of its own, for a journal that takes no `talk`. */
const separateTalk = (commands: readonly ClientCommand[]): readonly ClientCommand[] =>
  commands.flatMap((each) => {
    const { client, command } = each;
    return command.kind === 'talk'
      ? command.texts.map((text): ClientCommand => ({ client, command: { kind: 'say', text } }))
      : [each];
  });

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
  { clock, journal, meter, onError, openTalk = new OpenTalk() }: PipelineOptions,
): Observable<Turn> => {
  const timing = new BatchTiming(clock);
  const first: Turn = { items: [], state: journal.state ?? emptyChat, events: [] };
  return post$.pipe(
    tap(() => openTalk.close()),
    bufferTurn({ clock, isDeferrable, timing }),
    tap(() => openTalk.close()),
    map(moveListsLast),
    map(journal.acceptsTalk === true ? identity : separateTalk),
    journal,
    measureDownstream(timing, meter && (({ items }, ms) => meter.onTurn(items, ms))),
    scan(({ state }, batch) => turnOf(state, batch, onError), first),
  );
};
