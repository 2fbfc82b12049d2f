import type { RouterOptions, SessionOptions } from '../../src/stream';
import { Guesses } from '../../src/stream/admission/guess-limiter';
import { testClock } from '../../src/testing';

/** A session's options with everything off that nobody asks for. */
export const sessionOptions = (options: Partial<SessionOptions> = {}): SessionOptions => ({
  rate: 0,
  burst: 0,
  nameTimeout: 0,
  idle: 0,
  maxAnswers: 0,
  unlocks: undefined,
  grants: undefined,
  words: { next: () => 'WORD', hash: (word) => `#${word}` },
  read: undefined,
  joinDelay: () => 0,
  tellDelay: () => 0,
  joinForgone: () => undefined,
  tape: 4 * 1024 * 1024,
  clock: testClock(),
  log: () => undefined,
  guesses: new Guesses({ clock: testClock(), log: () => undefined, ...options }),
  ...options,
});

/** A router's options, as they are by default, with a clock that stands. */
export const routerOptions = (options: Partial<RouterOptions> = {}): RouterOptions => ({
  tape: 4 * 1024 * 1024,
  tapeTotal: 256 * 1024 * 1024,
  answersTotal: 0,
  inFlightTotal: 0,
  stall: 30_000,
  stallTimeout: 60_000,
  log: () => undefined,
  clock: testClock(),
  ...options,
});
