/** The clock of a chat. A test gives its own (`testClock`). Both schedulers return a function that cancels the work. */
export interface Clock {
  /** The wall clock, in ms since 1970. */
  now(): number;
  /** A monotonic clock, in ms with fractions. Its zero is arbitrary. */
  elapsed(): number;
  /** Runs `work` after the I/O of this pass of the event loop. */
  setImmediate(work: () => void): () => void;
  /** Runs `work` after `ms`, at most 2^31 - 1. */
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

/** The clock of the system. A timer that is more than 100 ms late lets pending reads go first. */
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
