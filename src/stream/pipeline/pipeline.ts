import { map, scan, type Observable } from 'rxjs';
import { emptyChat, SERVER, type ClientId, type Post, type Turn } from '../../chat';
import type { Clock } from '../contracts/clock';
import { fold } from './apply-batch';
import type { Journal } from '../contracts/journal';
import type { Meter } from '../contracts/meter';
import { measured, Pace } from './batch-timing';
import { perTurn } from './buffer-turn';

export interface PipelineOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Takes down each turn. @default nobody does */
  readonly meter?: Meter | undefined;
  /** Hears of an item that could not be folded. The room goes on without it. */
  readonly onError: (error: unknown) => void;
}

const PRESENCE: ReadonlySet<Post['command']['kind']> = new Set(['enter', 'resume', 'join', 'leave', 'part']);

/** Presence may wait, talk never. */
const mayWait = ({ command }: Post): boolean => PRESENCE.has(command.kind);

/** Asks for a list that is the same for all. */
const asksForList = ({ client, command: { kind } }: Post): boolean =>
  (kind === 'who' || kind === 'rooms') && client !== SERVER;

/**
 * Lists are asked for last. So one of them serves all who ask in a turn, whatever happens in it: behind each rename it
 * would be another one. A client that asks waits for its answer, so that its leave alone can follow in the batch, and
 * that stays behind.
 */
const listsLast = (posts: readonly Post[]): readonly Post[] => {
  if (!posts.some(asksForList)) return posts;
  const first: Post[] = [];
  const lists: Post[] = [];
  const behind: Post[] = [];
  const asking = new Set<ClientId>();
  for (const post of posts) {
    if (asksForList(post)) lists.push(post);
    else if (asking.has(post.client)) behind.push(post);
    else first.push(post);
    if (asksForList(post)) asking.add(post.client);
  }
  return [...first, ...lists, ...behind];
};

/** Everything that is posted, from all clients → turns: ordered once, folded once. */
export const pipeline = (
  post$: Observable<Post>,
  { clock, journal, meter, onError }: PipelineOptions,
): Observable<Turn> => {
  const pace = new Pace(clock);
  const first: Turn = { items: [], state: journal.state ?? emptyChat, notices: [] };
  return post$.pipe(
    perTurn({ clock, mayWait, pace }),
    map(listsLast),
    journal,
    measured(pace, meter && ((items, ms) => meter.turn(items, ms))),
    scan(({ state }, items) => fold(state, items, onError), first),
  );
};
