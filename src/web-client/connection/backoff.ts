/** The first pause before a connection is tried again, and the longest, in ms. */
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/**
 * How long to wait before the next try, in ms. It is twice as long each time, up to 30 s, and of that a random part
 * between the half and the whole. So the pages that lost a server together do not come back together.
 *
 * @param tries How many have failed before this one, from 0.
 * @param random From 0 to 1.
 */
export const backoffDelay = (tries: number, random: number): number =>
  Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(tries, 16)) * (0.5 + random / 2);
