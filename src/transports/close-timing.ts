/** How long after the flush the other side may take to end too, in ms: a `nc` that waits for its input never does. */
export const CLOSE_GRACE_MS = 1000;

/** How long a stream that was destroyed may take to say that it is closed, in ms; one that never does is so then. */
export const DESTROY_GRACE_MS = 250;

/**
 * How often a connection that is held, with more unread than may wait, is asked whether it is still there, in ms. A
 * paused socket does not see that it is reset; a write of nothing does.
 */
export const PROBE_INTERVAL_MS = 1000;
export const noop = (): void => undefined;
