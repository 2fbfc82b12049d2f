import { defer, map } from 'rxjs';
import type { Journal } from '../contracts/journal';
import { sequenceItems } from './sequence-items';
import { WallClock } from './wall-clock';

/** The options of `memoryJournal`. */
export interface MemoryJournalOptions {
  /** The wall clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** A monotonic clock, in ms: durations are measured by it. @default performance.now */
  readonly elapsed?: () => number;
}

/** A journal in memory: it gives commands their order and date, and keeps nothing. A journal is for one chat. */
export const memoryJournal = ({
  now = Date.now,
  elapsed = () => performance.now(),
}: MemoryJournalOptions = {}): Journal =>
  Object.assign(
    (command$: Parameters<Journal>[0]) =>
      defer(() => {
        const sequence = sequenceItems(new WallClock({ now, elapsed }), 0);
        return command$.pipe(map((commands) => ({ items: sequence(commands) })));
      }),
    { acceptsTalk: true },
  );
