import fc from 'fast-check';
import {
  applyTurn,
  emptyChat,
  isEntry,
  sameName,
  SERVER,
  type Audience,
  type ChatState,
  type Fact,
  type Item,
  type Notice,
  type Post,
} from '../../src/chat';
import { deepFreeze } from '../helpers/deep-freeze';
import { fold, items, nameOf, plain, posts, remembered } from '../helpers/fold';

const { enter, say, act, rename, leave, who, part, reply, announce, vacate, limit } = posts;

const hearers = (audience: Audience): string => {
  switch (audience.kind) {
    case 'everybody':
      return 'everybody';
    case 'client':
      return audience.client;
    case 'room':
      return audience.except === undefined ? audience.room : `${audience.room} but ${audience.except}`;
  }
};

const told = (notices: readonly Notice[]) =>
  notices.map(({ audience, fact }) => [hearers(audience), plain(fact)]);

const LOBBY = nameOf('lobby').keys[0];
const TAKEN = 'is taken, or looks like one that is';

const said = (seq: number, client: string, from: string, text: string, kind = 'said') => ({
  kind,
  seq,
  at: seq * 1000,
  client,
  from,
  room: 'lobby',
  text,
});
const joined = (seq: number, name: string, room = 'lobby') => ({ kind: 'joined', seq, room, name });
const entered = (seq: number, name: string, more: object = {}) => ({
  kind: 'entered',
  seq,
  name,
  room: 'lobby',
  key: LOBBY,
  others: { names: [], count: 0 },
  history: [],
  ...more,
});
const left = (seq: number, name: string, more: object = {}) => ({
  kind: 'left',
  seq,
  room: 'lobby',
  name,
  ...more,
});
const renamed = (seq: number, client: string, from: string, to: string) => ({
  kind: 'renamed',
  seq,
  client,
  room: 'lobby',
  from,
  to,
});
const taken = (name: string) => ({ kind: 'refused', code: 'name-taken', text: `the name ${name} ${TAKEN}` });
const notIn = { kind: 'refused', code: 'not-entered', text: 'give a name first' };

interface Row {
  readonly what: string;
  readonly before?: readonly Post[];
  readonly post: readonly Post[];
  readonly tells: readonly (readonly [string, object])[];
}

const annIn = [enter('a', 'ann')];
const bothIn = [enter('a', 'ann'), enter('b', 'bob')];

const rows: readonly Row[] = [
  {
    what: 'enter tells the room, then the newcomer',
    post: annIn,
    tells: [
      [LOBBY, joined(1, 'ann')],
      ['a', entered(1, 'ann')],
    ],
  },
  {
    what: 'enter tells the newcomer who is there and what was said',
    before: [...bothIn, say('a', 'hi'), act('b', 'waves')],
    post: [enter('c', 'cid')],
    tells: [
      [LOBBY, joined(5, 'cid')],
      [
        'c',
        entered(5, 'cid', {
          others: { names: ['ann', 'bob'], count: 2 },
          history: [said(3, 'a', 'ann', 'hi'), said(4, 'b', 'bob', 'waves', 'acted')],
        }),
      ],
    ],
  },
  {
    what: 'enter into another room finds nobody of this one',
    before: annIn,
    post: [enter('b', 'bob', 'den')],
    tells: [
      [nameOf('den').keys[0], joined(2, 'bob', 'den')],
      ['b', entered(2, 'bob', { room: 'den', key: nameOf('den').keys[0] })],
    ],
  },
  {
    what: 'enter under a look-alike of a taken name',
    before: [enter('a', 'alice')],
    post: [enter('b', 'AIice')],
    tells: [['b', taken('AIice')]],
  },
  {
    what: 'two enters of one name in one batch: the second is refused, and may try again',
    post: [enter('a', 'ann'), enter('b', 'Ann'), enter('b', 'bob')],
    tells: [
      [LOBBY, joined(1, 'ann')],
      ['a', entered(1, 'ann')],
      ['b', taken('Ann')],
      [LOBBY, joined(3, 'bob')],
      ['b', entered(3, 'bob', { others: { names: ['ann'], count: 1 } })],
    ],
  },
  {
    what: 'enter of one that is in is refused',
    before: annIn,
    post: [enter('a', 'bob')],
    tells: [['a', { kind: 'refused', code: 'bad-name', text: 'you are in already' }]],
  },
  {
    what: 'say tells all but its author',
    before: annIn,
    post: [say('a', 'hi')],
    tells: [[`${LOBBY} but a`, said(2, 'a', 'ann', 'hi')]],
  },
  {
    what: 'act tells all but its author',
    before: annIn,
    post: [act('a', 'waves')],
    tells: [[`${LOBBY} but a`, said(2, 'a', 'ann', 'waves', 'acted')]],
  },
  {
    what: 'say after a rename has the new name, what was said before keeps the old',
    before: annIn,
    post: [say('a', '1'), rename('a', 'eve'), say('a', '2'), enter('b', 'bob')],
    tells: [
      [`${LOBBY} but a`, said(2, 'a', 'ann', '1')],
      [LOBBY, renamed(3, 'a', 'ann', 'eve')],
      [`${LOBBY} but a`, said(4, 'a', 'eve', '2')],
      [LOBBY, joined(5, 'bob')],
      [
        'b',
        entered(5, 'bob', {
          others: { names: ['eve'], count: 1 },
          history: [said(2, 'a', 'ann', '1'), said(4, 'a', 'eve', '2')],
        }),
      ],
    ],
  },
  {
    what: 'say, act, rename and who of one that is not in are refused',
    before: annIn,
    post: [say('b', 'hi'), act('b', 'waves'), rename('b', 'bob'), who('b')],
    tells: [1, 2, 3, 4].map(() => ['b', notIn]),
  },
  {
    what: 'rename tells everybody in the room',
    before: annIn,
    post: [rename('a', 'eve')],
    tells: [[LOBBY, renamed(2, 'a', 'ann', 'eve')]],
  },
  {
    what: 'rename to what looks like the own name',
    before: annIn,
    post: [rename('a', 'Ann')],
    tells: [[LOBBY, renamed(2, 'a', 'ann', 'Ann')]],
  },
  {
    what: 'rename to the own name',
    before: annIn,
    post: [rename('a', 'ann')],
    tells: [['a', { kind: 'refused', code: 'bad-name', text: 'that is your name already' }]],
  },
  {
    what: 'rename to a taken name',
    before: bothIn,
    post: [rename('a', 'BOB')],
    tells: [['a', taken('BOB')]],
  },
  {
    what: 'rename frees the old name',
    before: annIn,
    post: [rename('a', 'eve'), enter('b', 'ann')],
    tells: [
      [LOBBY, renamed(2, 'a', 'ann', 'eve')],
      [LOBBY, joined(3, 'ann')],
      ['b', entered(3, 'ann', { others: { names: ['eve'], count: 1 } })],
    ],
  },
  {
    what: 'leave ends the client, then tells the room',
    before: bothIn,
    post: [leave('a')],
    tells: [
      ['a', { kind: 'ended' }],
      [LOBBY, left(3, 'ann')],
    ],
  },
  {
    what: 'leave with a reason',
    before: bothIn,
    post: [leave('a', 'lunch')],
    tells: [
      ['a', { kind: 'ended', reason: 'lunch' }],
      [LOBBY, left(3, 'ann', { reason: 'lunch' })],
    ],
  },
  {
    what: 'leave frees the name',
    before: annIn,
    post: [leave('a'), enter('b', 'ann')],
    tells: [
      ['a', { kind: 'ended' }],
      [LOBBY, left(2, 'ann')],
      [LOBBY, joined(3, 'ann')],
      ['b', entered(3, 'ann')],
    ],
  },
  {
    what: 'announce tells everybody',
    before: annIn,
    post: [announce('hello')],
    tells: [['everybody', { kind: 'announced', text: 'hello' }]],
  },
  {
    what: 'vacate tells everybody, and ends everybody, with no leaves; who speaks then is not in',
    before: bothIn,
    post: [vacate('bye'), say('a', 'too late')],
    tells: [
      ['everybody', { kind: 'announced', text: 'bye' }],
      ['everybody', { kind: 'ended', reason: 'bye' }],
      ['a', notIn],
    ],
  },
  {
    what: 'limit bounds what is remembered from then on',
    before: [enter('a', 'ann'), say('a', '1'), say('a', '2'), limit(1)],
    post: [say('a', '3'), enter('b', 'bob')],
    tells: [
      [`${LOBBY} but a`, said(5, 'a', 'ann', '3')],
      [LOBBY, joined(6, 'bob')],
      ['b', entered(6, 'bob', { others: { names: ['ann'], count: 1 }, history: [said(5, 'a', 'ann', '3')] })],
    ],
  },
  {
    what: 'who lists the room as it stands in its place among the orders',
    before: bothIn,
    post: [who('b'), leave('a'), who('b')],
    tells: [
      [
        'b',
        {
          kind: 'members',
          room: 'lobby',
          members: [
            { name: 'ann', since: 1000 },
            { name: 'bob', since: 2000 },
          ],
        },
      ],
      ['a', { kind: 'ended' }],
      [LOBBY, left(3, 'ann')],
      ['b', { kind: 'members', room: 'lobby', members: [{ name: 'bob', since: 2000 }] }],
    ],
  },
  {
    what: 'part ends one that never was in',
    post: [part('a')],
    tells: [['a', { kind: 'ended' }]],
  },
  {
    what: 'reply tells what the dialect has to say, to nobody else',
    before: annIn,
    post: [reply('b', 'help')],
    tells: [['b', { kind: 'answered', lines: ['help'] }]],
  },
];

describe('applyTurn', () => {
  it.each(rows)('$what', ({ before = [], post, tells }) => {
    const state = deepFreeze(fold(before));
    const untouched = plain(state);
    expect(told(applyTurn(state, items(post, state.seq)).notices)).toEqual(tells);
    expect(plain(state)).toEqual(untouched);
  });

  it.each([
    ['has left already', [...bothIn, leave('b')]],
    ['never was in', annIn],
    ['was refused', [...annIn, enter('b', 'ann')]],
    ['was in up to the vacate', [...bothIn, vacate('bye')]],
  ])('tells no room of the leave of one that %s', (_, before) => {
    const state = fold(before);
    const { notices } = applyTurn(state, items([leave('b', 'lunch')], state.seq));
    expect(notices.map(({ audience, fact }) => [audience, fact])).toEqual([
      [
        { kind: 'client', client: 'b' },
        { kind: 'ended', reason: 'lunch' },
      ],
    ]);
  });

  it('names at most 20 of those who are there, the first ones', () => {
    const crowd = Array.from({ length: 22 }, (_, n) => enter(`c${n}`, `guest${n}`));
    const { notices } = applyTurn(fold(crowd), items([enter('a', 'ann')], 22));
    const fact = notices.find(({ fact: { kind } }) => kind === 'entered')?.fact as Fact & { kind: 'entered' };
    expect(fact.others.count).toBe(22);
    expect(fact.others.names).toEqual(Array.from({ length: 20 }, (_, n) => `guest${n}`));
  });

  it('dates a notice by its entry, and an answer by the entry before it', () => {
    const { notices } = applyTurn(emptyChat, items([enter('a', 'ann'), who('a'), leave('a')]));
    expect(notices.map(({ at }) => at)).toEqual([1000, 1000, 1000, 2000, 2000]);
  });

  it('is the same state when a batch only asks', () => {
    const state = fold(annIn);
    expect(applyTurn(state, items([who('a'), part('b')])).state).toBe(state);
  });

  it('keeps an empty room as long as it remembers something', () => {
    expect([...fold([...annIn, leave('a')]).rooms]).toEqual([]);
    const quiet = fold([...annIn, say('a', 'hi'), leave('a')]);
    expect([...quiet.rooms.values()].map(({ name }) => name)).toEqual(['lobby']);
    const { notices } = applyTurn(quiet, items([enter('b', 'bob')], quiet.seq));
    expect(told(notices)[1]).toEqual(['b', entered(4, 'bob', { history: [said(2, 'a', 'ann', 'hi')] })]);
  });

  it('empties the rooms at vacate, and keeps what they remember', () => {
    const state = fold([...bothIn, enter('c', 'cid', 'den'), say('a', 'hi'), vacate('bye')]);
    expect([state.clients.size, state.holders.size]).toEqual([0, 0]);
    expect([...state.rooms.values()].map(({ name, members }) => [name, members.size])).toEqual([
      ['lobby', 0],
    ]);
    expect(remembered(state.rooms.get(LOBBY)?.history ?? fail())).toHaveLength(1);
  });
});

const client = fc.constantFrom('a', 'b', 'c', 'd');
const name = fc.constantFrom('ann', 'Ann', 'alice', 'AIice', 'Ian', 'lan', 'bob', 'modem', 'Modern');
const text = fc.string({ maxLength: 3 });

/** What a few clients may post, with names that collide. */
const anyPost: fc.Arbitrary<Post> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(client, name, fc.constantFrom('lobby', 'den')).map((args) => enter(...args)),
  },
  { weight: 8, arbitrary: fc.tuple(client, text).map((args) => say(...args)) },
  { weight: 2, arbitrary: fc.tuple(client, text).map((args) => act(...args)) },
  { weight: 4, arbitrary: fc.tuple(client, name).map((args) => rename(...args)) },
  {
    weight: 3,
    arbitrary: fc.tuple(client, fc.option(text, { nil: undefined })).map((args) => leave(...args)),
  },
  { weight: 2, arbitrary: client.map(who) },
  { weight: 1, arbitrary: client.map(part) },
  { weight: 1, arbitrary: client.map((id) => reply(id, 'x')) },
  { weight: 1, arbitrary: text.map(announce) },
  { weight: 1, arbitrary: text.map(vacate) },
  { weight: 1, arbitrary: fc.nat(4).map(limit) },
);
const anyPosts = fc.array(anyPost, { maxLength: 60 });

const folded = (list: readonly Item[], state: ChatState = emptyChat) => applyTurn(state, list);

describe('any fold', () => {
  it('of a batch equals the folds of its two halves', () => {
    fc.assert(
      fc.property(anyPosts, fc.nat(60), fc.nat(60), (list, from, cut) => {
        const all = items(list);
        const { state } = folded(all.slice(0, from));
        const batch = all.slice(from);
        const whole = folded(batch, state);
        const first = folded(batch.slice(0, cut), state);
        const second = folded(batch.slice(cut), first.state);
        expect(plain(second.state)).toEqual(plain(whole.state));
        expect(plain([...first.notices, ...second.notices])).toEqual(plain(whole.notices));
      }),
    );
  });

  it('leaves the state that it began with as it was', () => {
    fc.assert(
      fc.property(anyPosts, anyPosts, (before, after) => {
        const state = deepFreeze(fold(before));
        const untouched = plain(state);
        folded(items(after, state.seq), state);
        expect(plain(state)).toEqual(untouched);
      }),
    );
  });

  it('from a state that others go on from too disturbs none of them', () => {
    fc.assert(
      fc.property(anyPosts, fc.array(anyPosts, { minLength: 2, maxLength: 3 }), (before, forks) => {
        const shared = fold(before);
        const states = forks.map((fork) => fold(fork, shared));
        const alone = forks.map((fork) => fold(fork, fold(before)));
        expect(states.map(plain)).toEqual(alone.map(plain));
      }),
    );
  });

  it('has every client in one room, under a name that no other looks like', () => {
    fc.assert(
      fc.property(anyPosts, (list) => {
        const { clients, holders, rooms } = fold(list);
        const memberships = [...rooms].flatMap(([key, { members }]) => [...members].map((id) => [id, key]));
        expect(memberships.sort()).toEqual([...clients].map(([id, { room }]) => [id, room]).sort());
        const all = [...clients.values()];
        for (const one of all)
          for (const other of all) expect(sameName(one.name, other.name)).toBe(one === other);
        const held = all.flatMap(({ id, name: { keys } }) => keys.map((key) => [key, id]));
        expect(Object.fromEntries(holders)).toEqual(Object.fromEntries(held));
      }),
    );
  });

  it('has as members those who entered and have not left, by what was told', () => {
    fc.assert(
      fc.property(anyPosts, (list) => {
        const { state, notices } = folded(items(list));
        const members = new Set<string>();
        for (const { audience, fact } of notices) {
          if (audience.kind === 'everybody' && fact.kind === 'ended') members.clear();
          if (fact.kind === 'joined') members.add(fact.name);
          if (fact.kind === 'left') members.delete(fact.name);
          if (fact.kind === 'renamed' && members.delete(fact.from)) members.add(fact.to);
        }
        expect([...members].sort()).toEqual([...state.clients.values()].map((each) => each.name.text).sort());
      }),
    );
  });

  it('remembers what was last said in each room, up to the cap', () => {
    fc.assert(
      fc.property(anyPosts, (list) => {
        const model = new Map<string, readonly object[]>();
        let state = emptyChat;
        for (const item of items(list)) {
          const turn = folded([item], state);
          ({ state } = turn);
          for (const { audience, fact } of turn.notices)
            if (audience.kind === 'room' && (fact.kind === 'said' || fact.kind === 'acted')) {
              const before = model.get(audience.room) ?? [];
              model.set(
                audience.room,
                [...before, fact].slice(Math.max(0, before.length + 1 - state.limits.history)),
              );
            }
        }
        for (const [key, { history }] of state.rooms)
          expect(remembered(history)).toEqual(model.get(key) ?? []);
        for (const [key, messages] of model) if (messages.length > 0) expect(state.rooms.has(key)).toBe(true);
      }),
    );
  });

  it('tells nobody but the room of who orders, or that client alone', () => {
    fc.assert(
      fc.property(anyPosts, (list) => {
        let state = emptyChat;
        for (const item of items(list)) {
          const turn = folded([item], state);
          const roomOf = ({ clients }: ChatState) => clients.get(item.client)?.room;
          const room = roomOf(turn.state) ?? roomOf(state);
          for (const { audience, fact } of turn.notices) {
            const talk = fact.kind === 'said' || fact.kind === 'acted';
            if (audience.kind === 'client') expect(audience.client).toBe(item.client);
            if (audience.kind === 'room')
              expect([audience.room, audience.except]).toEqual([room, talk ? item.client : undefined]);
            if (audience.kind === 'everybody') expect(item.client).toBe(SERVER);
          }
          ({ state } = turn);
        }
      }),
    );
  });

  it('numbers a state by its last entry', () => {
    fc.assert(
      fc.property(anyPosts, (list) => {
        const all = items(list);
        const { state } = folded(all);
        expect([state.seq, state.at / 1000]).toEqual(Array(2).fill(all.filter(isEntry).length));
      }),
    );
  });
});

const fail = (): never => {
  throw new Error('there is such a room');
};
