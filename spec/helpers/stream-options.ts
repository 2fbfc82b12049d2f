import { OpenTalk, type RouterOptions, type SessionOptions } from '../../src/stream';
import { GuessLimiter } from '../../src/stream/admission/guess-limiter';
import { testClock } from '../../src/testing';

/** A session's options with everything off that nobody asks for. */
export const sessionOptions = (options: Partial<SessionOptions> = {}): SessionOptions => ({
  rate: 0,
  burst: 0,
  nameTimeout: 0,
  idle: 0,
  maxAnswers: 0,
  isPassword: undefined,
  isOperatorSecret: undefined,
  resumeTokens: { generate: () => 'WORD', hash: (word) => `#${word}` },
  read: undefined,
  reserveJoinSlot: () => 0,
  reserveEventSlot: () => 0,
  releaseJoinSlot: () => undefined,
  tape: 4 * 1024 * 1024,
  clock: testClock(),
  log: () => undefined,
  openTalk: new OpenTalk(),
  guessLimiter: new GuessLimiter({ clock: testClock(), log: () => undefined, ...options }),
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
