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
      what: 'refuses a new room when all rooms have members, at enter and at join',
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
      what: 'never keeps a client out of the lobby',
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
      what: 'leaves the name of a refused client free',
      before: [setLimits(9, 1), enter('a', 'ann', 'den')],
      post: [enter('b', 'bob', 'nook'), rename('a', 'bob')],
      tells: [
        ['b', tooMany(1)],
        ['den but a', { ...facts.renamed(4, 'a', 'ann', 'bob'), room: 'den' }],
      ],
    },
    {
      what: 'drops an empty room for a new one, and reports its history as lost to later members',
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
      what: 'lets the only member of a room without memory move to a new room',
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
      what: 'refuses a new room after the cap was lowered, and names the new cap',
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
    ['no room below the cap', [enter('a', 'ann', 'shed')], ['attic', 'den', 'nook', 'shed']],
    [
      'the room that was silent longest',
      [enter('a', 'ann', 'shed'), enter('b', 'bob', 'yard')],
      ['attic', 'den', 'shed', 'yard'],
    ],
    [
      'one room for each new one, the longest silent first',
      [enter('a', 'ann', 'shed'), enter('b', 'bob', 'yard'), enter('c', 'cid', 'barn')],
      ['barn', 'den', 'shed', 'yard'],
    ],
    [
      'no room with members, though it was silent longer',
      [enter('a', 'ann', 'nook'), enter('b', 'bob', 'yard'), enter('c', 'cid', 'barn')],
      ['barn', 'den', 'nook', 'yard'],
    ],
    [
      'no room for a join to an existing room',
      [setLimits(9, 3), enter('a', 'ann', 'den')],
      ['attic', 'den', 'nook'],
    ],
    [
      'no room when the old room of the mover is dropped anyway',
      [enter('a', 'ann', 'shed'), join('a', 'yard')],
      ['attic', 'den', 'nook', 'yard'],
    ],
    [
      'a room when the old room of the mover remembers messages',
      [enter('a', 'ann', 'shed'), say('a', 'hi'), join('a', 'yard')],
      ['attic', 'den', 'shed', 'yard'],
    ],
    [
      'a room when the old room of the mover has other members',
      [enter('a', 'ann', 'shed'), enter('b', 'bob', 'shed'), join('a', 'yard')],
      ['attic', 'den', 'shed', 'yard'],
    ],
    [
      'a room when the dropped old room of the mover is not enough',
      [enter('a', 'ann', 'shed'), setLimits(9, 3), join('a', 'yard')],
      ['attic', 'den', 'yard'],
    ],
    ['no room for the lobby', [setLimits(9, 3), enter('a', 'ann')], ['attic', 'den', 'lobby', 'nook']],
    [
      'nothing when no room is empty',
      [setLimits(9, 0), enter('a', 'ann', 'shed')],
      ['attic', 'den', 'nook', 'shed'],
    ],
    [
      'no room when the command is refused for another reason',
      [setLimits(9, 3), enter('a', 'ann', 'den'), enter('b', 'ann', 'shed'), join('x', 'shed')],
      ['attic', 'den', 'nook'],
    ],
  ])('drops %s', (_, list, names) => {
    expect(roomsOf(fold([...quiet, ...list]))).toEqual(names);
  });

  it('never drops the lobby', () => {
    const state = fold([setLimits(9, 2), ...visit('lobby'), ...visit('den'), enter('a', 'ann', 'nook')]);
    expect(roomsOf(state)).toEqual(['lobby', 'nook']);
  });

  it('answers /rooms without the dropped room, also after a cached list', () => {
    const post = [rooms('a'), enter('b', 'bob', 'nook'), rooms('a')];
    const lists = factsOf(noticesOf([setLimits(9, 2), ...visit('den'), enter('a', 'ann')], post), 'rooms');
    const shown = lists.map((list) => list.rooms.map(({ name }) => name));
    expect(shown).toEqual([
      ['lobby', 'den'],
      ['lobby', 'nook'],
    ]);
  });

  it('tells every later room up to which seq history may be lost', () => {
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
  ])('keeps no dropped room without recording its loss: %s', (_, list) => {
    const state = fold(list);
    expect([state.rooms.has('den'), state.evictedSeq]).toEqual([false, 3]);
    const [fact] = factsOf(noticesOf(list, [enter('b', 'bob', 'den')]), 'entered');
    expect(fact?.history.lostSeq).toBe(3);
  });

  it('keeps the history of the other rooms', () => {
    const before = [setLimits(9, 2), ...visit('den'), ...visit('nook')];
    const [then, now] = [fold(before), fold([...before, enter('a', 'ann', 'attic')])];
    expect(plain(now.rooms.get('nook'))).toEqual(plain(then.rooms.get('nook')));
  });
});

describe('the lobby', () => {
  it('is keyed by the keys of its name', () => {
    expect(LOBBY).toEqual(nameOf('lobby'));
  });
});
