/** Time, injected, so that a test runs a day in a millisecond. Each scheduler returns what cancels it. */
export interface Clock {
  /** The wall clock, in ms since 1970. */
  now(): number;
  /** A clock that only measures: ms with fractions, never set. */
  elapsed(): number;
  /** Runs `work` after the I/O of this pass of the event loop. */
  setImmediate(work: () => void): () => void;
  setTimeout(work: () => void, ms: number): () => void;
}

/** A timer that fires so much later than it was due, in ms, tells that the process stood still, or was busy. */
const LATE_TIMER_MS = 100;

/**
 * The same clock, whose late timers let one pass of the event loop go first: what has arrived while the process stood
 * still (SIGSTOP, a paused container, a virtual machine that is moved, a debugger) is read before anybody is shown out
 * for saying nothing.
 */
export const runAfterReads = (clock: Clock): Clock => ({
  ...clock,
  setTimeout(work, ms) {
    const due = clock.elapsed() + ms;
    let cancel = clock.setTimeout(() => {
      if (clock.elapsed() - due < LATE_TIMER_MS) work();
      else cancel = clock.setImmediate(work);
    }, ms);
    return () => cancel();
  },
});

export const systemClock: Clock = runAfterReads({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setImmediate: (work) => {
    const handle = setImmediate(work);
    return () => clearImmediate(handle);
  },
  setTimeout: (work, ms) => {
    const handle = setTimeout(work, ms);
    return () => clearTimeout(handle);
  },
});
