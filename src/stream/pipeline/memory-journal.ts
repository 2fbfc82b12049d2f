import { defer, map } from 'rxjs';
import type { Journal } from '../contracts/journal';
import { sequenceItems } from './sequence-items';
import { WallClock } from './wall-clock';

export interface MemoryJournalOptions {
  /** The wall clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** A clock that only measures, in ms, and is never set: durations run by it. @default performance.now */
  readonly elapsed?: () => number;
}

/** A journal that only orders: nothing is kept beyond what the state remembers. */
export const memoryJournal =
  ({ now = Date.now, elapsed = () => performance.now() }: MemoryJournalOptions = {}): Journal =>
  (post$) =>
    defer(() => post$.pipe(map(sequenceItems(new WallClock({ now, elapsed }), 0))));
