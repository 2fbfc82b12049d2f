import { deserialize, serialize } from '../../../src/web-client/state/persisted-state';
import { initialState } from '../../../src/web-client/state/state';
import { after, AT, entered, hear, hello, inside, lost, said, say, sent, shown } from '../reduce-actions';

const reload = (state: ReturnType<typeof inside>) => deserialize(serialize(state) ?? null, AT);

describe('a page that is loaded again', () => {
  it('has its lines, and asks for what it missed', () => {
    const state = reload(after(inside(said(1, 'one')), hear(said(11, 'two'))));
    expect(shown(state)).toEqual(['one', 'two']);
    const back = after(state, { kind: 'opening' }, hello);
    expect(sent(back)).toMatchObject([{ type: 'enter', name: 'ann', after: { log: 'here', seq: 11 } }]);
    expect(shown(after(back, entered({ seq: 20, history: [said(12, 'three')] })))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('does not have the password', () => {
    expect(serialize(inside())).not.toContain('tea');
  });

  it('resolves what was on its way', () => {
    const state = reload(after(inside(), say('hi'), say('ho')));
    expect(state.pending.map(({ status }) => status)).toEqual(['unsure', 'unsure']);
    const back = after(state, hello, entered({ seq: 20, history: [said(12, 'hi', 'ann')] }));
    expect(back.pending).toMatchObject([{ status: 'failed', utterance: { text: 'ho' } }]);
  });

  it('keeps a bounded part of the lines, and can ask for the rest', () => {
    const state = after(
      inside(),
      ...Array.from({ length: 500 }, (_, n) => hear(said(n + 11, 'x'.repeat(4000)))),
    );
    const saved = serialize(state) ?? '';
    expect(saved.length).toBeLessThan(300_000);
    expect(reload(state)).toMatchObject({ older: 'more', seen: { seq: 510 } });
    expect(shown(reload(state)).length).toBeGreaterThan(10);
  });

  it('says of a hole that was being filled that something may be missing', () => {
    const holed = after(
      inside(),
      lost,
      hello,
      entered({ seq: 30, history: [said(20, 'x')], complete: false }),
    );
    expect(shown(reload(holed))[0]).toContain('missing here');
  });

  it('keeps a bounded part of what was not sent, the newest of it', () => {
    const many = Array.from({ length: 500 }, (_, n) => say(`${n} ${'x'.repeat(4000)}`));
    const state = reload(after(inside(), ...many));
    expect((serialize(state) ?? '').length).toBeLessThan(300_000);
    expect(state.pending.at(-1)?.utterance.text).toMatch(/^499 /);
  });

  it('bounds what a topic or a reason takes, too', () => {
    const at = new Date(AT).toISOString();
    const topics = Array.from({ length: 150 }, (_, n) =>
      hear({ type: 'topic', seq: n + 11, at, room: 'lobby', from: 'bob', text: 'x'.repeat(4000) }),
    );
    expect((serialize(after(inside(), ...topics)) ?? '').length).toBeLessThan(300_000);
  });

  it('begins at the join form where it was there, with its lines and with what was not sent', () => {
    const asked = after(reload(after(inside(said(1, 'one')), say('hi'))), hello);
    const id = asked.asked.find(({ type }) => type === 'enter')?.id ?? 0;
    const out = after(asked, hear({ type: 'error', code: 'wrong-password', message: 'wrong password', id }));
    const twice = reload(out);
    expect(twice.phase).toEqual(out.phase);
    expect(twice.phase).toMatchObject({
      kind: 'join-form',
      why: expect.stringContaining('password') as string,
    });
    expect(shown(twice)).toEqual(['one']);
    const back = after(twice, { kind: 'enter', name: 'ann', room: 'lobby', password: 'tea' }, hello);
    expect(sent(back)).toMatchObject([{ type: 'enter', password: 'tea', after: { seq: 10 } }]);
    expect(back.pending).toMatchObject([{ status: 'unsure', utterance: { text: 'hi' } }]);
  });

  it('begins at the join form, with the reason, where the server has ended it', () => {
    const state = after(inside(), say('hi'), { ...lost, code: 1008, reason: 'kicked' });
    expect(reload(state)).toMatchObject({
      phase: { kind: 'join-form', why: expect.stringContaining('kicked') as string },
    });
    expect(reload(state).pending).toHaveLength(1);
  });

  it('begins anew where nothing was kept, or nobody was in', () => {
    for (const kept of [null, '', 'x', '{}', '{"version":1}'])
      expect(deserialize(kept, AT)).toEqual(initialState);
    expect(serialize(initialState)).toBeUndefined();
    expect(serialize(after(inside(), { kind: 'submit', requests: [{ type: 'leave' }] }))).toBeUndefined();
  });
});
