import type { SchedulerLike } from 'rxjs';
import type { Clock } from '../../src/stream';

/** A clock that runs on a TestScheduler's virtual time, so that marbles show when a turn ends. */
export interface MarbleClock extends Clock {
  /** What is scheduled and neither done nor cancelled. */
  readonly pending: number;
  /** What whoever consumes a batch takes for it, in ms: the clock moves on, the virtual frame does not. */
  spend(ms: number): void;
}

/** `setImmediate` is after all that the current virtual frame has scheduled, `setTimeout` counts virtual ms. */
export const marbleClock = (scheduler: SchedulerLike): MarbleClock => {
  const works = new Set<() => void>();
  let spent = 0;
  const schedule = (work: () => void, ms: number) => {
    const done = () => works.delete(run);
    const run = () => {
      done();
      work();
    };
    works.add(run);
    const action = scheduler.schedule(run, ms);
    return () => {
      done();
      action.unsubscribe();
    };
  };
  return {
    now: () => scheduler.now(),
    elapsed: () => scheduler.now() + spent,
    setImmediate: (work) => schedule(work, 0),
    setTimeout: schedule,
    get pending() {
      return works.size;
    },
    spend: (ms) => void (spent += ms),
  };
};
