import type { State } from '../../../src/web-client/state/state';
import { after, AT, entered, hear, hello, inside, lost, said, say, sent, shown } from '../reduce-actions';

const statuses = ({ pending }: State) => pending.map(({ status, utterance }) => [utterance.text, status]);
const back = [{ kind: 'opening' }, hello] as const;
const join = { kind: 'submit', requests: [{ type: 'join', room: 'den' }] } as const;
const rename = { kind: 'submit', requests: [{ type: 'rename', name: 'eve' }] } as const;
const idOf = (state: State, type: string) => state.asked.find((each) => each.type === type)?.id ?? 0;
const historyFor = (state: State, ...history: readonly ReturnType<typeof said>[]) => {
  const id = idOf(state, 'history');
  return hear({ type: 'history', room: 'lobby', history, complete: false, id });
};

describe('a text that was on its way when the connection went', () => {
  const unsure = after(inside(said(1, 'one')), say('hi'), lost, ...back);
  const holed = after(unsure, entered({ seq: 30, history: [said(20, 'x')], complete: false }));

  it('has not come through where nothing is missing, and stays so', () => {
    const state = after(unsure, entered({ seq: 20 }));
    expect(statuses(state)).toEqual([['hi', 'failed']]);
  });

  it.each<readonly [string, State]>([
    ['the server remembers nothing', after(unsure, entered({ seq: 30, complete: false }))],
    ['a hole was given up', after(holed, historyFor(holed))],
    ['another log has begun', after(unsure, entered({ log: 'new', seq: 3 }))],
    ['the connection went again while a hole was filled', after(holed)],
  ])('stays unsure for good where %s', (_, state) => {
    expect(statuses(state)).toEqual([['hi', 'unsure']]);
    const log = state.seen?.log ?? '';
    const again = after(state, lost, ...back, entered({ log, seq: 40 }));
    expect(statuses(again)).toEqual([['hi', 'unsure']]);
  });

  it('that stays unsure takes nothing for itself that was sent again', () => {
    const given = after(holed, historyFor(holed));
    const resent = after(given, { kind: 'submit', requests: [{ type: 'say', text: 'hi' }] }, lost, ...back);
    const state = after(resent, entered({ seq: 50, history: [said(41, 'hi', 'ann')] }));
    expect(statuses(state)).toEqual([['hi', 'unsure']]);
    expect(state.pending[0]?.id).toBe(given.pending[0]?.id);
  });

  it.each([
    ['another room', join],
    ['another name', rename],
  ])('is never said to be lost if it was said behind a request for %s', (_, request) => {
    const state = after(inside(), say('before'), request, say('behind'), lost, ...back, entered({ seq: 20 }));
    expect(statuses(state)).toEqual([
      ['before', 'failed'],
      ['behind', 'unsure'],
    ]);
    const again = after(state, lost, ...back, entered({ seq: 40 }));
    expect(statuses(again)).toContainEqual(['behind', 'unsure']);
  });

  it('is looked for where it was said, once the request before it was answered', () => {
    const asking = after(inside(), join, say('behind'));
    const id = idOf(asking, 'join');
    const state = after(asking, entered({ room: 'den', seq: 20, id }), lost, ...back);
    expect(after(state, entered({ room: 'den', seq: 30 })).pending).toMatchObject([
      { room: 'den', status: 'failed' },
    ]);
  });

  it('is looked for by the name that it was said by', () => {
    const asking = after(inside(), rename, say('behind'));
    const id = idOf(asking, 'rename');
    const at = new Date(AT).toISOString();
    const renamed = hear({ type: 'renamed', seq: 11, at, room: 'lobby', from: 'ann', to: 'eve', id });
    const state = after(asking, renamed, lost, ...back);
    expect(after(state, entered({ name: 'eve', seq: 30 })).pending).toMatchObject([
      { from: 'eve', status: 'failed' },
    ]);
  });
});

describe('a text that was not sent', () => {
  const failed = after(inside(), say('hi'), lost, ...back, entered({ seq: 20 }));
  const id = failed.pending[0]?.id ?? 0;

  it('is said again in its own room, and in no other', () => {
    const moved = after(failed, join, entered({ room: 'den', seq: 30 }));
    expect(moved.pending).toMatchObject([{ room: 'lobby' }]);
    expect(sent(after(moved, { kind: 'resend', id }))).toEqual([]);
    const home = after(moved, entered({ seq: 40 }));
    expect(sent(after(home, { kind: 'resend', id }))).toMatchObject([{ type: 'say', text: 'hi' }]);
  });

  it('is not resolved by another room, nor by its own once that was left', () => {
    const cut = after(inside(), say('hi'), lost, { kind: 'other-name' });
    const enter = { kind: 'enter', name: 'ann', room: 'den', password: '' } as const;
    const den = after(cut, enter, ...back, entered({ room: 'den', seq: 30 }), lost, ...back);
    const state = after(den, entered({ room: 'den', seq: 40 }));
    expect(state.pending).toMatchObject([{ room: 'lobby', status: 'unsure' }]);
    const home = after(state, entered({ seq: 50 }), lost, ...back, entered({ seq: 60 }));
    expect(statuses(home)).toEqual([['hi', 'unsure']]);
  });

  it('outlives a room at the join form that is written otherwise', () => {
    const door = after(inside(), say('hi'), lost, { kind: 'other-name' });
    const enter = { kind: 'enter', name: 'ann', room: 'Lobby', password: '' } as const;
    const state = after(door, enter, ...back, entered({ seq: 30 }));
    expect(statuses(state)).toEqual([['hi', 'unsure']]);
    expect(sent(after(state, { kind: 'resend', id: state.pending[0]?.id ?? 0 }))).toHaveLength(1);
  });

  it('is there if it was submitted in the moment of the loss', () => {
    const state = after(inside(), lost, say('hi'));
    expect(statuses(state)).toEqual([['hi', 'failed']]);
    expect(sent(state)).toEqual([]);
    expect(statuses(after(state, ...back, entered({ seq: 20 })))).toEqual([['hi', 'failed']]);
  });
});

describe('to leave', () => {
  const requests = [{ type: 'say', text: 'a' }, { type: 'leave' }, { type: 'say', text: 'b' }] as const;
  const left = after(inside(said(5, 'five')), { kind: 'recall' }, { kind: 'submit', requests });

  it('is like a loss for what was on its way, and sends nothing of what follows', () => {
    expect(sent(left).map(({ type }) => type)).toEqual(['say', 'leave']);
    expect(statuses(left)).toEqual([
      ['a', 'unsure'],
      ['b', 'failed'],
    ]);
    expect(left).toMatchObject({ phase: { kind: 'ended' }, asked: [], older: 'more' });
  });

  it('leaves nothing to wait for when it is entered again', () => {
    const entering = after(left, { kind: 'again' }, ...back);
    const state = after(entering, entered({ seq: 20, id: idOf(entering, 'enter') }));
    const quiet = { ...state, asked: state.asked.filter(({ type }) => type !== 'rooms') };
    expect(after({ ...quiet, heardAt: AT - 60_000, now: AT - 60_000 }, { kind: 'tick' }).phase.kind).toBe(
      'entered',
    );
  });
});

describe('older messages that come late', () => {
  const asking = after(inside(said(5, 'five'), said(6, 'six')), { kind: 'recall' });
  const answer = historyFor(asking, said(3, 'three'), said(4, 'four'));

  it('are dropped if their place is gone, and can be asked for again', () => {
    const [chunk] = asking.lines.chunks;
    const trimmed = {
      ...asking,
      lines: { ...asking.lines, count: 1, chunks: [{ id: 9, items: chunk?.items.slice(1) ?? [] }] },
    };
    const state = after(trimmed, answer);
    expect(shown(state)).toEqual(['six']);
    expect(sent(after(state, { kind: 'recall' }))).toMatchObject([{ type: 'history', before: 6 }]);
  });

  it('are dropped if they were asked for in another room', () => {
    const moved = after(
      asking,
      entered({ room: 'den', seq: 20 }),
      entered({ seq: 30, history: [said(29, 'x')] }),
    );
    const state = after(moved, { kind: 'recall' }, answer);
    expect(shown(state)).toEqual(['x']);
    expect(state.older).toBe('asked');
  });
});
