import { formatDuration, type ChatState } from '../../chat';
import type { LogLine } from '../contracts/log-record';

type ClockReading = ChatState['clock'];

/** What an operator would want to know of the wall clock, from one turn to the next. */
export const clockJumpRecord = (before: ClockReading, after: ClockReading): LogLine | undefined => {
  const ms = after.skew - before.skew;
  if (ms !== 0)
    return {
      level: 'warn',
      message: `the wall clock was set ${ms < 0 ? 'back' : 'forward'} by ${formatDuration(Math.abs(ms))}`,
      ms,
    };
  if (after.doubt > before.doubt)
    return {
      level: 'info',
      message: `nothing is kept of the last ${formatDuration(after.doubt - before.doubt)}: for its age nothing is pruned by that until the clock has gone for an hour without being set`,
    };
  return undefined;
};
