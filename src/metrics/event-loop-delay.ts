/** How often the event loop is looked at, in ms. */
const SAMPLE_INTERVAL_MS = 50;

/**
 * Tells how late a timer is, again and again, until what it returns is called. Node's own monitor of the event loop
 * takes the time between two looks for a delay. It has to be reset at each reading, which two readers can't share.
 */
export const watchEventLoopDelay = (tell: (ms: number) => void): (() => void) => {
  let due = 0;
  let timer: NodeJS.Timeout;
  const wait = () => {
    due = performance.now() + SAMPLE_INTERVAL_MS;
    timer = setTimeout(look, SAMPLE_INTERVAL_MS).unref();
  };
  const look = () => {
    tell(Math.max(0, performance.now() - due));
    wait();
  };
  wait();
  return () => clearTimeout(timer);
};
