import { applyTurn } from '../../../src/chat';
import { fold, items, posts, type Timed } from '../../helpers/apply-commands';
import {
  facts,
  factsOf,
  itTells,
  noticesOf,
  notIn,
  reported,
  taken,
  told,
  window,
} from '../../helpers/event-tables';

const { enter, resume, say, act, rename, join, topic, leave, grant, kick, who, removeAll } = posts;
const { said, joined, entered, left, renamed, ended, refused, moderated } = facts;

const annIn = [enter('a', 'ann')];
const bothIn = [enter('a', 'ann'), enter('b', 'bob')];

describe('enter', () => {
  itTells([
    {
      what: 'tells the room, then the newcomer',
      post: annIn,
      tells: [
        ['lobby', joined(1, 'a', 'ann')],
        ['a', entered(1, 'ann')],
      ],
    },
    {
      what: 'tells the newcomer the members, the topic and the history',
      before: [...bothIn, say('a', 'hi'), act('b', 'waves'), topic('b', 'tea')],
      post: [enter('c', 'cid')],
      tells: [
        ['lobby', joined(6, 'c', 'cid')],
        [
          'c',
          entered(6, 'cid', {
            others: { names: ['ann', 'bob'], count: 2 },
            topic: 'tea',
            history: window([said(3, 'a', 'ann', 'hi'), said(4, 'b', 'bob', 'waves', { kind: 'acted' })]),
          }),
        ],
      ],
    },
    {
      what: 'tells the newcomer the seq it has seen, if it gave one',
      post: [resume('a', 'ann', 7)],
      tells: [
        ['lobby', joined(1, 'a', 'ann')],
        ['a', entered(1, 'ann', { after: 7 })],
      ],
    },
    {
      what: 'into another room shows no member of the lobby',
      before: annIn,
      post: [enter('b', 'bob', 'Den')],
      tells: [
        ['den', joined(2, 'b', 'bob', 'Den')],
        ['b', entered(2, 'bob', { room: 'Den', key: 'den' })],
      ],
    },
    {
      what: 'shows a room by the name its first member gave it',
      before: [enter('a', 'ann', 'Den')],
      post: [enter('b', 'bob', 'DEN')],
      tells: [
        ['den', joined(2, 'b', 'bob', 'Den')],
        ['b', entered(2, 'bob', { room: 'Den', key: 'den', others: { names: ['ann'], count: 1 } })],
      ],
    },
    {
      what: 'finds a room by a look-alike of its name, by either key',
      before: [enter('a', 'ann', 'alice'), enter('c', 'cid', 'Modern')],
      post: [enter('b', 'bob', 'AIice'), enter('d', 'dan', 'modem')],
      tells: [
        ['alice', joined(3, 'b', 'bob', 'alice')],
        ['b', entered(3, 'bob', { room: 'alice', key: 'alice', others: { names: ['ann'], count: 1 } })],
        ['rnodern', joined(4, 'd', 'dan', 'Modern')],
        ['d', entered(4, 'dan', { room: 'Modern', key: 'rnodern', others: { names: ['cid'], count: 1 } })],
      ],
    },
    {
      what: 'under a look-alike of a taken name is refused, in whichever room',
      before: [enter('a', 'alice')],
      post: [enter('b', 'AIice', 'Den')],
      tells: [['b', taken('AIice')]],
    },
    {
      what: 'under one name twice in a batch refuses the second, which may try again',
      post: [enter('a', 'ann'), enter('b', 'Ann'), enter('b', 'bob')],
      tells: [
        ['lobby', joined(1, 'a', 'ann')],
        ['a', entered(1, 'ann')],
        ['b', taken('Ann')],
        ['lobby', joined(3, 'b', 'bob')],
        ['b', entered(3, 'bob', { others: { names: ['ann'], count: 1 } })],
      ],
    },
    {
      what: 'of a client that is in is refused',
      before: annIn,
      post: [enter('a', 'bob')],
      tells: [['a', refused('entered-already', 'you have already entered')]],
    },
  ]);

  it('names the first 100 members at most', () => {
    const crowd = Array.from({ length: 102 }, (_, n) => enter(`c${n}`, `guest${n}`));
    const [fact] = factsOf(noticesOf(crowd, [enter('a', 'ann')]), 'entered');
    const names = Array.from({ length: 100 }, (_, n) => `guest${n}`);
    expect(fact?.others).toEqual({ count: 102, names });
  });
});

describe('join', () => {
  itTells([
    {
      what: 'tells the new room, then the mover, then the old room',
      before: bothIn,
      post: [join('a', 'Den'), say('b', 'gone?')],
      tells: [
        ['den', joined(3, 'a', 'ann', 'Den')],
        ['a', entered(3, 'ann', { room: 'Den', key: 'den' })],
        ['lobby', left(3, 'ann')],
        ['lobby but b', said(4, 'b', 'bob', 'gone?')],
      ],
    },
    {
      what: 'tells the mover the members, the topic and the history',
      before: [
        ...bothIn,
        join('b', 'Den'),
        enter('c', 'cid', 'den'),
        topic('b', 'tea'),
        say('c', 'hi'),
        grant('a'),
      ],
      post: [join('a', 'DEN')],
      tells: [
        ['den', joined(8, 'a', 'ann', 'Den')],
        [
          'a',
          entered(8, 'ann', {
            room: 'Den',
            key: 'den',
            topic: 'tea',
            others: { names: ['bob', 'cid'], count: 2 },
            history: window([said(6, 'c', 'cid', 'hi', { room: 'Den' })]),
          }),
        ],
        ['lobby', left(8, 'ann')],
      ],
    },
    {
      what: 'sends later messages of the mover to the new room',
      before: [...bothIn, join('a', 'Den')],
      post: [say('a', 'hi')],
      tells: [['den but a', said(4, 'a', 'ann', 'hi', { room: 'Den' })]],
    },
    {
      what: 'keeps the mover an operator',
      before: [...bothIn, grant('a'), join('a', 'Den')],
      post: [kick('a', 'bob')],
      tells: [
        ['b', refused('kicked', 'you were kicked by ann')],
        ['b', ended('kicked by ann', 'ann', 'kicked')],
        ['lobby', left(5, 'bob', { reason: 'kicked by ann', by: 'ann' })],
        ...reported('a', moderated('kick', 'ann', 'bob')),
      ],
    },
    {
      what: 'to the current room is refused, however it is written',
      before: annIn,
      post: [join('a', 'LOBBY')],
      tells: [['a', refused('no-change', 'you are already in that room')]],
    },
    {
      what: 'to a look-alike of the current room is refused; to a look-alike of another room moves there',
      before: [enter('a', 'ann', 'alice'), enter('b', 'bob', 'Modern')],
      post: [join('a', 'AIice'), join('a', 'modem')],
      tells: [
        ['a', refused('no-change', 'you are already in that room')],
        ['rnodern', joined(4, 'a', 'ann', 'Modern')],
        ['a', entered(4, 'ann', { room: 'Modern', key: 'rnodern', others: { names: ['bob'], count: 1 } })],
        ['alice', left(4, 'ann', { room: 'alice' })],
      ],
    },
    {
      what: 'of a client that is not in is refused',
      post: [join('a', 'Den')],
      tells: [['a', notIn]],
    },
  ]);

  it('starts the client’s time in the room anew', () => {
    const [before, after] = factsOf(noticesOf(bothIn, [who('b'), join('b', 'Den'), who('b')]), 'members');
    expect(before?.members[1]).toEqual({ name: 'bob', since: 2000 });
    expect(after?.members).toEqual([{ name: 'bob', since: 3000 }]);
  });

  it('keeps the name', () => {
    const { clients, nameOwners: holders } = fold([...annIn, join('a', 'Den')]);
    expect([...clients.keys(), ...holders]).toEqual(['a', ['ann', 'a']]);
  });
});

describe('rename', () => {
  itTells([
    {
      what: 'tells the others in the room',
      before: annIn,
      post: [rename('a', 'eve')],
      tells: [['lobby but a', renamed(2, 'a', 'ann', 'eve')]],
    },
    {
      what: 'tells the current room, by its name',
      before: [...annIn, join('a', 'Den')],
      post: [rename('a', 'eve')],
      tells: [['den but a', { ...renamed(3, 'a', 'ann', 'eve'), room: 'Den' }]],
    },
    {
      what: 'to a look-alike of the own name is accepted',
      before: annIn,
      post: [rename('a', 'Ann')],
      tells: [['lobby but a', renamed(2, 'a', 'ann', 'Ann')]],
    },
    {
      what: 'to the own name is refused',
      before: annIn,
      post: [rename('a', 'ann')],
      tells: [['a', refused('no-change', 'that is already your name')]],
    },
    {
      what: 'to a taken name is refused',
      before: bothIn,
      post: [rename('a', 'BOB')],
      tells: [['a', taken('BOB')]],
    },
    {
      what: 'of a client that is not in is refused',
      before: annIn,
      post: [rename('b', 'bob')],
      tells: [['b', notIn]],
    },
    {
      what: 'frees the old name',
      before: annIn,
      post: [rename('a', 'eve'), enter('b', 'ann')],
      tells: [
        ['lobby but a', renamed(2, 'a', 'ann', 'eve')],
        ['lobby', joined(3, 'b', 'ann')],
        ['b', entered(3, 'ann', { others: { names: ['eve'], count: 1 } })],
      ],
    },
  ]);
});

describe('leave', () => {
  itTells([
    {
      what: 'disconnects the client, then tells the room',
      before: bothIn,
      post: [leave('a')],
      tells: [
        ['a', ended()],
        ['lobby', left(3, 'ann')],
      ],
    },
    {
      what: 'passes the reason on',
      before: [...bothIn, join('a', 'Den')],
      post: [leave('a', 'lunch')],
      tells: [
        ['a', ended('lunch')],
        ['den', left(4, 'ann', { room: 'Den', reason: 'lunch' })],
      ],
    },
    {
      what: 'frees the name',
      before: annIn,
      post: [leave('a'), enter('b', 'ann')],
      tells: [
        ['a', ended()],
        ['lobby', left(2, 'ann')],
        ['lobby', joined(3, 'b', 'ann')],
        ['b', entered(3, 'ann')],
      ],
    },
  ]);

  it.each<[string, readonly Timed[]]>([
    ['has left already', [...bothIn, leave('b')]],
    ['never was in', annIn],
    ['was refused', [...annIn, enter('b', 'ann')]],
    ['was kicked', [...bothIn, grant('a'), kick('a', 'bob')]],
    ['was in up to the remove-all', [...bothIn, removeAll('bye')]],
  ])('tells no room about a client that %s', (_, before) => {
    expect(told(noticesOf(before, [leave('b', 'lunch')]))).toEqual([['b', ended('lunch')]]);
  });
});

describe('a room that has become empty', () => {
  it.each<[string, Timed]>([
    ['leaves', leave('a')],
    ['goes elsewhere', join('a', 'nook')],
    ['is kicked', kick('server', 'ann')],
  ])('is dropped with its topic when the last member %s', (_, gone) => {
    const state = fold([enter('a', 'ann', 'Den'), topic('a', 'tea'), gone]);
    expect(state.rooms.has('den')).toBe(false);
    const { events } = applyTurn(state, items([enter('b', 'bob', 'DEN')], state.seq));
    expect(told(events)[1]).toEqual(['b', entered(4, 'bob', { room: 'DEN', key: 'den' })]);
  });

  it('stays with its name and topic while it remembers messages', () => {
    const quiet = [enter('a', 'ann', 'Den'), topic('a', 'tea'), say('a', 'hi'), leave('a')];
    const history = window([said(3, 'a', 'ann', 'hi', { room: 'Den' })]);
    expect(told(noticesOf(quiet, [enter('b', 'bob', 'den')]))[1]).toEqual([
      'b',
      entered(5, 'bob', { room: 'Den', key: 'den', topic: 'tea', history }),
    ]);
  });

  it('stays while others are in it', () => {
    expect(told(noticesOf([...bothIn, topic('a', 'tea'), leave('a')], [enter('c', 'cid')]))[1]).toEqual([
      'c',
      entered(5, 'cid', { topic: 'tea', others: { names: ['bob'], count: 1 } }),
    ]);
  });
});

describe('remove-all', () => {
  itTells([
    {
      what: 'tells and disconnects everybody without leaves; later commands are from clients not in',
      before: bothIn,
      post: [removeAll('bye'), say('a', 'too late')],
      tells: [
        ['everybody', facts.announced('bye')],
        ['everybody', ended('bye', 'server', 'shutdown')],
        ['a', notIn],
      ],
    },
    {
      what: 'is refused for everyone but the server, operators included',
      before: [...bothIn, grant('a')],
      post: [removeAll('bye', 'a'), removeAll('bye', 'b'), removeAll('bye', 'c')],
      tells: ['a', 'b', 'c'].map((id) => [id, refused('operators-only', 'only the server may do that')]),
    },
    {
      what: 'frees the names, and lets everybody in again, nobody as operator',
      before: [...bothIn, grant('a'), removeAll('bye')],
      post: [enter('a', 'bob'), kick('a', 'bob')],
      tells: [
        ['lobby', joined(5, 'a', 'bob')],
        ['a', entered(5, 'bob')],
        ['a', refused('operators-only', 'only operators may do that')],
      ],
    },
  ]);

  it('empties the rooms, and keeps those that remember messages', () => {
    const state = fold([
      ...bothIn,
      enter('c', 'cid', 'den'),
      topic('a', 'tea'),
      say('a', 'hi'),
      removeAll('bye'),
    ]);
    expect([state.clients.size, state.nameOwners.size]).toEqual([0, 0]);
    const rooms = [...state.rooms.values()].map((room) => [room.name, room.topic, room.members.size]);
    expect(rooms).toEqual([['lobby', 'tea', 0]]);
    expect(state.rooms.get('lobby')?.history.to).toBe(1);
  });
});
