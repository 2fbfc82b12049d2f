import { formatDuration, type ChatState } from '../../chat';
import { logRecord, type LogRecord } from '../contracts/log-record';

type ClockReading = ChatState['clock'];

/** The log record of a jump of the wall clock between two turns. */
export const clockJumpRecord = (before: ClockReading, after: ClockReading): LogRecord | undefined => {
  const ms = after.skew - before.skew;
  if (ms !== 0)
    return logRecord(
      'clock-set',
      { ms },
      `the wall clock was set ${ms < 0 ? 'back' : 'forward'} by ${formatDuration(Math.abs(ms))}`,
    );
  if (after.doubt > before.doubt)
    return logRecord(
      'age-unknown',
      { ms: after.doubt - before.doubt },
      `nothing is kept of the last ${formatDuration(after.doubt - before.doubt)}: for its age nothing is pruned by that until the clock has gone for an hour without being set`,
    );
  return undefined;
};
