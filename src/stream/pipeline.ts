import { scan, type Observable } from 'rxjs';
import { applyTurn, emptyChat, type ChatState, type Item, type Post, type Turn } from '../chat';
import type { Clock } from './clock';
import type { Journal } from './journal';
import { perTurn } from './per-turn';

export interface PipelineOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Hears of an item that could not be folded. The room goes on without it. */
  readonly onError: (error: unknown) => void;
}

const PRESENCE: ReadonlySet<Post['command']['kind']> = new Set(['enter', 'join', 'leave', 'part']);

/** Presence may wait, talk never. */
const mayWait = ({ command }: Post): boolean => PRESENCE.has(command.kind);

/** Everything that is posted, from all clients → turns: ordered once, folded once. */
export const pipeline = (
  post$: Observable<Post>,
  { clock, journal, onError }: PipelineOptions,
): Observable<Turn> =>
  post$.pipe(
    perTurn({ clock, mayWait }),
    journal,
    scan(({ state }, items) => guarded(state, items, onError), firstTurn),
  );

const firstTurn: Turn = { items: [], state: emptyChat, notices: [] };

/** The reducer is total; were it not, one item would be lost and reported, and nothing else. */
const guarded = (state: ChatState, items: readonly Item[], onError: (error: unknown) => void): Turn => {
  try {
    return applyTurn(state, items);
  } catch (error) {
    if (items.length > 1) return oneByOne(state, items, onError);
    onError(error);
    return { items, state, notices: [] };
  }
};

const oneByOne = (state: ChatState, items: readonly Item[], onError: (error: unknown) => void): Turn => {
  const turns = items.map((item) => {
    const turn = guarded(state, [item], onError);
    state = turn.state;
    return turn;
  });
  return { items, state, notices: turns.flatMap(({ notices }) => notices) };
};
