import { applyTurn, MAX_SANCTIONS, SERVER, type Sanction } from '../../../src/chat';
import {
  after,
  byAddress,
  byName,
  fold,
  items,
  plain,
  posts,
  type Timed,
} from '../../helpers/apply-commands';
import {
  facts,
  factsOf,
  itTells,
  noticesOf,
  notIn,
  operatorsOnly,
  reported,
  taken,
  told,
  window,
} from '../../helpers/event-tables';

const { enter, say, act, tell, rename, join, topic, leave, grant, announce, kick } = posts;
const { ban, unban, mute, unmute, remove, setLimits, who, rooms } = posts;
const { said, joined, entered, left, announced, ended, refused, moderated } = facts;

/** An operator, one who is none, and one in another room. */
const three = [enter('a', 'ann'), grant('a'), enter('b', 'bob'), enter('c', 'cid', 'Den')];

const nobody = (name: string) => refused('nobody', `no user has the name ${name}`);
const tells = (before: readonly Timed[], post: readonly Timed[]) => told(noticesOf(before, post));

describe('grant', () => {
  itTells([
    {
      what: 'tells the operators, then the new operator',
      before: [enter('a', 'ann')],
      post: [grant('a')],
      tells: [
        ['operators but a', moderated('grant', 'ann', 'ann')],
        ['a', { kind: 'operator' }],
        ['a', { kind: 'granted' }],
      ],
    },
    {
      what: 'to an operator is refused',
      before: three,
      post: [grant('a')],
      tells: [['a', refused('no-change', 'you are already an operator')]],
    },
    { what: 'to a client that is not in is refused', post: [grant('a')], tells: [['a', notIn]] },
    {
      what: 'remains after a rename',
      before: [...three, rename('a', 'eve')],
      post: [kick('a', 'cid')],
      tells: [
        ['c', refused('kicked', 'you were kicked by eve')],
        ['c', ended('kicked by eve', 'eve', 'kicked')],
        ['den', left(6, 'cid', { room: 'Den', reason: 'kicked by eve', by: 'eve' })],
        ...reported('a', moderated('kick', 'eve', 'cid')),
      ],
    },
    {
      what: 'ends when the operator leaves',
      before: [...three, leave('a'), enter('a', 'ann')],
      post: [kick('a', 'bob')],
      tells: [['a', operatorsOnly]],
    },
  ]);
});

describe('commands for operators only', () => {
  it.each<[string, (client: string) => Timed]>([
    ['announce', (client) => announce('hello', client)],
    ['kick', (client) => kick(client, 'ann')],
    ['ban', (client) => ban(client, byName('ann'))],
    ['unban', (client) => unban(client, byName('zoe'))],
    ['mute', (client) => mute(client, 'ann')],
    ['unmute', (client) => unmute(client, 'yan')],
    ['delete', (client) => remove(client, 5)],
  ])('%s is refused for anybody else, in or not, and changes nothing', (_, post) => {
    const before = fold([...three, say('a', 'hi'), ban('a', byName('zoe')), mute('a', 'yan')]);
    const turn = applyTurn(before, items([post('b'), post('x')], before.seq));
    expect(told(turn.events)).toEqual([
      ['b', operatorsOnly],
      ['x', operatorsOnly],
    ]);
    const { seq, at, clock } = before;
    expect(plain({ ...turn.state, seq, at, clock })).toEqual(plain(before));
  });
});

describe('announce', () => {
  itTells([
    {
      what: 'reaches everybody',
      before: three,
      post: [announce('hello')],
      tells: [['everybody', announced('hello')]],
    },
    {
      what: 'by an operator tells the operators who made it',
      before: three,
      post: [announce('hello', 'a')],
      tells: [['everybody', announced('hello')], ...reported('a', moderated('announce', 'ann', 'everybody'))],
    },
  ]);
});

describe('kick', () => {
  itTells([
    {
      what: 'tells the client and disconnects it, and tells its room and the operators',
      before: three,
      post: [kick('a', 'cid'), say('c', 'too late')],
      tells: [
        ['c', refused('kicked', 'you were kicked by ann')],
        ['c', ended('kicked by ann', 'ann', 'kicked')],
        ['den', left(5, 'cid', { room: 'Den', reason: 'kicked by ann', by: 'ann' })],
        ...reported('a', moderated('kick', 'ann', 'cid')),
        ['c', notIn],
      ],
    },
    {
      what: 'passes the reason on, and finds a look-alike of the name',
      before: [...three, enter('d', 'alice')],
      post: [kick('a', 'AIice', 'spam')],
      tells: [
        ['d', refused('kicked', 'you were kicked by ann: spam')],
        ['d', ended('kicked by ann: spam', 'ann', 'kicked')],
        ['lobby', left(6, 'alice', { reason: 'kicked by ann: spam', by: 'ann' })],
        ...reported('a', moderated('kick', 'ann', 'alice', { reason: 'spam' })),
      ],
    },
    {
      what: 'by the server removes an operator too, whose name is then free',
      before: three,
      post: [kick(SERVER, 'ann'), enter('d', 'ann', 'nook'), kick('d', 'bob')],
      tells: [
        ['a', refused('kicked', 'you were kicked by server')],
        ['a', ended('kicked by server', 'server', 'kicked')],
        ['lobby', left(5, 'ann', { reason: 'kicked by server', by: 'server' })],
        ...reported(SERVER, moderated('kick', 'server', 'ann')),
        ['nook', joined(6, 'd', 'ann', 'nook')],
        ['d', entered(6, 'ann', { room: 'nook', key: 'nook' })],
        ['d', operatorsOnly],
      ],
    },
    {
      what: 'of a name nobody has is refused',
      before: three,
      post: [kick('a', 'zoe'), kick(SERVER, 'zoe')],
      tells: [
        ['a', nobody('zoe')],
        [SERVER, nobody('zoe')],
      ],
    },
  ]);
});

const bobOut = (seq: number, by = 'ann') => [
  ['b', refused('banned', `you were banned by ${by}`)],
  ['b', ended(`banned by ${by}`, by, 'banned')],
  ['lobby', left(seq, 'bob', { reason: `banned by ${by}`, by })],
];

describe('a ban of a name', () => {
  it('disconnects the client with that name, and tells the operators', () => {
    expect(tells(three, [ban('a', byName('bob'))])).toEqual([
      ...bobOut(5),
      ...reported('a', moderated('ban', 'ann', 'bob')),
    ]);
  });

  it('disconnects a client whose name looks like it', () => {
    expect(tells([...three, enter('d', 'alice')], [ban(SERVER, byName('AIice'), 60_000)])).toEqual([
      ['d', refused('banned', 'you were banned by server')],
      ['d', ended('banned by server', 'server', 'banned')],
      ['lobby', left(6, 'alice', { reason: 'banned by server', by: 'server' })],
      ...reported(SERVER, moderated('ban', 'server', 'AIice', { ms: 60_000 })),
    ]);
  });

  it('disconnects all clients whose names look like it, even where those do not look like each other', () => {
    const before = [...three, enter('d', 'lan'), enter('e', 'ian', 'Den')];
    const post = [ban('a', byName('Ian')), enter('d', 'lan'), enter('e', 'ian'), unban('a', byName('lan'))];
    expect(tells(before, post)).toEqual([
      ['d', refused('banned', 'you were banned by ann')],
      ['d', ended('banned by ann', 'ann', 'banned')],
      ['lobby', left(7, 'lan', { reason: 'banned by ann', by: 'ann' })],
      ['e', refused('banned', 'you were banned by ann')],
      ['e', ended('banned by ann', 'ann', 'banned')],
      ['den', left(7, 'ian', { room: 'Den', reason: 'banned by ann', by: 'ann' })],
      ...reported('a', moderated('ban', 'ann', 'Ian')),
      ['d', noName('lan', 'permanently')],
      ['e', noName('ian', 'permanently')],
      ...reported('a', moderated('unban', 'ann', 'lan')),
    ]);
  });

  const noName = (name: string, howLong: string) =>
    refused('bad-name', `the name ${name} is banned ${howLong}`);

  itTells([
    {
      what: 'without a present target refuses the name at enter and at rename, look-alikes too',
      before: three,
      post: [
        ban('a', byName('alice')),
        enter('d', 'AIice'),
        rename('b', 'Alice'),
        rename('a', 'alice'),
        enter('d', 'alicia'),
      ],
      tells: [
        ...reported('a', moderated('ban', 'ann', 'alice')),
        ['d', noName('AIice', 'permanently')],
        ['b', noName('Alice', 'permanently')],
        ['a', noName('alice', 'permanently')],
        ['lobby', joined(9, 'd', 'alicia')],
        ['d', entered(9, 'alicia', { others: { names: ['ann', 'bob'], count: 2 } })],
      ],
    },
    {
      what: 'lasts to its last ms, however often a client tries',
      before: [...three, ban('a', byName('bob'), 90_000)],
      post: [
        enter('b', 'bob', 'nook'),
        after(88_999, enter('b', 'bob', 'nook')),
        after(1, enter('b', 'bob', 'nook')),
      ],
      tells: [
        ['b', noName('bob', 'for another 1m 29s')],
        ['b', noName('bob', 'for another 1s')],
        ['nook', joined(8, 'b', 'bob', 'nook')],
        ['b', entered(8, 'bob', { room: 'nook', key: 'nook' })],
      ],
    },
    {
      what: 'on the operator’s own name is a ban too',
      before: three,
      post: [ban('a', byName('ann')), enter('a', 'ann')],
      tells: [
        ['a', refused('banned', 'you were banned by ann')],
        ['a', ended('banned by ann', 'ann', 'banned')],
        ['lobby', left(5, 'ann', { reason: 'banned by ann', by: 'ann' })],
        ...reported('a', moderated('ban', 'ann', 'ann')),
        ['a', noName('ann', 'permanently')],
      ],
    },
    {
      what: 'can be lifted up to its last ms, and not after',
      before: [...three, ban('a', byName('zoe'), 2000), ban('a', byName('yan'), 2000)],
      post: [after(999, unban('a', byName('zoe'))), after(1001, unban('a', byName('yan')))],
      tells: [
        ...reported('a', moderated('unban', 'ann', 'zoe')),
        ['a', refused('nothing', 'yan is not banned')],
      ],
    },
    {
      what: 'takes priority over a taken name in the refusal',
      before: [enter('a', 'alice'), ban(SERVER, byName('alicia'))],
      post: [enter('b', 'alice'), enter('b', 'alicia')],
      tells: [
        ['b', taken('alice')],
        ['b', noName('alicia', 'permanently')],
      ],
    },
    {
      what: 'is lifted by a look-alike, once',
      before: [...three, ban('a', byName('AIice'))],
      post: [unban('a', byName('alice')), unban(SERVER, byName('alice')), enter('d', 'AIice', 'nook')],
      tells: [
        ...reported('a', moderated('unban', 'ann', 'alice')),
        [SERVER, refused('nothing', 'alice is not banned')],
        ['nook', joined(8, 'd', 'AIice', 'nook')],
        ['d', entered(8, 'AIice', { room: 'nook', key: 'nook' })],
      ],
    },
  ]);
});

describe('a ban of an address', () => {
  /** Whom a ban ends, of an operator and another client from one address, and one of another. */
  const ended = (remotes: readonly (string | undefined)[], address: string) => {
    const [own, same, other] = remotes;
    const before = [
      enter('a', 'ann', 'lobby', own),
      grant('a'),
      enter('b', 'bob', 'Den', same),
      enter('c', 'cid', 'Den', other),
    ];
    const state = fold([...before, ban('a', byAddress(address))]);
    return ['a', 'b', 'c'].filter((id) => !state.clients.has(id));
  };

  it.each([
    ['an IPv4 address', ['192.0.2.1:1', '192.0.2.1:2', '192.0.2.2:2'], '192.0.2.1', ['b']],
    ['the /64', ['[2001:db8::1]:1', '[2001:db8::2]:2', '[2001:db8:0:1::2]:2'], '2001:db8:0:0::/64', ['b']],
    ['all of them', ['192.0.2.9:1', '192.0.2.1:1', '192.0.2.1:2'], '192.0.2.1', ['b', 'c']],
    ['nobody from this machine', ['unix', 'memory', undefined], '192.0.2.1', []],
  ])('disconnects every client from it, %s, but no operator', (_, remotes, address, gone) => {
    expect(ended(remotes, address)).toEqual(gone);
  });

  const bobIn = [enter('a', 'ann'), grant('a'), enter('b', 'bob', 'lobby', '192.0.2.1:1')];
  const banned = (howLong: string) => refused('banned', `you are banned ${howLong}`);

  itTells([
    {
      what: 'tells the disconnected clients, their rooms and the operators',
      before: [...bobIn, enter('c', 'cid', 'Den', '192.0.2.1:2')],
      post: [ban('a', byAddress('192.0.2.1'), 60_000)],
      tells: [
        ...bobOut(5).map(([who = '', fact = {}]) => [who, fact] as [string, object]),
        ['c', refused('banned', 'you were banned by ann')],
        ['c', facts.ended('banned by ann', 'ann', 'banned')],
        ['den', left(5, 'cid', { room: 'Den', reason: 'banned by ann', by: 'ann' })],
        ...reported('a', moderated('ban', 'ann', '192.0.2.1', { ms: 60_000 })),
      ],
    },
    {
      what: 'refuses every client from it under any name, up to its last ms',
      before: [...bobIn, ban('a', byAddress('192.0.2.1'), 60_000)],
      post: [
        enter('b', 'bob', 'nook', '192.0.2.1:3'),
        enter('c', 'bob', 'nook', '192.0.2.2:3'),
        after(57_999, enter('b', 'eve', 'nook', '192.0.2.1:3')),
        after(1, enter('b', 'eve', 'nook', '192.0.2.1:3')),
      ],
      tells: [
        ['b', banned('for another 59s')],
        ['nook', joined(6, 'c', 'bob', 'nook')],
        ['c', entered(6, 'bob', { room: 'nook', key: 'nook' })],
        ['b', banned('for another 1s')],
        ['nook', joined(8, 'b', 'eve', 'nook')],
        ['b', entered(8, 'eve', { room: 'nook', key: 'nook', others: { names: ['bob'], count: 1 } })],
      ],
    },
    {
      what: 'applies to an operator once it has left',
      before: [
        enter('a', 'ann', 'lobby', '192.0.2.1:1'),
        grant('a'),
        ban('a', byAddress('192.0.2.1')),
        leave('a'),
      ],
      post: [enter('a', 'ann', 'lobby', '192.0.2.1:2')],
      tells: [['a', banned('permanently')]],
    },
    {
      what: 'is lifted by the address, once, and not by a name',
      before: [...bobIn, ban('a', byAddress('192.0.2.1'))],
      post: [
        unban('a', byName('bob')),
        unban('a', byAddress('192.0.2.1')),
        unban('a', byAddress('192.0.2.1')),
        enter('b', 'bob', 'nook', '192.0.2.1:1'),
      ],
      tells: [
        ['a', refused('nothing', 'bob is not banned')],
        ...reported('a', moderated('unban', 'ann', '192.0.2.1')),
        ['a', refused('nothing', '192.0.2.1 is not banned')],
        ['nook', joined(8, 'b', 'bob', 'nook')],
        ['b', entered(8, 'bob', { room: 'nook', key: 'nook' })],
      ],
    },
  ]);
});

describe('mute', () => {
  const muted = (howLong = 'permanently') => refused('muted', `you are muted ${howLong}`);
  const bobMuted = [...three, mute('a', 'bob')];

  itTells([
    {
      what: 'tells the muted client, then the operators',
      before: three,
      post: [mute('a', 'cid')],
      tells: [
        ['c', refused('muted', 'you are muted by ann')],
        ...reported('a', moderated('mute', 'ann', 'cid')),
      ],
    },
    {
      what: 'states its duration',
      before: three,
      post: [mute(SERVER, 'bob', 90_000)],
      tells: [
        ['b', refused('muted', 'you are muted by server for 1m 30s')],
        ...reported(SERVER, moderated('mute', 'server', 'bob', { ms: 90_000 })),
      ],
    },
    {
      what: 'suppresses everything the muted client says',
      before: bobMuted,
      post: [say('b', 'x'), act('b', 'x'), tell('b', 'cid', 'x'), topic('b', 'x'), rename('b', 'x')],
      tells: [1, 2, 3, 4, 5].map(() => ['b', muted()]),
    },
    {
      what: 'still lets the muted client hear the others',
      before: bobMuted,
      post: [say('a', 'x'), tell('a', 'bob', 'x')],
      tells: [
        ['lobby but a', said(6, 'a', 'ann', 'x')],
        ['b', facts.told('a', 'ann', 'bob', 'x')],
        ['a', facts.told('a', 'ann', 'bob', 'x')],
      ],
    },
    {
      what: 'lets the muted client move and leave, without its reason',
      before: bobMuted,
      post: [join('b', 'nook'), leave('b', 'you are all x')],
      tells: [
        ['nook', joined(6, 'b', 'bob', 'nook')],
        ['b', entered(6, 'bob', { room: 'nook', key: 'nook' })],
        ['lobby', left(6, 'bob')],
        ['b', ended()],
        ['nook', left(7, 'bob', { room: 'nook' })],
      ],
    },
    {
      what: 'keeps the reason of a kick',
      before: bobMuted,
      post: [kick('a', 'bob', 'spam')],
      tells: [
        ['b', refused('kicked', 'you were kicked by ann: spam')],
        ['b', ended('kicked by ann: spam', 'ann', 'kicked')],
        ['lobby', left(6, 'bob', { reason: 'kicked by ann: spam', by: 'ann' })],
        ...reported('a', moderated('kick', 'ann', 'bob', { reason: 'spam' })),
      ],
    },
    {
      what: 'lasts to its last ms',
      before: [...three, mute('a', 'bob', 3_700_000)],
      post: [say('b', '1'), after(3_698_999, say('b', '2')), after(1, say('b', '3'))],
      tells: [
        ['b', muted('for another 1h 1m')],
        ['b', muted('for another 1s')],
        ['lobby but b', said(8, 'b', 'bob', '3', { at: 3_705_000 })],
      ],
    },
    {
      what: 'allows a leave reason once it has expired',
      before: [...three, mute('a', 'bob', 1000)],
      post: [leave('b', 'bye')],
      tells: [
        ['b', ended('bye')],
        ['lobby', left(6, 'bob', { reason: 'bye' })],
      ],
    },
    {
      what: 'is on the name: it applies to any client that enters under it, and to no other',
      before: [...bobMuted, leave('b'), enter('b', 'eve'), enter('d', 'Bob')],
      post: [say('b', 'free'), say('d', 'x'), tell('d', 'ann', 'x')],
      tells: [
        ['lobby but b', said(9, 'b', 'eve', 'free')],
        ['d', muted()],
        ['d', muted()],
      ],
    },
    {
      what: 'of a look-alike applies to the name of the present client',
      before: [...three, enter('d', 'alice')],
      post: [mute('a', 'AIice'), say('d', 'x'), unmute('a', 'AIice'), say('d', 'hi')],
      tells: [
        ['d', refused('muted', 'you are muted by ann')],
        ...reported('a', moderated('mute', 'ann', 'alice')),
        ['d', muted()],
        ...reported('a', moderated('unmute', 'ann', 'alice')),
        ['lobby but d', said(9, 'd', 'alice', 'hi')],
      ],
    },
    {
      what: 'may be imposed on a name nobody has',
      before: three,
      post: [mute('a', 'zoe'), enter('d', 'zoe', 'nook'), say('d', 'x')],
      tells: [
        ...reported('a', moderated('mute', 'ann', 'zoe')),
        ['nook', joined(6, 'd', 'zoe', 'nook')],
        ['d', entered(6, 'zoe', { room: 'nook', key: 'nook' })],
        ['d', muted()],
      ],
    },
    {
      what: 'is lifted once',
      before: bobMuted,
      post: [unmute(SERVER, 'bob'), unmute('a', 'bob'), say('b', 'hi')],
      tells: [
        ...reported(SERVER, moderated('unmute', 'server', 'bob')),
        ['a', refused('nothing', 'bob is not muted')],
        ['lobby but b', said(8, 'b', 'bob', 'hi')],
      ],
    },
    {
      what: 'can be lifted up to its last ms, and not after',
      before: [...three, mute('a', 'bob', 2000), mute('a', 'cid', 2000)],
      post: [after(999, unmute('a', 'bob')), after(1001, unmute(SERVER, 'cid'))],
      tells: [
        ...reported('a', moderated('unmute', 'ann', 'bob')),
        [SERVER, refused('nothing', 'cid is not muted')],
      ],
    },
    {
      what: 'on an operator leaves its commands working',
      before: [...three, mute('a', 'ann')],
      post: [say('a', 'x'), unmute('a', 'ann'), say('a', 'hi')],
      tells: [
        ['a', muted()],
        ...reported('a', moderated('unmute', 'ann', 'ann')),
        ['lobby but a', said(8, 'a', 'ann', 'hi')],
      ],
    },
  ]);
});

describe('delete', () => {
  const talk = [...three, say('b', 'x'), say('c', 'hi'), join('b', 'Den'), act('b', 'y'), say('c', 'ho')];
  const deleted = (room: string, ...seqs: number[]) => ({ kind: 'deleted', room, seqs });
  const historyOf = (list: readonly Timed[], room: string) => plain(fold(list).rooms.get(room)?.history);

  itTells([
    {
      what: 'of a message removes it wherever it was said, and tells its room',
      before: talk,
      post: [remove('a', 8), join('a', 'Den')],
      tells: [
        ['den', deleted('Den', 8)],
        ...reported('a', moderated('delete', 'ann', 'message 8', { count: 1, target: 8 })),
        ['den', joined(11, 'a', 'ann', 'Den')],
        [
          'a',
          entered(11, 'ann', {
            room: 'Den',
            key: 'den',
            others: { names: ['cid', 'bob'], count: 2 },
            history: window([
              said(6, 'c', 'cid', 'hi', { room: 'Den' }),
              said(9, 'c', 'cid', 'ho', { room: 'Den' }),
            ]),
          }),
        ],
        ['lobby', left(11, 'ann')],
      ],
    },
    {
      what: 'of a name removes its messages in every room',
      before: talk,
      post: [remove(SERVER, 'bob')],
      tells: [
        ['lobby', deleted('lobby', 5)],
        ['den', deleted('Den', 8)],
        ...reported(SERVER, moderated('delete', 'server', 'bob', { count: 2, target: 'bob' })),
      ],
    },
    {
      what: 'of several messages in one room is told once',
      before: talk,
      post: [remove('a', 'cid')],
      tells: [
        ['den', deleted('Den', 6, 9)],
        ...reported('a', moderated('delete', 'ann', 'cid', { count: 2, target: 'cid' })),
      ],
    },
    {
      what: 'of a look-alike removes the messages of the present client',
      before: [...three, enter('d', 'alice'), say('d', 'x'), enter('e', 'eve', 'nook'), say('e', 'y')],
      post: [remove('a', 'AIice'), leave('e'), remove('a', 'Eve')],
      tells: [
        ['lobby', deleted('lobby', 6)],
        ...reported('a', moderated('delete', 'ann', 'alice', { count: 1, target: 'alice' })),
        ['e', ended()],
        ['nook', left(10, 'eve', { room: 'nook' })],
        ['a', refused('nothing', 'there are no messages of Eve')],
      ],
    },
    {
      what: 'of a message no history has is refused',
      before: talk,
      post: [remove('a', 4), remove('a', 'zoe'), remove(SERVER, 99)],
      tells: [
        ['a', refused('nothing', 'there is no message 4')],
        ['a', refused('nothing', 'there are no messages of zoe')],
        [SERVER, refused('nothing', 'there is no message 99')],
      ],
    },
    {
      what: 'of a message that memory may have lost is accepted: the log may have it',
      before: [setLimits(1), ...talk],
      post: [remove('a', 7), remove(SERVER, 'zoe')],
      tells: [
        ...reported('a', moderated('delete', 'ann', 'message 7', { count: 0, target: 7 })),
        ...reported(SERVER, moderated('delete', 'server', 'zoe', { count: 0, target: 'zoe' })),
      ],
    },
    {
      what: 'reaches messages of clients that have left',
      before: [...talk, leave('b')],
      post: [remove('a', 'bob')],
      tells: [
        ['lobby', deleted('lobby', 5)],
        ['den', deleted('Den', 8)],
        ...reported('a', moderated('delete', 'ann', 'bob', { count: 2, target: 'bob' })),
      ],
    },
  ]);

  it('leaves members, topics and other rooms unchanged', () => {
    const before = fold([...talk, topic('c', 'tea')]);
    const { state } = applyTurn(before, items([remove('a', 6)], before.seq, before.at));
    const [den, was] = [state.rooms.get('den'), before.rooms.get('den')];
    expect([den?.name, den?.topic, [...(den?.members ?? [])]]).toEqual(['Den', 'tea', ['c', 'b']]);
    expect(was?.history.to).toBe(3);
    expect(state.rooms.get('lobby')).toBe(before.rooms.get('lobby'));
  });

  it('drops an empty room that remembers nothing then, and lists it no more', () => {
    const quiet = [...three, enter('d', 'dan', 'nook'), say('d', 'x'), leave('d'), say('c', 'y')];
    const post = [rooms('a'), remove('a', 'dan'), remove('a', 'cid'), rooms('a')];
    const lists = factsOf(noticesOf(quiet, post), 'rooms').map((list) => list.rooms.map(({ name }) => name));
    expect(lists).toEqual([
      ['lobby', 'Den', 'nook'],
      ['lobby', 'Den'],
    ]);
    expect([...fold([...quiet, ...post]).rooms.keys()]).toEqual(['lobby', 'den']);
  });

  it('counts as no loss for a client that was away', () => {
    expect(historyOf([...talk, remove('a', 5)], 'lobby')).toEqual(window());
    const capped = [setLimits(1), ...three, say('b', '6'), say('b', '7'), remove('a', 7)];
    expect(historyOf(capped, 'lobby')).toEqual(window([], 6));
  });
});

describe('bans and mutes', () => {
  const full = new Map(
    Array.from({ length: MAX_SANCTIONS }, (_, n): [string, Sanction] => [`n${n}`, { whom: `n${n}` }]),
  );
  const tooMany = (what: string) => refused('too-many', `there are already 10000 ${what}: lift one first`);

  it('are limited: one more is refused, and disconnects or mutes nobody', () => {
    const state = { ...fold(three), bans: full, mutes: full };
    const post = [ban('a', byName('bob')), mute('a', 'bob'), say('b', 'hi')];
    const turn = applyTurn(state, items(post, state.seq));
    expect(told(turn.events)).toEqual([
      ['a', tooMany('bans')],
      ['a', tooMany('mutes')],
      ['lobby but b', said(7, 'b', 'bob', 'hi')],
    ]);
    expect([turn.state.bans, turn.state.mutes]).toEqual([full, full]);
  });

  it('are independent of each other', () => {
    const state = fold([...three, mute('a', 'yan'), ban('a', byName('zoe'))]);
    expect([[...state.mutes.keys()], [...state.bans.keys()]]).toEqual([['yan'], ['zoe']]);
    expect(
      tells([...three, mute('a', 'zoe')], [enter('d', 'zoe', 'nook'), unban('a', byName('zoe'))]),
    ).toEqual([
      ['nook', joined(6, 'd', 'zoe', 'nook')],
      ['d', entered(6, 'zoe', { room: 'nook', key: 'nook' })],
      ['a', refused('nothing', 'zoe is not banned')],
    ]);
  });

  it('outlast the operator who imposed them', () => {
    const before = [...three, ban('a', byName('zoe')), mute('a', 'bob'), leave('a')];
    expect(tells(before, [enter('d', 'zoe'), say('b', 'x'), who('a')])).toEqual([
      ['d', refused('bad-name', 'the name zoe is banned permanently')],
      ['b', refused('muted', 'you are muted permanently')],
      ['a', notIn],
    ]);
  });
});
