import { isMessage, type Item } from './items';
import { append, itemsOf, noLines } from './lines';
import { cutOff, initialState, type Pending, type State } from './state';

/** What outlives a reload of the page, in its tab alone. The password does not. */
interface Saved {
  readonly version: 1;
  readonly name: string;
  readonly room: string;
  readonly seen: NonNullable<State['seen']>;
  readonly epoch: number;
  readonly nextId: number;
  readonly older: State['older'];
  readonly lines: readonly Item[];
  readonly pending: readonly Pending[];
}

/** How many lines are kept over a reload, and how many characters of them; older ones are asked for again. */
const LINES = 200;
const CHARACTERS = 200_000;

/** What is to be kept; undefined if nobody is in. */
export const save = (state: State): string | undefined => {
  const { phase, session, seen, epoch, nextId } = state;
  if (!seen || phase.kind === 'ended' || phase.kind === 'door') return undefined;
  const { name, room } = session;
  const cut = cutOff(state);
  const { pending } = cut;
  const lines = lastOf(itemsOf(cut.lines, LINES));
  const older = lines.length < cut.lines.count ? 'more' : cut.older;
  return JSON.stringify({
    version: 1,
    name,
    room,
    seen,
    epoch,
    nextId,
    older,
    lines,
    pending,
  } satisfies Saved);
};

/** The last lines, as many as there is room for. */
const lastOf = (items: readonly Item[]): readonly Item[] => {
  let characters = 0;
  const from = items.findLastIndex((item) => {
    characters += isMessage(item) || item.kind !== 'event' ? item.text.length : 0;
    return characters > CHARACTERS;
  });
  return items.slice(from + 1);
};

/** The state that a page begins with: on its way in if something was kept. */
export const restore = (kept: string | null, at: number): State => {
  const saved = parse(kept);
  if (!saved) return initialState;
  const { name, room, lines, pending, ...rest } = saved;
  return cutOff({
    ...initialState,
    seen: rest.seen,
    epoch: rest.epoch,
    nextId: rest.nextId,
    older: rest.older,
    session: { name, room },
    lines: append(noLines, lines),
    pending,
    phase: { kind: 'entering', returning: true, since: at },
    dial: 1,
  });
};

const parse = (kept: string | null): Saved | undefined => {
  try {
    const value = JSON.parse(kept ?? 'null') as Saved | null;
    return value?.version === 1 ? value : undefined;
  } catch {
    return undefined;
  }
};
