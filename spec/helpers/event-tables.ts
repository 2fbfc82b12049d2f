import {
  applyTurn,
  type Audience,
  type ClientId,
  type ChatEvent,
  isEvent,
  isMessages,
  type Outbound,
  type OutboundEvent,
  type OutboundSignal,
  type SessionSignal,
  type ErrorReplyCode,
} from '../../src/chat';
import { deepFreeze } from './deep-freeze';
import { fold, items, plain, type Timed } from './apply-commands';

const allBut = (all: string, except: ClientId | undefined): string =>
  except === undefined ? all : `${all} but ${except}`;

/** Who hears a notice, in a word: a room by its key, a client by its id. */
export const hearers = (audience: Audience): string => {
  switch (audience.kind) {
    case 'everybody':
      return 'everybody';
    case 'client':
      return audience.client;
    case 'operators':
      return allBut('operators', audience.except);
    case 'room':
      return allBut(audience.room, audience.except);
  }
};

/** What an operator did has the number of its entry: the tables leave it out, a property has it for all. */
const unnumbered = (fact: ChatEvent | SessionSignal): object => {
  const known = Object.entries(fact).filter(([key]) => fact.kind !== 'moderated' || key !== 'seq');
  return Object.fromEntries(known);
};

/** The same results, each message of a run by itself. */
export const separate = (results: readonly Outbound[]): readonly (OutboundEvent | OutboundSignal)[] =>
  results.flatMap((outbound): readonly (OutboundEvent | OutboundSignal)[] =>
    isMessages(outbound)
      ? outbound.messages.map((fact) => ({ audience: outbound.audience, at: outbound.at, fact }))
      : [outbound],
  );

/** The event, or the signal. */
export const contentOf = (outbound: OutboundEvent | OutboundSignal): ChatEvent | SessionSignal =>
  isEvent(outbound) ? outbound.fact : outbound.signal;

export const told = (results: readonly Outbound[]) =>
  separate(results).map((outbound) => [hearers(outbound.audience), plain(unnumbered(contentOf(outbound)))]);

/** The notices that posts lead to, one after the other. */
export const noticesOf = (
  before: readonly Timed[],
  post: readonly Timed[],
): readonly (OutboundEvent | OutboundSignal)[] => {
  const state = fold(before);
  return separate(applyTurn(state, items(post, state.seq, state.at)).events);
};

/** What one kind of facts came to, among notices. */
export const factsOf = <Kind extends ChatEvent['kind']>(results: readonly Outbound[], kind: Kind) =>
  separate(results)
    .filter(isEvent)
    .map(({ fact }) => fact)
    .filter((fact): fact is Extract<ChatEvent, { readonly kind: Kind }> => fact.kind === kind);

/** What posts tell, and whom, in the state that others led to. */
export interface Row {
  readonly what: string;
  readonly before?: readonly Timed[];
  readonly post: readonly Timed[];
  readonly tells: readonly (readonly [hearers: string, fact: object])[];
}

/** A test a row; each also sees that the state it began with stays as it was. */
export const itTells = (rows: readonly Row[]): void =>
  it.each(rows)('$what', ({ before = [], post, tells }) => {
    const state = deepFreeze(fold(before));
    const untouched = plain(state);
    expect(told(applyTurn(state, items(post, state.seq, state.at)).events)).toEqual(tells);
    expect(plain(state)).toEqual(untouched);
  });

/** A history as `plain` has it. */
export const window = (messages: readonly object[] = [], lost = 0) => ({ messages, lost });

/** Facts as they are in the lobby, where nothing else is said; an entry is ordered at 1000 times its number. */
export const facts = {
  said: (seq: number, client: string, from: string, text: string, more: object = {}) => ({
    kind: 'said',
    seq,
    at: seq * 1000,
    client,
    from,
    room: 'lobby',
    text,
    ...more,
  }),
  told: (client: string, from: string, to: string, text: string) => ({
    kind: 'told',
    client,
    from,
    to,
    text,
  }),
  joined: (seq: number, client: string, name: string, room = 'lobby') => ({
    kind: 'joined',
    seq,
    client,
    room,
    name,
  }),
  entered: (seq: number, name: string, more: object = {}) => ({
    kind: 'entered',
    seq,
    name,
    room: 'lobby',
    key: 'lobby',
    topic: '',
    others: { names: [], count: 0 },
    history: window(),
    ...more,
  }),
  left: (seq: number, name: string, more: object = {}) => ({
    kind: 'left',
    seq,
    room: 'lobby',
    name,
    ...more,
  }),
  renamed: (seq: number, client: string, from: string, to: string) => ({
    kind: 'renamed',
    seq,
    client,
    room: 'lobby',
    from,
    to,
  }),
  topic: (seq: number, from: string, text: string, room = 'lobby') => ({
    kind: 'topic',
    seq,
    room,
    from,
    text,
  }),
  announced: (text: string) => ({ kind: 'announced', text }),
  ended: (reason?: string, by?: string, code?: 'kicked' | 'banned' | 'shutdown') => ({
    kind: 'ended',
    ...(reason !== undefined && { reason }),
    ...(by !== undefined && { by }),
    ...(code !== undefined && { code }),
  }),
  moderated: (action: string, by: string, whom: string, more: object = {}) => ({
    kind: 'moderated',
    action,
    by,
    whom,
    ...more,
  }),
  refused: (code: ErrorReplyCode, text: string) => ({ kind: 'refused', code, text }),
};

/** What an operator did, to the others of them and to the one who did it. */
export const reported = (
  client: ClientId,
  fact: object,
): readonly (readonly [hearers: string, fact: object])[] => [
  [`operators but ${client}`, fact],
  [client, fact],
];

export const taken = (name: string) =>
  facts.refused('name-taken', `the name ${name} is taken, or looks like one that is`);
export const notIn = facts.refused('not-entered', 'enter a name first');
export const operatorsOnly = facts.refused('operators-only', 'only operators may do that');
