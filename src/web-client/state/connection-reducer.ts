import { ask, cutOff, isWanted, type State } from './state';

/** Policy violation: the server has ended it on purpose. */
const ENDED = 1008;
const TOO_LARGE = 1009;

/** How long an answer is waited for before the connection is taken for dead, and how long for a name that is held. */
const SILENCE = 20_000;
const HOLD = 120_000;
const HOLD_EVERY = 2_000;

/** A connection is being made: from now on something is waited for. */
export const opening = (state: State, at: number): State => {
  const { phase } = state;
  return { ...state, heardAt: at, phase: phase.kind === 'lost' ? { kind: 'lost', why: phase.why } : phase };
};

const whyLost = (code: number): string => {
  if (code === TOO_LARGE) return 'The server closed the connection: a line was too long.';
  if (code === 1001) return 'The server has stopped or is starting again.';
  return 'The connection is lost.';
};

/** Gone, or not to be had: the close code and what the server says of it, and how long until the next try. */
export interface Loss {
  readonly code: number;
  readonly reason: string;
  readonly pause: number;
}

/** The connection is gone, or could not be made. What the server ends on purpose is not tried again, unless it was full. */
export const lose = (state: State, { code, reason, pause }: Loss, at: number): State => {
  if (!isWanted(state)) return state;
  const { phase } = state;
  const cut = cutOff(state);
  if (code === ENDED && phase.kind !== 'lost')
    return { ...cut, phase: { kind: 'ended', why: whyEnded(reason) } };
  if (phase.kind === 'entering' && !phase.returning)
    return { ...cut, phase: { kind: 'door', why: 'The server can’t be reached. Try again in a moment.' } };
  const why = phase.kind === 'lost' ? phase.why : whyLost(code);
  return { ...cut, now: at, phase: { kind: 'lost', why, retryAt: at + pause } };
};

const whyEnded = (reason: string): string =>
  `The server has closed the connection${reason === '' ? '' : `: ${reason}`}.`;

/** What is taken for dead is made anew at once. */
const redial = (state: State, at: number): State =>
  lose({ ...state, dial: state.dial + 1 }, { code: 1006, reason: '', pause: 0 }, at);

/** Asks to enter as the session says, and for what was missed. */
export const askToEnter = (state: State): State => {
  const { session, seen } = state;
  const after = seen ? { after: seen } : {};
  return ask(state, { type: 'enter', ...session, ...after });
};

/** The form to enter, for who would rather have another name than wait, or has waited long enough. */
export const toDoor = (state: State): State => ({
  ...cutOff(state),
  heldSince: undefined,
  phase: state.phase.kind === 'held' ? { kind: 'door', why: heldWords(state) } : { kind: 'door' },
});

const heldWords = ({ session }: State): string =>
  `The name ${session.name} is in use: by your old connection, another tab, or somebody else. ` +
  'Enter under another name, or try again later.';

/** How long ago it was. A clock may be set back: then it is long ago, rather than not for hours. */
const passed = (from: number, at: number): number => Math.abs(at - from);

/** A second has passed. */
export const tick = (state: State, at: number): State => {
  switch (state.phase.kind) {
    case 'lost':
      return state.phase.retryAt === undefined && passed(state.heardAt, at) > SILENCE
        ? redial(state, at)
        : { ...state, now: at };
    case 'held':
      if (passed(state.heardAt, at) > SILENCE) return redial(state, at);
      if (passed(state.heldSince ?? at, at) > HOLD) return toDoor(state);
      if (passed(state.phase.triedAt, at) < HOLD_EVERY || state.asked.length > 0) return state;
      return askToEnter({ ...state, phase: { ...state.phase, triedAt: at } });
    case 'entering':
      return passed(Math.max(state.phase.since, state.heardAt), at) > SILENCE ? redial(state, at) : state;
    case 'in':
      return isSilent(state, at) ? redial(state, at) : state;
    case 'door':
    case 'ended':
      return state;
  }
};

/** Something was asked long ago, and nothing was heard since. */
const isSilent = ({ asked, pending, heardAt, now }: State, at: number): boolean =>
  (asked.length > 0 || pending.some(({ status }) => status === 'sending')) &&
  passed(Math.max(heardAt, now), at) > SILENCE;
