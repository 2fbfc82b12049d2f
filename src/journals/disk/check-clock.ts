import { ChatError, formatDuration, type ChatState } from '../../chat';
import { filesOf } from '../store/store';

/** How far the newest entry may be ahead of the clock, in ms: a machine without a battery goes on from what it saved last. */
const MAX_CLOCK_AHEAD_MS = 60 * 60_000;

/** Throws if what a folder holds is of a future that the wall clock does not know: one of the two was wrong. */
export const checkClock = (folder: string, { at }: ChatState, now: () => number): void => {
  const ahead = at > 0 ? at - now() : 0;
  if (ahead <= MAX_CLOCK_AHEAD_MS) return;
  const [newest, clock] = [at, at - ahead].map((time) => new Date(time).toISOString());
  throw new ChatError(
    'RX_CHAT_CLOCK',
    `${filesOf(folder).data} ends ${formatDuration(ahead)} in the future, at ${newest}, and the clock says ${clock}: set the clock, or take it for right with --accept-clock`,
  );
};
