import { LOBBY, SERVER, type ChatState } from '../../../src/chat';
import { fold, nameOf, plain, posts, type Timed } from '../../helpers/apply-commands';
import { facts, factsOf, itTells, noticesOf, window } from '../../helpers/event-tables';

const { enter, say, join, leave, setLimits, remove, rename, rooms, removeAll } = posts;
const { joined, entered, left, refused, ended } = facts;

const tooMany = (cap: number) =>
  refused('too-many-rooms', `there are already ${cap} rooms: join one of them`);

/** Says something in a room, and leaves it behind. */
const visit = (room: string, text = room): readonly Timed[] => [
  enter('v', 'visitor', room),
  say('v', text),
  leave('v'),
];

const roomsOf = ({ rooms: all }: ChatState) => [...all.values()].map(({ name }) => name).sort();

describe('the cap on rooms', () => {
  itTells([
    {
      what: 'refuses one more when somebody is in all of them, to who enters and who joins',
      before: [
        setLimits(9, 2),
        enter('a', 'ann', 'Den'),
        enter('b', 'bob', 'nook'),
        enter('c', 'cid', 'nook'),
      ],
      post: [join('b', 'attic'), enter('d', 'dora', 'attic'), join('b', 'den')],
      tells: [
        ['b', tooMany(2)],
        ['d', tooMany(2)],
        ['den', joined(7, 'b', 'bob', 'Den')],
        ['b', entered(7, 'bob', { room: 'Den', key: 'den', others: { names: ['ann'], count: 1 } })],
        ['nook', left(7, 'bob', { room: 'nook' })],
      ],
    },
    {
      what: 'never keeps anybody out of the lobby',
      before: [setLimits(9, 1), enter('a', 'ann', 'den')],
      post: [enter('b', 'bob'), join('a', 'lobby')],
      tells: [
        ['lobby', joined(3, 'b', 'bob')],
        ['b', entered(3, 'bob')],
        ['lobby', joined(4, 'a', 'ann')],
        ['a', entered(4, 'ann', { others: { names: ['bob'], count: 1 } })],
        ['den', left(4, 'ann', { room: 'den' })],
      ],
    },
    {
      what: 'counts the lobby',
      before: [setLimits(9, 2), enter('a', 'ann'), enter('b', 'bob', 'den')],
      post: [enter('c', 'cid', 'nook')],
      tells: [['c', tooMany(2)]],
    },
    {
      what: 'leaves the name free of one that it keeps out',
      before: [setLimits(9, 1), enter('a', 'ann', 'den')],
      post: [enter('b', 'bob', 'nook'), rename('a', 'bob')],
      tells: [
        ['b', tooMany(1)],
        ['den but a', { ...facts.renamed(4, 'a', 'ann', 'bob'), room: 'den' }],
      ],
    },
    {
      what: 'lets a room give way that nobody is in, which is lost to who comes to it later',
      before: [setLimits(9, 2), ...visit('Den'), enter('a', 'ann', 'nook'), enter('b', 'bob', 'nook')],
      post: [join('a', 'attic'), join('a', 'Den')],
      tells: [
        ['attic', joined(7, 'a', 'ann', 'attic')],
        ['a', entered(7, 'ann', { room: 'attic', key: 'attic', history: window([], 3) })],
        ['nook', left(7, 'ann', { room: 'nook' })],
        ['den', joined(8, 'a', 'ann', 'Den')],
        ['a', entered(8, 'ann', { room: 'Den', key: 'den', history: window([], 3) })],
        ['attic', left(8, 'ann', { room: 'attic' })],
      ],
    },
    {
      what: 'does not hold one that is alone in a room that remembers nothing',
      before: [setLimits(9, 1), enter('a', 'ann', 'nook')],
      post: [join('a', 'attic'), say('a', 'hi'), join('a', 'nook')],
      tells: [
        ['attic', joined(3, 'a', 'ann', 'attic')],
        ['a', entered(3, 'ann', { room: 'attic', key: 'attic' })],
        ['nook', left(3, 'ann', { room: 'nook' })],
        ['attic but a', facts.said(4, 'a', 'ann', 'hi', { room: 'attic' })],
        ['a', tooMany(1)],
      ],
    },
    {
      what: 'that is lowered refuses as many as there are, with the new number',
      before: [setLimits(9, 3), enter('a', 'ann'), enter('b', 'bob', 'den'), setLimits(9, 1)],
      post: [enter('c', 'cid', 'nook'), leave('b'), enter('c', 'cid', 'nook')],
      tells: [
        ['c', tooMany(1)],
        ['b', ended()],
        ['den', left(6, 'bob', { room: 'den' })],
        ['c', tooMany(1)],
      ],
    },
  ]);

  /** Three rooms that nobody is in, the one that was made first being the last in which somebody spoke. */
  const quiet = [
    setLimits(9, 4),
    ...visit('den'),
    ...visit('nook'),
    ...visit('attic'),
    ...visit('den', 'again'),
  ];

  it.each<[string, readonly Timed[], readonly string[]]>([
    ['nobody, as long as there is room', [enter('a', 'ann', 'shed')], ['attic', 'den', 'nook', 'shed']],
    [
      'the one that was silent longest',
      [enter('a', 'ann', 'shed'), enter('b', 'bob', 'yard')],
      ['attic', 'den', 'shed', 'yard'],
    ],
    [
      'one for each, in that order',
      [enter('a', 'ann', 'shed'), enter('b', 'bob', 'yard'), enter('c', 'cid', 'barn')],
      ['barn', 'den', 'shed', 'yard'],
    ],
    [
      'none that somebody is in, though it was silent longer',
      [enter('a', 'ann', 'nook'), enter('b', 'bob', 'yard'), enter('c', 'cid', 'barn')],
      ['barn', 'den', 'nook', 'yard'],
    ],
    [
      'nobody for a room that there is',
      [setLimits(9, 3), enter('a', 'ann', 'den')],
      ['attic', 'den', 'nook'],
    ],
    [
      'nobody for one that leaves a room behind that goes',
      [enter('a', 'ann', 'shed'), join('a', 'yard')],
      ['attic', 'den', 'nook', 'yard'],
    ],
    [
      'one for one that leaves behind what it has said',
      [enter('a', 'ann', 'shed'), say('a', 'hi'), join('a', 'yard')],
      ['attic', 'den', 'shed', 'yard'],
    ],
    [
      'one for one that leaves somebody behind',
      [enter('a', 'ann', 'shed'), enter('b', 'bob', 'shed'), join('a', 'yard')],
      ['attic', 'den', 'shed', 'yard'],
    ],
    [
      'one for one that leaves a room behind that goes, where that is not enough',
      [enter('a', 'ann', 'shed'), setLimits(9, 3), join('a', 'yard')],
      ['attic', 'den', 'yard'],
    ],
    ['nobody for the lobby', [setLimits(9, 3), enter('a', 'ann')], ['attic', 'den', 'lobby', 'nook']],
    [
      'nobody if there is none',
      [setLimits(9, 0), enter('a', 'ann', 'shed')],
      ['attic', 'den', 'nook', 'shed'],
    ],
    [
      'nobody for one that is refused for another reason',
      [setLimits(9, 3), enter('a', 'ann', 'den'), enter('b', 'ann', 'shed'), join('x', 'shed')],
      ['attic', 'den', 'nook'],
    ],
  ])('lets give way %s', (_, list, names) => {
    expect(roomsOf(fold([...quiet, ...list]))).toEqual(names);
  });

  it('never lets the lobby give way', () => {
    const state = fold([setLimits(9, 2), ...visit('lobby'), ...visit('den'), enter('a', 'ann', 'nook')]);
    expect(roomsOf(state)).toEqual(['lobby', 'nook']);
  });

  it('shows no list of rooms from before one gave way', () => {
    const post = [rooms('a'), enter('b', 'bob', 'nook'), rooms('a')];
    const lists = factsOf(noticesOf([setLimits(9, 2), ...visit('den'), enter('a', 'ann')], post), 'rooms');
    const shown = lists.map((list) => list.rooms.map(({ name }) => name));
    expect(shown).toEqual([
      ['lobby', 'den'],
      ['lobby', 'nook'],
    ]);
  });

  it('tells every room that is made from then on up to where something may be lost', () => {
    const lost = (list: readonly Timed[], room: string) => fold(list).rooms.get(room)?.history.lostSeq;
    const before = [setLimits(1, 1), ...visit('den', '1'), ...visit('den', '2')];
    expect(lost(before, 'den')).toBe(3);
    expect(lost([...before, enter('a', 'ann', 'nook')], 'nook')).toBe(6);
    expect(lost([...before, remove(SERVER, 6), enter('a', 'ann', 'nook')], 'nook')).toBe(3);
    // What was lost last, not what was lost in the room that gave way last.
    const early = [setLimits(9, 2), enter('a', 'ann', 'den'), say('a', '3'), ...visit('nook'), leave('a')];
    const both = [...early, enter('b', 'bob', 'attic'), enter('c', 'cid', 'shed')];
    expect([fold(early).evictedSeq, fold(both).evictedSeq, lost(both, 'shed')]).toEqual([0, 5, 5]);
  });

  it.each<[string, readonly Timed[]]>([
    ['nothing is remembered', [setLimits(0), ...visit('den'), enter('a', 'ann', 'nook')]],
    [
      'the rest was deleted',
      [
        setLimits(1),
        ...visit('den', '1'),
        enter('a', 'ann', 'den'),
        say('a', '2'),
        remove(SERVER, 6),
        leave('a'),
      ],
    ],
    [
      'the rest was deleted, and nobody was in',
      [setLimits(1), ...visit('den', '1'), ...visit('den', '2'), remove(SERVER, 6)],
    ],
    [
      'the rest was deleted, and all were shown out',
      [
        setLimits(1),
        ...visit('den', '1'),
        enter('a', 'ann', 'den'),
        say('a', '2'),
        remove(SERVER, 6),
        removeAll('bye'),
      ],
    ],
  ])('lets no room go without what is lost of it: %s', (_, list) => {
    const state = fold(list);
    expect([state.rooms.has('den'), state.evictedSeq]).toEqual([false, 3]);
    const [fact] = factsOf(noticesOf(list, [enter('b', 'bob', 'den')]), 'entered');
    expect(fact?.history.lostSeq).toBe(3);
  });

  it('is no reason to forget what the others remember', () => {
    const before = [setLimits(9, 2), ...visit('den'), ...visit('nook')];
    const [then, now] = [fold(before), fold([...before, enter('a', 'ann', 'attic')])];
    expect(plain(now.rooms.get('nook'))).toEqual(plain(then.rooms.get('nook')));
  });
});

describe('the lobby', () => {
  it('has the keys that its name has', () => {
    expect(LOBBY).toEqual(nameOf('lobby'));
  });
});
