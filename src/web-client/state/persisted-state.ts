import type { TimelineItem } from './timeline-items';
import { append, itemsOf, emptyTimeline } from './timeline';
import type { Pending } from './pending-messages';
import { initialState, type Phase, type State } from './state';
import { onConnectionLost } from './updates';

/** The state that survives a reload, in its tab alone. The password does not. */
interface Saved {
  readonly version: 2;
  /** Why nobody is in, if somebody has to enter again. */
  readonly atJoinForm: { readonly why?: string; readonly code?: string } | null;
  readonly name: string;
  readonly room: string;
  readonly seen: NonNullable<State['seen']>;
  readonly epoch: number;
  readonly nextId: number;
  readonly older: State['older'];
  readonly lines: readonly TimelineItem[];
  readonly pending: readonly Pending[];
}

/** How many lines are kept over a reload; older ones are asked for again. */
const SAVED_LINES = 200;

/** How many characters of them, and of the texts that were not sent, each with all that is said of it. */
const MAX_SAVED_CHARS = 200_000;

/** The state to store; undefined if the user never entered, or has left. */
export const serialize = (state: State): string | undefined => {
  const { phase, session, seen, epoch, nextId, hasLeft } = state;
  if (!seen || hasLeft) return undefined;
  const isOut = phase.kind === 'join-form' || phase.kind === 'ended';
  const atJoinForm = isOut ? reasonOf(phase) : null;
  const { name, room } = session;
  const cut = onConnectionLost(state);
  const pending = lastOf(cut.pending);
  const lines = lastOf(itemsOf(cut.lines, SAVED_LINES));
  const older = lines.length < cut.lines.count ? 'more' : cut.older;
  return JSON.stringify({
    version: 2,
    atJoinForm,
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

/** Why the form is shown: for a chat that was ended as for one that was refused. */
const reasonOf = (
  phase: Phase & { kind: 'join-form' | 'ended' },
): { readonly why?: string; readonly code?: string } => ({
  ...(phase.why !== undefined && { why: phase.why }),
  ...(phase.kind === 'join-form' && phase.code !== undefined && { code: phase.code }),
});

/** The last ones, as many as there is room for. */
const lastOf = <T>(items: readonly T[]): readonly T[] => {
  let characters = 0;
  const from = items.findLastIndex((item) => {
    characters += JSON.stringify(item).length;
    return characters > MAX_SAVED_CHARS;
  });
  return items.slice(from + 1);
};

/** The state that a page begins with: on its way in if something was kept, or where it was shown out. */
export const deserialize = (kept: string | null, at: number): State => {
  const saved = parse(kept);
  if (!saved) return initialState;
  const { name, room, lines, pending, atJoinForm, ...rest } = saved;
  return onConnectionLost({
    ...initialState,
    seen: rest.seen,
    epoch: rest.epoch,
    nextId: rest.nextId,
    older: rest.older,
    session: { name, room },
    lines: append(emptyTimeline, lines),
    pending,
    phase: atJoinForm
      ? { kind: 'join-form', ...atJoinForm }
      : { kind: 'entering', returning: true, since: at },
    dial: 1,
  });
};

const parse = (kept: string | null): Saved | undefined => {
  try {
    const value = JSON.parse(kept ?? 'null') as Saved | null;
    return value?.version === 2 ? value : undefined;
  } catch {
    return undefined;
  }
};
