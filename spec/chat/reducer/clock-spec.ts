import {
  applyTurn,
  emptyChat,
  isEvent,
  SERVER,
  type JournalItem,
  type ClientCommand,
} from '../../../src/chat';
import { byName, posts } from '../../helpers/apply-commands';

const { enter, mute, ban, say, sanctions, who } = posts;

const clock = (skew: number, client = SERVER): ClientCommand => ({
  client,
  command: { kind: 'clock', skew, doubt: 0 },
});

/** Items at dates of their own; what is no order has no seq. */
const dated = (list: readonly (readonly [at: number, post: ClientCommand])[]): readonly JournalItem[] => {
  let seq = 0;
  return list.map(([at, { client, command }]) =>
    command.kind === 'sanctions' || command.kind === 'who'
      ? { at, client, command }
      : ({ seq: ++seq, at, client, command } as JournalItem),
  );
};
const fold = (list: readonly (readonly [at: number, post: ClientCommand])[]) =>
  applyTurn(emptyChat, dated(list));
const said = (list: readonly (readonly [at: number, post: ClientCommand])[]) =>
  fold(list)
    .events.filter(isEvent)
    .flatMap(({ fact }) => (fact.kind === 'said' || fact.kind === 'refused' ? [fact.text] : []));

const YEARS = 315_360_000_000;

describe('a log whose wall clock was set', () => {
  it('ends a mute given while the clock was ahead after its full duration', () => {
    expect(
      said([
        [1000, enter('a', 'ann')],
        [YEARS + 1000, clock(YEARS)],
        [YEARS + 1000, mute(SERVER, 'ann', 2000)],
        [2000, clock(0)],
        [2000, say('a', 'too early')],
        [3000, say('a', 'free')],
      ]),
    ).toEqual(['you are muted by server for 2s', 'you are muted for another 1s', 'free']);
  });

  it('ends no mute early while the clock is ahead', () => {
    const texts = said([
      [1000, enter('a', 'ann')],
      [1000, mute(SERVER, 'ann', 2000)],
      [YEARS + 1500, clock(YEARS)],
      [YEARS + 1500, say('a', 'too early')],
    ]);
    expect(texts.slice(1)).toEqual(['you are muted for another 1s']);
  });

  it('dates mutes and join times by the corrected clock', () => {
    const { events } = fold([
      [1000, enter('a', 'ann')],
      [1000, ban(SERVER, byName('bob'), 5000)],
      [YEARS + 2000, clock(YEARS)],
      [YEARS + 3000, sanctions(SERVER, 'bans')],
      [YEARS + 3000, who('a')],
    ]);
    const facts = events.filter(isEvent).map(({ fact }) => fact);
    expect(facts).toContainEqual({
      kind: 'sanctions',
      of: 'bans',
      sanctions: [{ whom: 'bob', until: YEARS + 6000 }],
    });
    expect(facts).toContainEqual(
      expect.objectContaining({ kind: 'members', members: [{ name: 'ann', since: YEARS + 1000 }] }),
    );
  });

  it('ignores a clock command that is not from the server', () => {
    const { state, events } = fold([
      [1000, enter('a', 'ann')],
      [2000, clock(YEARS, 'a')],
    ]);
    expect(state.clock).toEqual({ time: 2000, skew: 0, doubt: 0, latest: 2000 });
    expect(events.filter(isEvent).at(-1)?.fact).toMatchObject({ kind: 'refused', code: 'operators-only' });
  });
});
