import type { ErrorMessage } from '../protocol/server-messages';
import type { Pending } from './pending-messages';
import { byteLengthOfRequest } from '../protocol/client-requests';
import type { PendingRequest, State } from './state';
import { addNote, onConnectionLost } from './updates';

/** Not in, and on its way there. */
export const isOutside = ({ phase }: State): boolean =>
  phase.kind === 'entering' || phase.kind === 'lost' || phase.kind === 'held';

/** The codes behind which the server closes the connection, and means it. */
const TERMINAL_CODES: ReadonlySet<string> = new Set(['kicked', 'banned', 'idle']);

/** The errors of the server: at the entry, for a text, or at the end of the connection. */
export const onError = (
  state: State,
  { code, message, id }: ErrorMessage,
  asked: PendingRequest | undefined,
  at: number,
): State => {
  if (TERMINAL_CODES.has(code))
    return { ...onConnectionLost(state), phase: { kind: 'ended', why: sentence(message) } };
  if (asked?.type === 'enter') return onEntryError(state, code, message, at);
  if (isOutside(state)) return onEntryError(state, code, message, at);
  const failed =
    state.pending.find((each) => each.id === id) ?? (code === 'too-long' ? largest(state) : undefined);
  if (failed) return fail(state, failed, message);
  return asked?.silent ? state : addNote(state, 'error', sentence(message), at);
};

const onEntryError = (state: State, code: string, message: string, at: number): State => {
  const { phase, session } = state;
  const returning = phase.kind !== 'entering' || phase.returning;
  if (code === 'name-taken' && returning)
    return { ...state, heldSince: state.heldSince ?? at, phase: { kind: 'held', triedAt: at } };
  if (returning && RETRYABLE_CODES.has(code))
    return { ...state, phase: { kind: 'lost', why: sentence(message) } };
  const why =
    code === 'wrong-password' && session.password === undefined
      ? `This chat has a password.${state.seen ? ' It is not kept when the page is loaded again.' : ''}`
      : sentence(message);
  const cut = onConnectionLost(state);
  // A wrong value is not sent again for an empty field.
  if (code !== 'wrong-password') return { ...cut, phase: { kind: 'join-form', why, code } };
  return {
    ...cut,
    session: { name: session.name, room: session.room },
    phase: { kind: 'join-form', why, code },
  };
};

/** Refusals that may be others the next time; the server closes the connection behind them. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  'too-many-clients',
  'too-many-unnamed',
  'name-timeout',
]);

/** The server says of a line that is too long no id: it has not read it. */
const largest = ({ pending }: State): Pending | undefined =>
  pending
    .filter(({ status }) => status === 'sending')
    .reduce<Pending | undefined>(
      (most, each) =>
        most && byteLengthOfRequest(most.utterance) >= byteLengthOfRequest(each.utterance) ? most : each,
      undefined,
    );

const fail = (state: State, failed: Pending, why: string): State => ({
  ...state,
  pending: state.pending.map((each) =>
    each === failed ? { ...each, status: 'failed', why: sentence(why) } : each,
  ),
});

/** A clause of the server as a sentence. */
const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
