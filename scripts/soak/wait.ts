export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds, for so many ms at most; says whether it does. */
export const until = async (holds: () => boolean, ms: number): Promise<boolean> => {
  const deadline = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > deadline) return false;
    await sleep(5);
  }
  return true;
};
