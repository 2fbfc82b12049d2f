import type { Journal } from '../contracts/journal';
import { logRecord } from '../contracts/log-record';
import { LogThrottle, type LogThrottleOptions } from '../admission/log-throttle';

/** Reads as a journal does, and logs unreadable rows: the client that asks gets an error without details. */
export const readLogged = (
  read: Journal['readHistory'],
  options: LogThrottleOptions,
): Journal['readHistory'] => {
  if (!read) return undefined;
  const failures = new LogThrottle(options);
  return async function* (room, range) {
    try {
      yield* read(room, range);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      failures.log(logRecord('history-unreadable', { cause, room }));
      throw error;
    }
  };
};
