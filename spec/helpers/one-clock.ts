/** A wall clock that is never set: what only measures goes with it. Each reading of it may be another. */
export const oneClock = (read: () => number) => {
  let last: number | undefined;
  const now = (): number => (last = read());
  return { now, elapsed: (): number => last ?? now() };
};
