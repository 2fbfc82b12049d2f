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

export const systemClock: Clock = {
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
};
