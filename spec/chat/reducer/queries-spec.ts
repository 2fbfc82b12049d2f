import { SERVER } from '../../../src/chat';
import { after, byAddress, byName, plain, posts, type Timed } from '../../helpers/apply-commands';
import { facts, factsOf, itTells, noticesOf, notIn, operatorsOnly, window } from '../../helpers/event-tables';

const { enter, say, join, topic, leave, rename, grant, ban, mute, setLimits, remove, removeAll } = posts;
const { who, rooms, askTopic, history, ignore, sanctions, part, reply } = posts;
const { said, left, refused, renamed } = facts;

/** An operator and another in the lobby, one in the den; all of them from somewhere. */
const three = [
  enter('a', 'ann', 'lobby', '192.0.2.1:1'),
  enter('b', 'bob', 'lobby', '192.0.2.2:2'),
  enter('c', 'cid', 'Den', 'unix'),
  grant('a'),
];

const members = (room: string, ...list: readonly object[]) => ({ kind: 'members', room, members: list });
const [ann, bob, cid] = [
  { name: 'ann', since: 1000 },
  { name: 'bob', since: 2000 },
  { name: 'cid', since: 3000 },
];

describe('who', () => {
  itTells([
    {
      what: 'lists the room as it is at its place among the commands',
      before: three,
      post: [who('b'), leave('a'), who('b'), rename('b', 'eve'), who('b')],
      tells: [
        ['b', members('lobby', ann, bob)],
        ['a', facts.ended()],
        ['lobby', left(5, 'ann')],
        ['b', members('lobby', bob)],
        ['lobby but b', renamed(6, 'b', 'bob', 'eve')],
        ['b', members('lobby', { ...bob, name: 'eve' })],
      ],
    },
    { what: 'lists the own room only', before: three, post: [who('c')], tells: [['c', members('Den', cid)]] },
    {
      what: 'shows remote addresses to operators only',
      before: three,
      post: [who('a'), who('b'), join('a', 'Den'), who('a')],
      tells: [
        ['a', members('lobby', { ...ann, remote: '192.0.2.1:1' }, { ...bob, remote: '192.0.2.2:2' })],
        ['b', members('lobby', ann, bob)],
        ['den', facts.joined(5, 'a', 'ann', 'Den')],
        ['a', facts.entered(5, 'ann', { room: 'Den', key: 'den', others: { names: ['cid'], count: 1 } })],
        ['lobby', left(5, 'ann')],
        ['a', members('Den', { ...cid, remote: 'unix' }, { ...ann, since: 5000, remote: '192.0.2.1:1' })],
      ],
    },
    {
      what: 'lists all rooms with members for the server',
      before: [
        enter('d', 'dora', 'nook'),
        say('d', 'hi'),
        leave('d'),
        enter('a', 'ann'),
        enter('c', 'cid', 'Den'),
      ],
      post: [who(SERVER)],
      tells: [
        [SERVER, members('lobby', { name: 'ann', since: 4000, remote: '' })],
        [SERVER, members('Den', { name: 'cid', since: 5000, remote: '' })],
      ],
    },
    {
      what: 'tells the server when nobody is in',
      before: [enter('a', 'ann'), say('a', 'hi'), leave('a')],
      post: [who(SERVER)],
      tells: [[SERVER, refused('nobody', 'nobody is here')]],
    },
  ]);
});

describe('rooms', () => {
  const roomList = (...list: readonly (readonly [string, number, string?])[]) => ({
    kind: 'rooms',
    rooms: list.map(([name, count, about = '']) => ({ name, count, topic: about })),
  });

  itTells([
    {
      what: 'lists all rooms, the fullest first, the older first among equals',
      before: [
        enter('d', 'dora', 'Nook'),
        say('d', 'hi'),
        enter('c', 'cid', 'den'),
        leave('d'),
        enter('a', 'ann'),
        enter('b', 'bob'),
        enter('e', 'eve', 'attic'),
        topic('c', 'tea'),
      ],
      post: [rooms('a'), rooms(SERVER)],
      tells: ['a', SERVER].map((id) => [
        id,
        roomList(['lobby', 2], ['den', 1, 'tea'], ['attic', 1], ['Nook', 0]),
      ]),
    },
    {
      what: 'lists the rooms as they are at its place among the commands',
      before: [enter('a', 'ann'), enter('b', 'bob', 'den')],
      post: [rooms('a'), topic('a', 'tea'), rooms('a'), leave('b'), rooms('a')],
      tells: [
        ['a', roomList(['lobby', 1], ['den', 1])],
        ['lobby but a', facts.topic(3, 'ann', 'tea')],
        ['a', roomList(['lobby', 1, 'tea'], ['den', 1])],
        ['b', facts.ended()],
        ['den', left(4, 'bob', { room: 'den' })],
        ['a', roomList(['lobby', 1, 'tea'])],
      ],
    },
    {
      what: 'lists no room that the server has emptied in the same turn',
      before: [enter('a', 'ann')],
      post: [rooms(SERVER), removeAll('bye'), rooms(SERVER)],
      tells: [
        [SERVER, roomList(['lobby', 1])],
        ['everybody', facts.announced('bye')],
        ['everybody', facts.ended('bye', 'server', 'shutdown')],
        [SERVER, roomList()],
      ],
    },
    {
      what: 'lists nothing for the server when there is no room',
      post: [rooms(SERVER)],
      tells: [[SERVER, roomList()]],
    },
  ]);
});

describe('ask-topic', () => {
  itTells([
    {
      what: 'answers with the topic of the own room',
      before: [...three, topic('c', 'tea')],
      post: [askTopic('c'), askTopic('a'), topic('c', ''), askTopic('c')],
      tells: [
        ['c', { kind: 'topic-is', room: 'Den', text: 'tea' }],
        ['a', { kind: 'topic-is', room: 'lobby', text: '' }],
        ['den but c', facts.topic(6, 'cid', '', 'Den')],
        ['c', { kind: 'topic-is', room: 'Den', text: '' }],
      ],
    },
  ]);
});

describe('history', () => {
  const talk = [...three, say('a', '5'), say('c', '6'), say('b', '7'), say('a', '8'), say('c', '9')];
  const [five, seven, eight] = [said(5, 'a', 'ann', '5'), said(7, 'b', 'bob', '7'), said(8, 'a', 'ann', '8')];
  const recalled = (asked: object, list: readonly object[], lost = 0, room = 'lobby') => ({
    kind: 'history',
    room,
    key: room.toLowerCase(),
    seq: 10,
    ...asked,
    history: window(list, lost),
  });

  it.each<[string, Timed, object]>([
    ['all there are', history('b', 9), recalled({ limit: 9 }, [five, seven, eight])],
    ['the last ones', history('b', 2), recalled({ limit: 2 }, [seven, eight], 5)],
    ['the last ones before one', history('b', 1, 8), recalled({ limit: 1, before: 8 }, [seven], 5)],
    ['those before one of another room', history('b', 9, 6), recalled({ limit: 9, before: 6 }, [five])],
    ['those before all', history('b', 9, 5), recalled({ limit: 9, before: 5 }, [])],
    ['those before what is to come', history('b', 1, 99), recalled({ limit: 1, before: 99 }, [eight], 7)],
    ['none', history('b', 0), recalled({ limit: 0 }, [], 8)],
    [
      'those of another room',
      history('c', 1),
      recalled({ limit: 1 }, [said(9, 'c', 'cid', '9', { room: 'Den' })], 6, 'Den'),
    ],
  ])('returns %s', (_, post, fact) => {
    const { client } = post;
    expect(noticesOf(talk, [post])).toMatchObject([{ audience: { client }, fact: { kind: 'history' } }]);
    expect(factsOf(noticesOf(talk, [post]), 'history').map(plain)).toEqual([fact]);
  });

  it('tells what memory no longer holds, and nothing of deleted messages', () => {
    const before = [setLimits(2), ...three, say('a', '6'), say('a', '7'), say('a', '8'), remove('a', 7)];
    const [fact] = factsOf(noticesOf(before, [history('b', 9)]), 'history').map(plain);
    expect(fact).toEqual(recalled({ limit: 9 }, [said(8, 'a', 'ann', '8')], 6));
  });
});

describe('ignore', () => {
  const ignored = (name?: string, client?: string) => ({
    kind: 'ignore',
    ...(name !== undefined && { name }),
    ...(client !== undefined && { client }),
  });

  itTells([
    {
      what: 'finds the client with the name or a look-alike, in any room',
      before: [...three, enter('d', 'alice')],
      post: [ignore('a', 'cid'), ignore('a', 'AIice')],
      tells: [
        ['a', ignored('cid', 'c')],
        ['a', ignored('alice', 'd')],
      ],
    },
    {
      what: 'finds nobody under a name nobody has',
      before: three,
      post: [ignore('a', 'Zoe')],
      tells: [['a', ignored('Zoe')]],
    },
    { what: 'without a name finds nobody', before: three, post: [ignore('a')], tells: [['a', ignored()]] },
    {
      what: 'of oneself is refused',
      before: three,
      post: [ignore('a', 'Ann')],
      tells: [['a', refused('no-change', 'you cannot ignore yourself')]],
    },
  ]);
});

describe('sanctions', () => {
  const list = (of: string, ...each: readonly object[]) => ({ kind: 'sanctions', of, sanctions: each });
  const imposed = [
    ...three,
    ban('a', byName('AIice')),
    ban('a', byAddress('198.51.100.7'), 10_000),
    mute('a', 'bob', 5000),
  ];

  itTells([
    {
      what: 'lists each ban and mute once, for an operator and the server',
      before: imposed,
      post: [sanctions('a', 'bans'), sanctions(SERVER, 'mutes')],
      tells: [
        ['a', list('bans', { whom: 'AIice' }, { whom: '198.51.100.7', until: 16_000 })],
        [SERVER, list('mutes', { whom: 'bob', until: 12_000 })],
      ],
    },
    {
      what: 'lists no sanction that has expired',
      before: imposed,
      post: [
        after(4999, sanctions('a', 'mutes')),
        after(1, sanctions('a', 'mutes')),
        after(3999, sanctions('a', 'bans')),
        after(1, sanctions('a', 'bans')),
      ],
      tells: [
        ['a', list('mutes', { whom: 'bob', until: 12_000 })],
        ['a', list('mutes')],
        ['a', list('bans', { whom: 'AIice' }, { whom: '198.51.100.7', until: 16_000 })],
        ['a', list('bans', { whom: 'AIice' })],
      ],
    },
    {
      what: 'is refused for everyone but operators',
      before: imposed,
      post: [sanctions('b', 'bans'), sanctions('b', 'mutes'), sanctions('x', 'bans')],
      tells: [
        ['b', operatorsOnly],
        ['b', operatorsOnly],
        ['x', operatorsOnly],
      ],
    },
  ]);
});

describe('reply and part', () => {
  itTells([
    {
      what: 'reply reaches only the client that asked, whoever it is',
      before: three,
      post: [reply('a', 'help'), reply('x', 'one', 'two')],
      tells: [
        ['a', { kind: 'answered', lines: ['help'] }],
        ['x', { kind: 'answered', lines: ['one', 'two'] }],
      ],
    },
    { what: 'part disconnects a client that was never in', post: [part('x')], tells: [['x', facts.ended()]] },
  ]);
});

describe('a read command', () => {
  it.each([who('x'), rooms('x'), askTopic('x'), history('x', 9), ignore('x', 'ann'), ignore('x')])(
    'is refused for a client that is not in: $command.kind',
    (post) => {
      expect(noticesOf(three, [post])).toEqual([
        { audience: { kind: 'client', client: 'x' }, at: 4000, fact: notIn },
      ]);
    },
  );

  it('shares one list among all who ask in a turn, until it changes', () => {
    const post = [
      who('a'),
      who('b'),
      rooms('b'),
      who('b'),
      rooms('a'),
      join('c', 'lobby'),
      who('b'),
      rooms('b'),
    ];
    const notices = noticesOf([enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid', 'Den')], post);
    const [one, other, again, last] = factsOf(notices, 'members');
    expect([other === one, again === one, last === one]).toEqual([true, true, false]);
    const [first, second, third] = factsOf(notices, 'rooms');
    expect([second === first, third === first]).toEqual([true, false]);
  });
});
