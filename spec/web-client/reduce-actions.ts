import type { ServerMessage } from '../../src/web-client/protocol/server-messages';
import { initialState, type State } from '../../src/web-client/state/state';
import { reduce, type Action } from '../../src/web-client/state/reducer';
import { isMessage } from '../../src/web-client/state/timeline-items';
import { itemsOf } from '../../src/web-client/state/timeline';

type Timeless<H> = H extends Action ? Omit<H, 'at'> : never;

export const AT = Date.parse('2026-01-02T03:04:05.678Z');

/** What the page knows after some happenings, a millisecond apart. */
export const after = (state: State, ...happenings: readonly Timeless<Action>[]): State =>
  happenings.reduce<State>((before, happening, ms) => reduce(before, { ...happening, at: AT + ms }), state);

export const hear = (object: ServerMessage): Timeless<Action> => ({ kind: 'received', object });

export const hello = hear({ type: 'hello', server: 'rx-chat', version: '1.2.3' });

export const said = (seq: number, text: string, from = 'bob') =>
  ({ type: 'said', seq, at: new Date(AT + seq).toISOString(), room: 'lobby', from, text }) as const;

export const entered = (fields: Partial<Extract<ServerMessage, { type: 'entered' }>> = {}) =>
  hear({
    type: 'entered',
    seq: 10,
    log: 'here',
    name: 'ann',
    room: 'lobby',
    topic: '',
    members: ['bob', 'ann'],
    count: 2,
    history: [],
    complete: true,
    ...fields,
  });

export const lost = { kind: 'lost', code: 1006, reason: '', pause: 500 } as const;
export const say = (text: string) => ({ kind: 'submit', requests: [{ type: 'say', text }] }) as const;

/** A page that is in, behind these messages. */
export const inside = (...history: readonly ReturnType<typeof said>[]): State =>
  after(
    initialState,
    { kind: 'enter', name: 'ann', room: 'lobby', password: 'tea' },
    { kind: 'opening' },
    hello,
    entered({ history }),
  );

/** The lines, as texts; a line that is no message in brackets. */
export const shown = ({ lines }: State): readonly string[] =>
  itemsOf(lines).map((item) => {
    if (isMessage(item)) return item.text;
    return item.kind === 'event' ? `[${item.who} ${item.what}]` : `[${item.text}]`;
  });

export const sent = ({ outbox }: State) => outbox;
