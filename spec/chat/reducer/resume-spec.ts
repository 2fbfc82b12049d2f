import fc from 'fast-check';
import { applyTurn, emptyChat, type ChatState, type Command, type ResumePoint } from '../../../src/chat';
import { after, byAddress, byName, fold, items, posts, type Timed } from '../../helpers/apply-commands';
import { facts, itTells, noticesOf, reported, taken, told, window } from '../../helpers/event-tables';
import { runs } from '../../helpers/runs';

const { enter, enterWith, pickUp, say, act, tell, rename, join, topic, leave, kick, ban, mute } = posts;
const { grant, remove, setLimits, removeAll } = posts;
const { said, joined, left, entered, ended, refused, moderated } = facts;

const WEEK = 7 * 86_400_000;
const wrong = refused('invalid-token', 'that word is unknown or expired: enter a name');

/** One with a word in the lobby, and one without. */
const annIn = [enterWith('w', enter('a', 'ann'))];
const both = [...annIn, enter('b', 'bob')];
/** The same, when ann has said something and left, and bob has gone on. */
const annGone = [...both, say('a', 'hi'), say('b', 'one'), leave('a'), say('b', 'two')];

/** What a word stands for, but the name's keys. */
const recordOf = (list: readonly Timed[], word = 'w') => {
  const found = fold(list).resumePoints.get(word);
  return found && { ...found, name: found.name.text };
};

describe('a resume point', () => {
  const inLobby = { client: 'a', name: 'ann', room: 'lobby', roomName: 'lobby' };

  it.each<[string, readonly Timed[], object | undefined]>([
    [
      'exists once its client has entered',
      annIn,
      { ...inLobby, lastOwnSeq: 1, leftSeq: 0, expiresAt: 1000 + WEEK },
    ],
    ['is not made by a refused enter', [enter('b', 'ann'), ...annIn], undefined],
    ['is not made by a client that is already in', [enter('a', 'eve'), ...annIn], undefined],
    [
      'records the leave, and the last own message',
      annGone,
      { ...inLobby, lastOwnSeq: 3, leftSeq: 5, expiresAt: 5000 + WEEK },
    ],
    [
      'counts /me as an own message',
      [...both, act('a', 'waves'), leave('a')],
      { ...inLobby, lastOwnSeq: 3, leftSeq: 4 },
    ],
    [
      'takes the join as seen when its client said nothing',
      [...both, say('b', 'x'), leave('a')],
      { ...inLobby, lastOwnSeq: 1, leftSeq: 4 },
    ],
    [
      'does not count a refused message',
      [...both, mute('server', 'ann'), say('a', 'x'), leave('a')],
      { ...inLobby, lastOwnSeq: 1, leftSeq: 5 },
    ],
    [
      'records the leave of a kicked client',
      [...both, kick('server', 'ann')],
      { ...inLobby, lastOwnSeq: 1, leftSeq: 3 },
    ],
    [
      'records the room, and counts a move as seen',
      [...both, say('a', 'x'), join('a', 'Den'), say('b', 'y'), leave('a')],
      { ...inLobby, room: 'den', roomName: 'Den', lastOwnSeq: 4, leftSeq: 6 },
    ],
    [
      'records the last name',
      [...both, rename('a', 'eve'), leave('a')],
      { ...inLobby, name: 'eve', lastOwnSeq: 1 },
    ],
    [
      'is kept after a remove-all without a text',
      [...annGone.slice(0, 4), removeAll()],
      { ...inLobby, lastOwnSeq: 3, leftSeq: 5 },
    ],
    [
      'is kept after a remove-all with a text',
      [...annGone.slice(0, 4), removeAll('bye')],
      { ...inLobby, lastOwnSeq: 3, leftSeq: 5 },
    ],
  ])('%s', (_, list, record) => {
    if (record) expect(recordOf(list)).toMatchObject(record);
    else expect(recordOf(list)).toBeUndefined();
  });

  it('is not made for a client that enters without a token', () => {
    const { resumePoints: resumes, lastMessageSeq: spoke } = fold([
      enter('a', 'ann'),
      say('a', 'hi'),
      leave('a'),
    ]);
    expect([resumes.size, spoke.size]).toEqual([0, 0]);
  });

  it('keeps no last message of a client that has left', () => {
    expect(fold(annGone.slice(0, 3)).lastMessageSeq.get('a')).toBe(3);
    expect(fold(annGone).lastMessageSeq.size).toBe(0);
    expect(fold([...annGone.slice(0, 4), removeAll()]).lastMessageSeq.size).toBe(0);
  });
});

describe('resume', () => {
  itTells([
    {
      what: 'restores name and room, and tells the last seen seq and the leave',
      before: annGone,
      post: [pickUp('c', 'w', 'v')],
      tells: [
        ['lobby', joined(7, 'c', 'ann')],
        [
          'c',
          entered(7, 'ann', {
            others: { names: ['bob'], count: 1 },
            history: window([
              said(3, 'a', 'ann', 'hi'),
              said(4, 'b', 'bob', 'one'),
              said(6, 'b', 'bob', 'two'),
            ]),
            after: 3,
            left: 5,
          }),
        ],
      ],
    },
    {
      what: 'with an unknown token is refused',
      before: annGone,
      post: [pickUp('c', 'x')],
      tells: [['c', wrong]],
    },
    {
      what: 'works once per token, then with the next token',
      before: [...annGone, pickUp('c', 'w', 'v'), leave('c')],
      post: [pickUp('d', 'w'), pickUp('d', 'v')],
      tells: [
        ['d', wrong],
        ['lobby', joined(10, 'd', 'ann')],
        [
          'd',
          entered(10, 'ann', {
            others: { names: ['bob'], count: 1 },
            history: window([
              said(3, 'a', 'ann', 'hi'),
              said(4, 'b', 'bob', 'one'),
              said(6, 'b', 'bob', 'two'),
            ]),
            after: 7,
            left: 8,
          }),
        ],
      ],
    },
    {
      what: 'is refused while another client has the name, and works once that one is gone',
      before: [...both, leave('a'), enter('c', 'ANN')],
      post: [pickUp('d', 'w'), leave('c'), pickUp('d', 'w')],
      tells: [
        ['d', taken('ann')],
        ['c', ended()],
        ['lobby', left(6, 'ANN')],
        ['lobby', joined(7, 'd', 'ann')],
        ['d', entered(7, 'ann', { others: { names: ['bob'], count: 1 }, after: 1, left: 3 })],
      ],
    },
    {
      what: 'takes over from a client still here: that one leaves once, then the new one joins once',
      before: [...both, say('a', 'hi')],
      post: [pickUp('c', 'w')],
      tells: [
        ['a', ended()],
        ['lobby', left(4, 'ann')],
        ['lobby', joined(4, 'c', 'ann')],
        [
          'c',
          entered(4, 'ann', {
            others: { names: ['bob'], count: 1 },
            history: window([said(3, 'a', 'ann', 'hi')]),
            after: 3,
            left: 4,
          }),
        ],
      ],
    },
    {
      what: 'takes over under the current name and in the current room',
      before: [...both, rename('a', 'eve'), join('a', 'Den')],
      post: [pickUp('c', 'w')],
      tells: [
        ['a', ended()],
        ['den', left(5, 'eve', { room: 'Den' })],
        ['den', joined(5, 'c', 'eve', 'Den')],
        ['c', entered(5, 'eve', { room: 'Den', key: 'den', after: 4, left: 5 })],
      ],
    },
    {
      what: 'ignores the end of the client it has taken over',
      before: [...both, pickUp('c', 'w')],
      post: [leave('a')],
      tells: [['a', ended()]],
    },
    {
      what: 'from a banned address is refused, and the present client stays',
      before: [...both, ban('server', byAddress('192.0.2.1'))],
      post: [pickUp('c', 'w', 'v', '192.0.2.1:9')],
      tells: [['c', refused('banned', 'you are banned permanently')]],
    },
    {
      what: 'under a banned name is refused',
      before: [...annGone, ban('server', byName('ann'))],
      post: [pickUp('c', 'w')],
      tells: [['c', refused('bad-name', 'the name ann is banned permanently')]],
    },
    {
      what: 'is refused for a client that is in, even its own',
      before: both,
      post: [pickUp('b', 'w'), pickUp('a', 'w')],
      tells: [
        ['b', refused('entered-already', 'you have already entered')],
        ['a', refused('entered-already', 'you have already entered')],
      ],
    },
    {
      what: 'creates its room again under the old name',
      before: [enterWith('w', enter('a', 'ann', 'Den')), leave('a')],
      post: [pickUp('c', 'w')],
      tells: [
        ['den', joined(3, 'c', 'ann', 'Den')],
        ['c', entered(3, 'ann', { room: 'Den', key: 'den', after: 1, left: 2 })],
      ],
    },
    {
      what: 'enters the lobby when there is no place for its room',
      before: [
        setLimits(9, 2),
        enterWith('w', enter('a', 'ann', 'Den')),
        leave('a'),
        enter('b', 'bob', 'nook'),
        enter('c', 'cid'),
      ],
      post: [pickUp('d', 'w')],
      tells: [
        ['lobby', joined(6, 'd', 'ann')],
        ['d', entered(6, 'ann', { others: { names: ['cid'], count: 1 }, after: 2, left: 3 })],
      ],
    },
    {
      what: 'restores no operator rights, and keeps a mute',
      before: [...both, grant('a'), mute('server', 'ann'), pickUp('c', 'w')],
      post: [say('c', 'x'), remove('c', 'bob')],
      tells: [
        ['c', refused('muted', 'you are muted permanently')],
        ['c', refused('operators-only', 'only operators may do that')],
      ],
    },
  ]);

  it('works for exactly 7 days from the leave on', () => {
    const at = (wait: number) => told(noticesOf(annGone.slice(0, 5), [after(wait, pickUp('c', 'w'))]));
    expect(at(WEEK - 1)[0]).toEqual(['lobby', joined(6, 'c', 'ann')]);
    expect(at(WEEK)).toEqual([['c', wrong]]);
  });

  it('works for as long as its client is here', () => {
    expect(told(noticesOf(both, [after(2 * WEEK, pickUp('c', 'w'))]))[0]).toEqual(['a', ended()]);
  });

  it('keeps the token that was refused, and drops the one that worked', () => {
    const words = (...more: readonly Timed[]) => [...fold([...annGone, ...more]).resumePoints.keys()];
    expect(words(enter('x', 'ann'), pickUp('c', 'w', 'v'))).toEqual(['w']);
    expect(words(pickUp('c', 'w', 'v'))).toEqual(['v']);
    expect(words(pickUp('c', 'w'))).toEqual([]);
  });

  it('makes all later messages come from the resumed name', () => {
    const before = [...both, pickUp('c', 'w', 'v')];
    expect(told(noticesOf(before, [tell('b', 'ann', 'psst'), topic('c', 'tea')]))).toEqual([
      ['c', facts.told('b', 'bob', 'ann', 'psst')],
      ['b', facts.told('b', 'bob', 'ann', 'psst')],
      ['lobby but c', facts.topic(5, 'ann', 'tea')],
    ]);
  });

  it('under a banned name tells the ban, not an unknown token', () => {
    const before = [...both, grant('b')];
    expect(told(noticesOf(before, [ban('b', byName('ann')), pickUp('c', 'w')]))).toEqual([
      ['a', refused('banned', 'you were banned by bob')],
      ['a', ended('banned by bob', 'bob', 'banned')],
      ['lobby', left(4, 'ann', { reason: 'banned by bob', by: 'bob' })],
      ...reported('b', moderated('ban', 'bob', 'ann')),
      ['c', refused('bad-name', 'the name ann is banned permanently')],
    ]);
  });
});

describe('10,000 resume points of clients that left', () => {
  const MOST = 10_000;
  const REST = 9000;
  const visit = (n: number, remote = '192.0.2.1:1'): readonly Timed[] => {
    const { command, ...rest } = enterWith(`w${n}`, enter(`c${n}`, `n${n}`));
    return [{ ...rest, command: { ...command, remote } as Command }, leave(`c${n}`)];
  };
  const visits = (from: number, to: number, remote?: string) =>
    Array.from({ length: to - from }, (_, n) => visit(from + n, remote)).flat();
  const full = fold([enterWith('here', enter('a', 'ann')), ...visits(0, MOST)]);
  const known = (state: ChatState, ...words: readonly string[]) =>
    words.map((word) => state.resumePoints.has(word));

  it('are kept beside those of present clients', () => {
    expect(full.resumePoints.size).toBe(MOST + 1);
    expect(known(full, 'here', 'w0', `w${MOST - 1}`)).toEqual([true, true, true]);
  });

  it('are the limit: a tenth is dropped, the earliest left first, none of a present client', () => {
    const more = fold(visit(MOST), full);
    expect(more.resumePoints.size).toBe(REST + 1);
    expect(known(more, 'here', 'w0', 'w1000', 'w1001', `w${MOST}`)).toEqual([true, false, false, true, true]);
  });

  it('are dropped in the order of leaving, not of creation', () => {
    const left = fold([leave('a'), ...visit(MOST)], full);
    expect(known(left, 'here', 'w0', 'w1000', 'w1001')).toEqual([true, false, false, true]);
  });

  it('are dropped from the addresses with most', () => {
    const one = fold(visits(0, 1, '192.0.2.9:1'));
    const two = fold(visits(1, 3000, '192.0.2.8:1'), one);
    const most = fold(visits(3000, MOST + 1), two);
    expect(most.resumePoints.size).toBe(REST);
    expect(known(most, 'w0', 'w1', 'w2999', 'w3000', 'w4000', 'w4001')).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('after any commands', () => {
  const CLIENTS = ['a', 'b', 'c', 'd', 'e', 'f'];
  const client = fc.constantFrom(...CLIENTS);
  const name = fc.constantFrom('ann', 'Ann', 'alice', 'AIice', 'bob');
  const room = fc.constantFrom('lobby', 'Den', 'den', 'nook');
  const word = fc.nat(12).map((n) => `w${n}`);
  const post: fc.Arbitrary<Timed> = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(client, name, room).map((of) => enterWith('?', enter(...of))) },
    { weight: 1, arbitrary: fc.tuple(client, name, room).map((of) => enter(...of)) },
    { weight: 8, arbitrary: fc.tuple(client, word).map(([id, known]) => pickUp(id, known, '?')) },
    { weight: 2, arbitrary: fc.tuple(client, word).map(([id, known]) => pickUp(id, known)) },
    { weight: 4, arbitrary: client.map((id) => say(id, 'hi')) },
    { weight: 4, arbitrary: client.map((id) => leave(id)) },
    { weight: 2, arbitrary: fc.tuple(client, room).map((of) => join(...of)) },
    { weight: 2, arbitrary: fc.tuple(client, name).map((of) => rename(...of)) },
    { weight: 1, arbitrary: name.map((each) => kick('server', each)) },
    { weight: 1, arbitrary: fc.constant(removeAll()) },
  );
  /** As they come: each has a word of its own, as connections give them. */
  const numbered = (list: readonly Timed[]): readonly Timed[] => {
    let next = 0;
    return list.map((each) => {
      const { command } = each;
      if ('resumeTokenHash' in command)
        return { ...each, command: { ...command, resumeTokenHash: `w${next++}` } };
      return 'nextTokenHash' in command
        ? { ...each, command: { ...command, nextTokenHash: `w${next++}` } }
        : each;
    });
  };
  const timed = fc.tuple(post, fc.constantFrom(1, 1000, WEEK)).map(([each, wait]) => after(wait, each));

  const always = (visit: (state: ChatState, before: ChatState) => void): void =>
    fc.assert(
      fc.property(fc.array(timed, { maxLength: 60, size: 'max' }), (list) => {
        let state = emptyChat;
        for (const item of items(numbered(list))) {
          const before = state;
          ({ state } = applyTurn(state, [item]));
          visit(state, before);
        }
      }),
      runs(75),
    );

  it('each present client has at most one resume point of its own', () => {
    always(({ resumePoints: resumes, clients }) => {
      const here = [...resumes].filter(([, { leftSeq: at }]) => at === 0);
      const words = here.map(([known, { client: id }]) => [id, known]);
      const tokens = [...clients.values()].flatMap(({ id, resumeTokenHash: token }) =>
        token === undefined ? [] : [[id, token]],
      );
      expect(words.sort()).toEqual(tokens.sort());
    });
  });

  it('a name has one holder among the present clients', () => {
    always(({ clients, nameOwners: holders }) => {
      const held = [...clients.values()].flatMap(({ id, name: { keys } }) => keys.map((key) => [key, id]));
      expect(Object.fromEntries(holders)).toEqual(Object.fromEntries(held));
      expect(new Set([...clients.values()].map(({ name: { keys } }) => keys[1])).size).toBe(clients.size);
    });
  });

  it('a resume point tells of nothing before its creation and nothing in the future', () => {
    always(({ seq, at, resumePoints: resumes, lastMessageSeq: spoke, clients }) => {
      const isOff = (each: ResumePoint) =>
        each.lastOwnSeq > seq ||
        each.leftSeq > seq ||
        (each.leftSeq > 0 && each.leftSeq < each.lastOwnSeq) ||
        each.expiresAt > at + WEEK;
      expect([...resumes.values()].filter(isOff)).toEqual([]);
      expect([...spoke.keys()].filter((id) => !clients.has(id))).toEqual([]);
    });
  });
});
