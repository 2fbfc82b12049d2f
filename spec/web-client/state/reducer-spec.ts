import { itemsOf } from '../../../src/web-client/state/timeline';
import { initialState, type State } from '../../../src/web-client/state/state';
import { MAX_LINES_AT_BOTTOM } from '../../../src/web-client/state/updates';
import { after, AT, entered, hear, hello, inside, lost, said, say, sent, shown } from '../reduce-actions';

describe('the page, entering', () => {
  const asking = after(initialState, { kind: 'enter', name: ' ann ', room: '', password: 'tea' });

  it('enters once the server has said hello, with the password, in the lobby unless told otherwise', () => {
    expect(sent(asking)).toEqual([]);
    expect(sent(after(asking, hello))).toEqual([
      { type: 'enter', name: 'ann', room: 'lobby', password: 'tea', id: 1 },
    ]);
  });

  it('shows the room', () => {
    const state = inside(said(1, 'one'), said(2, 'two'));
    expect(state).toMatchObject({ phase: { kind: 'entered' }, members: ['bob', 'ann'], count: 2 });
    expect(shown(state)).toEqual(['one', 'two']);
  });

  it.each(['name-taken', 'bad-name', 'wrong-password', 'too-many-rooms'] as const)(
    'goes back to the form behind %s',
    (code) => {
      const state = after(asking, hello, hear({ type: 'error', code, message: 'no such luck', id: 1 }));
      expect(state.phase).toEqual({ kind: 'join-form', why: 'No such luck.', code });
    },
  );

  it('goes back to the form if there is no server', () => {
    expect(after(asking, lost).phase).toEqual({
      kind: 'join-form',
      why: expect.stringContaining('reached') as string,
    });
  });
});

describe('the page, in a room', () => {
  it('keeps presence', () => {
    const at = new Date(AT).toISOString();
    const state = after(
      inside(),
      hear({ type: 'joined', seq: 11, at, room: 'lobby', name: 'cid' }),
      hear({ type: 'renamed', seq: 12, at, room: 'lobby', from: 'bob', to: 'rob' }),
      hear({ type: 'left', seq: 13, at, room: 'lobby', name: 'cid' }),
      hear({ type: 'topic', seq: 14, at, room: 'lobby', from: 'rob', text: 'tea' }),
    );
    expect(state).toMatchObject({ members: ['rob', 'ann'], count: 2, topic: 'tea', seen: { seq: 14 } });
    expect(shown(state)).toEqual([
      '[cid has joined]',
      '[bob is now known as]',
      '[cid has left]',
      '[rob set the topic:]',
    ]);
  });

  it('quotes why somebody left, but not why somebody was shown out', () => {
    const left = {
      type: 'left',
      seq: 11,
      at: '',
      room: 'lobby',
      name: 'cid',
      reason: 'kicked by bob',
    } as const;
    const state = after(inside(), hear(left), hear({ ...left, by: 'bob' }));
    expect(itemsOf(state.lines).map((item) => item.kind === 'event' && item.more)).toEqual([
      '"kicked by bob"',
      'kicked by bob',
    ]);
  });

  it('shows its own text at once, and as a line of the room when the receipt comes', () => {
    const sending = after(inside(), say('hi'));
    const [{ id } = { id: 0 }] = sent(sending);
    expect(sending.pending).toMatchObject([{ id, status: 'sending', utterance: { text: 'hi' } }]);
    const state = after(sending, hear({ ...said(11, 'hi', 'ann'), id }));
    expect(state.pending).toEqual([]);
    expect(shown(state)).toEqual(['hi']);
  });

  it('says what was not taken, and keeps it', () => {
    const sending = after(inside(), say('hi'));
    const [{ id } = { id: 0 }] = sent(sending);
    const state = after(sending, hear({ type: 'error', code: 'muted', message: 'you are muted', id }));
    expect(state.pending).toMatchObject([{ status: 'failed', why: 'You are muted.' }]);
    expect(sent(after(state, { kind: 'resend', id }))).toMatchObject([{ type: 'say', text: 'hi' }]);
    expect(after(state, { kind: 'discard', id }).pending).toEqual([]);
  });

  it('takes the longest text for the one that was too long: the server has not read its id', () => {
    const sending = after(inside(), say('short'), say('much longer'));
    const state = after(sending, hear({ type: 'error', code: 'too-long', message: 'line too long' }));
    expect(state.pending.map(({ status }) => status)).toEqual(['sending', 'failed']);
  });

  it('counts what comes while nobody reads, and marks the first of it', () => {
    const away = after(inside(), { kind: 'look', reading: false }, hear(said(11, 'a')), hear(said(12, 'b')));
    expect(away.unread).toEqual({ count: 2, from: '0:11' });
    const back = after(away, { kind: 'look', reading: true });
    expect(back.unread).toEqual({ count: 0, from: '0:11' });
    expect(after(back, { kind: 'look', reading: false }).unread).toEqual({ count: 0 });
  });

  it('asks for older messages, and puts them in front', () => {
    const asking = after(inside(said(5, 'five')), { kind: 'recall' });
    expect(sent(asking)).toMatchObject([{ type: 'history', before: 5, limit: 100 }]);
    const [{ id } = { id: 0 }] = sent(asking);
    const state = after(
      asking,
      hear({
        type: 'history',
        room: 'lobby',
        history: [said(3, 'three'), said(4, 'four')],
        complete: true,
        id,
      }),
    );
    expect(shown(state)).toEqual(['three', 'four', 'five']);
    expect(state.older).toBe('none');
  });

  it('keeps so many lines, and can ask again for those it let go', () => {
    const history = Array.from({ length: MAX_LINES_AT_BOTTOM + 100 }, (_, n) =>
      hear(said(n + 11, String(n))),
    );
    const state = after(inside(said(1, 'first')), ...history);
    expect(state.lines.count).toBeLessThan(MAX_LINES_AT_BOTTOM + 50);
    expect(state.older).toBe('more');
    expect(shown(state).at(-1)).toBe(String(MAX_LINES_AT_BOTTOM + 99));
  });

  it('says that lines were skipped, and that a message was deleted', () => {
    const state = after(
      inside(said(1, 'one'), said(2, 'two')),
      hear({ type: 'skipped', count: 7 }),
      hear({ type: 'deleted', room: 'lobby', seq: 1 }),
    );
    expect(shown(state)).toEqual(['', 'two', expect.stringContaining('7 lines were skipped')]);
    const told = after(state, hear({ type: 'skipped', count: 1, of: 'told' }));
    expect(shown(told).at(-1)).toContain('1 private message was skipped');
  });

  it('takes the private messages along to another room', () => {
    const told = hear({ type: 'told', at: new Date(AT).toISOString(), from: 'bob', to: 'ann', text: 'psst' });
    const state = after(inside(said(1, 'one')), told, entered({ room: 'den', seq: 20 }));
    expect(shown(state)).toEqual(['psst']);
    expect(state).toMatchObject({ session: { room: 'den' }, seen: { seq: 20 } });
  });

  it('leaves messages in their order where the clock of the server was set back, private ones between them', () => {
    const at = (ms: number) => new Date(AT + ms).toISOString();
    const told = (text: string, ms: number) =>
      hear({ type: 'told', at: at(ms), from: 'bob', to: 'ann', text });
    const history = [said(1, 'one'), { ...said(2, 'ahead'), at: at(900_000) }, said(3, 'back')];
    const state = after(inside(), told('early', 1), told('late', 950_000), entered({ room: 'den', history }));
    expect(shown(state)).toEqual(['early', 'one', 'ahead', 'back', 'late']);
  });

  it.each(['kicked', 'banned', 'idle'] as const)('does not try again by itself behind %s', (code) => {
    const state = after(inside(), hear({ type: 'error', code, message: 'out' }), { ...lost, code: 1008 });
    expect(state.phase).toEqual({ kind: 'ended', why: 'Out.' });
    expect(after(state, { kind: 'again' }).phase).toMatchObject({ kind: 'entering', returning: true });
  });

  it('tells the reason of a close frame', () => {
    const state = after(inside(), { ...lost, code: 1008, reason: 'too slow' });
    expect(state.phase).toEqual({ kind: 'ended', why: 'The server has closed the connection: too slow.' });
  });
});

describe('the page, cut off', () => {
  const away = after(inside(said(1, 'one'), said(2, 'two')), hear(said(11, 'three')), lost);
  const back = after(away, { kind: 'opening' }, hello);

  it('asks for what was missed, and neither loses nor doubles a line', () => {
    expect(away.phase).toMatchObject({ kind: 'lost' });
    expect(sent(back)).toMatchObject([{ type: 'enter', name: 'ann', after: { log: 'here', seq: 11 } }]);
    const state = after(back, entered({ seq: 20, history: [said(12, 'four')] }), hear(said(21, 'five')));
    expect(shown(state)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(state.unread.from).toBe('0:12');
  });

  it('sends nothing meanwhile', () => {
    expect(sent(after(away, say('hi')))).toEqual([]);
  });

  it('marks where another log begins, and keeps the lines of the old one', () => {
    const state = after(back, entered({ log: 'new', seq: 3, history: [said(1, 'anew')], complete: false }));
    expect(shown(state)).toEqual(['one', 'two', 'three', expect.stringContaining('started anew'), 'anew']);
    expect(after(state, hear({ type: 'deleted', room: 'lobby', seq: 1 })).lines.count).toBe(5);
    expect(shown(after(state, hear({ type: 'deleted', room: 'lobby', seq: 1 })))[0]).toBe('one');
  });

  it('fills a hole that the server remembers', () => {
    const holed = after(back, entered({ seq: 30, history: [said(20, 'x')], complete: false }));
    expect(shown(holed)).toEqual(['one', 'two', 'three', expect.stringContaining('Fetching'), 'x']);
    const asked = sent(holed).find(({ type }) => type === 'history');
    expect(asked).toMatchObject({ before: 20 });
    const state = after(
      holed,
      hear({
        type: 'history',
        room: 'lobby',
        history: [said(11, 'three'), said(15, 'w')],
        complete: false,
        id: asked?.id ?? 0,
      }),
    );
    expect(shown(state)).toEqual(['one', 'two', 'three', 'w', 'x']);
  });

  it.each([
    ['nothing', [] as const],
    ['something else', [said(20, 'x')] as const],
  ])('leaves a mark where the server remembers %s', (_, history) => {
    const holed = after(back, entered({ seq: 30, history, complete: false }));
    const id = sent(holed).find(({ type }) => type === 'history')?.id ?? 0;
    const state = after(holed, hear({ type: 'history', room: 'lobby', history: [], complete: false, id }));
    expect(shown(state)).toContainEqual(expect.stringContaining('no longer remembers'));
  });

  describe('with a text on its way', () => {
    const unsure = after(inside(), say('hi'), say('hi'), lost, { kind: 'opening' }, hello);

    it('takes it for said if it is in what was missed, once for each', () => {
      const state = after(unsure, entered({ seq: 20, history: [said(12, 'hi', 'ann')] }));
      expect(shown(state)).toEqual(['hi']);
      expect(state.pending).toMatchObject([{ status: 'failed' }]);
    });

    it('does not know if there is a hole', () => {
      const state = after(unsure, entered({ log: 'new', seq: 2, complete: false }));
      expect(state.pending.map(({ status }) => status)).toEqual(['unsure', 'unsure']);
    });
  });

  it('keeps a text that was sent before anybody could see that the connection is gone, as not sent', () => {
    const state = after(inside(), lost, say('hi'));
    expect(state.pending).toMatchObject([{ utterance: { text: 'hi' }, status: 'failed' }]);
    expect(sent(state)).toEqual([]);
    const [id = 0] = state.pending.map((each) => each.id);
    const resent = after(state, { kind: 'opening' }, hello, entered({ seq: 20 }), { kind: 'resend', id });
    expect(sent(resent)).toMatchObject([{ type: 'say', text: 'hi' }]);
    expect(resent.pending).toMatchObject([{ status: 'sending' }]);
  });

  it('waits for its name while the server has the old connection, and then asks for another', () => {
    const taken = (state: State) => {
      const id = state.asked.find(({ type }) => type === 'enter')?.id ?? 0;
      return after(state, hear({ type: 'error', code: 'name-taken', message: 'taken', id }));
    };
    const held = taken(back);
    expect(held.phase).toMatchObject({ kind: 'held' });
    const tick = (state: State, ms: number) => after({ ...state, heldSince: AT - ms }, { kind: 'tick' });
    const again = tick({ ...held, phase: { kind: 'held', triedAt: AT - 3000 } }, 3000);
    expect(sent(again)).toMatchObject([{ type: 'enter', name: 'ann', after: { seq: 11 } }]);
    expect(tick(held, 200_000).phase).toMatchObject({
      kind: 'join-form',
      why: expect.stringContaining('ann') as string,
    });
    expect(shown(tick(held, 200_000))).toEqual(['one', 'two', 'three']);
  });

  it('tries again where the server is full for the moment', () => {
    const full = hear({ type: 'error', code: 'too-many-clients', message: 'the server is full' });
    const state = after(away, { kind: 'opening' }, full, { ...lost, code: 1008, reason: 'full' });
    expect(state.phase).toMatchObject({
      kind: 'lost',
      why: 'The server is full.',
      retryAt: expect.any(Number) as number,
    });
  });

  it('does not wait for ever for a connection to be made', () => {
    const late = (ms: number) => after({ ...back, heardAt: AT - ms }, { kind: 'tick' });
    expect(late(19_000).dial).toBe(back.dial);
    expect(late(21_000)).toMatchObject({ phase: { kind: 'lost' }, dial: back.dial + 1 });
  });

  it('takes a connection for dead that does not answer', () => {
    const waiting = after(inside(), say('hi'));
    const late = (ms: number) => after({ ...waiting, heardAt: AT - ms, now: AT - ms }, { kind: 'tick' });
    expect(late(19_000).phase.kind).toBe('entered');
    expect(late(21_000)).toMatchObject({
      phase: { kind: 'lost' },
      dial: waiting.dial + 1,
      pending: [{ status: 'unsure' }],
    });
  });
});

describe('the page, at the join form', () => {
  const enter = { kind: 'enter', name: 'eve', room: 'lobby', password: '' } as const;

  it('goes on with the password that was right', () => {
    const state = after(inside(), lost, { kind: 'other-name' }, enter, hello);
    expect(sent(state)).toMatchObject([{ name: 'eve', password: 'tea' }]);
  });

  it('forgets one that was wrong', () => {
    const wrong = hear({ type: 'error', code: 'wrong-password', message: 'wrong', id: 1 });
    const asked = after(initialState, { kind: 'enter', name: 'ann', room: '', password: 'x' }, hello);
    expect(sent(after(asked, wrong, enter, hello))[0]).not.toHaveProperty('password');
  });
});

describe('the page, whose clock is set back', () => {
  it('goes on asking for a name that is held', () => {
    const held: State = {
      ...after(inside(), lost, { kind: 'opening' }),
      phase: { kind: 'held', triedAt: AT + 3_600_000 },
      heldSince: AT,
      asked: [],
    };
    expect(sent(after(held, { kind: 'tick' }))).toMatchObject([{ type: 'enter' }]);
  });
});

describe('the keys of the lines', () => {
  it('differ, also where things have the same place in the order', () => {
    const at = new Date(AT).toISOString();
    const left = (name: string) => hear({ type: 'left', seq: 11, at, room: 'lobby', name });
    const keys = itemsOf(after(inside(), left('bob'), left('cid'), hear(said(11, 'x'))).lines).map(
      ({ key }) => key,
    );
    expect(new Set(keys).size).toBe(3);
  });
});
