import { wantsConnection, type State } from './state';
import { ask, onConnectionLost } from './updates';

/** Policy violation: the server has ended it on purpose. */
const CLOSE_POLICY_VIOLATION = 1008;
const CLOSE_TOO_LARGE = 1009;

/** How long an answer is waited for before the connection is taken for dead, and how long for a name that is held. */
const SILENCE_TIMEOUT_MS = 20_000;
const NAME_HELD_TIMEOUT_MS = 120_000;
const NAME_HELD_RETRY_MS = 2_000;

/** A connection is being made: from now on something is waited for. */
export const onConnecting = (state: State, at: number): State => {
  const { phase } = state;
  return { ...state, heardAt: at, phase: phase.kind === 'lost' ? { kind: 'lost', why: phase.why } : phase };
};

const lossText = (code: number): string => {
  if (code === CLOSE_TOO_LARGE) return 'The server closed the connection: a line was too long.';
  if (code === 1001) return 'The server has stopped or is starting again.';
  return 'The connection is lost.';
};

/** Gone, or not to be had: the close code and what the server says of it, and how long until the next try. */
export interface Disconnect {
  readonly code: number;
  readonly reason: string;
  readonly pause: number;
}

/** The connection is gone, or could not be made. After an end by the server the client does not reconnect, unless the server was full. */
export const onDisconnected = (state: State, { code, reason, pause }: Disconnect, at: number): State => {
  if (!wantsConnection(state)) return state;
  const { phase } = state;
  const cut = onConnectionLost(state);
  if (code === CLOSE_POLICY_VIOLATION && phase.kind !== 'lost')
    return { ...cut, phase: { kind: 'ended', why: endText(reason) } };
  if (phase.kind === 'entering' && !phase.returning)
    return {
      ...cut,
      phase: { kind: 'join-form', why: 'The server can’t be reached. Try again in a moment.' },
    };
  const why = phase.kind === 'lost' ? phase.why : lossText(code);
  return { ...cut, now: at, phase: { kind: 'lost', why, retryAt: at + pause } };
};

const endText = (reason: string): string =>
  `The server has closed the connection${reason === '' ? '' : `: ${reason}`}.`;

/** A connection that counts as dead is replaced immediately. */
const startConnecting = (state: State, at: number): State =>
  onDisconnected({ ...state, dial: state.dial + 1 }, { code: 1006, reason: '', pause: 0 }, at);

/** Asks to enter as the session says, and for what was missed. */
export const sendEnter = (state: State): State => {
  const { session, seen } = state;
  const after = seen ? { after: seen } : {};
  return ask(state, { type: 'enter', ...session, ...after });
};

/** The form to enter, for who would rather have another name than wait, or has waited long enough. */
export const showForm = (state: State): State => ({
  ...onConnectionLost(state),
  heldSince: undefined,
  phase:
    state.phase.kind === 'held' ? { kind: 'join-form', why: nameHeldText(state) } : { kind: 'join-form' },
});

const nameHeldText = ({ session }: State): string =>
  `The name ${session.name} is in use: by your old connection, another tab, or somebody else. ` +
  'Enter under another name, or try again later.';

/** How long ago it was. A clock may be set back: then it is long ago, rather than not for hours. */
const hasPassed = (from: number, at: number): number => Math.abs(at - from);

/** A second has passed. */
export const onTick = (state: State, at: number): State => {
  switch (state.phase.kind) {
    case 'lost':
      return state.phase.retryAt === undefined && hasPassed(state.heardAt, at) > SILENCE_TIMEOUT_MS
        ? startConnecting(state, at)
        : { ...state, now: at };
    case 'held':
      if (hasPassed(state.heardAt, at) > SILENCE_TIMEOUT_MS) return startConnecting(state, at);
      if (hasPassed(state.heldSince ?? at, at) > NAME_HELD_TIMEOUT_MS) return showForm(state);
      if (hasPassed(state.phase.triedAt, at) < NAME_HELD_RETRY_MS || state.asked.length > 0) return state;
      return sendEnter({ ...state, phase: { ...state.phase, triedAt: at } });
    case 'entering':
      return hasPassed(Math.max(state.phase.since, state.heardAt), at) > SILENCE_TIMEOUT_MS
        ? startConnecting(state, at)
        : state;
    case 'entered':
      return isSilent(state, at) ? startConnecting(state, at) : state;
    case 'join-form':
    case 'ended':
      return state;
  }
};

/** Something was asked long ago, and nothing was heard since. */
const isSilent = ({ asked, pending, heardAt, now }: State, at: number): boolean =>
  (asked.length > 0 || pending.some(({ status }) => status === 'sending')) &&
  hasPassed(Math.max(heardAt, now), at) > SILENCE_TIMEOUT_MS;
