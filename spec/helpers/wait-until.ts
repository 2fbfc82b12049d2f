import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  /** Rejects after so many ms. @default 10000 */
  readonly timeoutMs?: number;
  /** The condition in words, for the error. */
  readonly description: string;
  /** Ms between two looks; 0 looks once each turn of the event loop. @default 0 */
  readonly intervalMs?: number;
}

type Falsy = false | 0 | '' | null | undefined;

// Taken as this module loads: a spec that fakes the clock must not stop the timeout.
const now = performance.now.bind(performance);
const [turn, sleep] = [nextTurn, pause];

/** Resolves with the first truthy result of `condition`; rejects once `timeoutMs` are over. */
export const waitUntil = async <T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, description, intervalMs = 0 }: WaitOptions,
): Promise<Exclude<T, Falsy>> => {
  const deadline = now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found) return found as Exclude<T, Falsy>;
    if (now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${description}`);
    await (intervalMs > 0 ? sleep(intervalMs) : turn());
  }
};
