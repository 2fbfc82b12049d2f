/** How long a piece of work in the background may keep the event loop, in ms: less than a client would notice. */
export const TIME_SLICE_MS = 4;

/** Takes all that a generator has, and lets everything else go on in between. */
export const forEachInTimeSlices = async <T>(work: Iterable<T>, take: (value: T) => void): Promise<void> => {
  let began = performance.now();
  for (const value of work) {
    take(value);
    if (performance.now() - began < TIME_SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  }
};
