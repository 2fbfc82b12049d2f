import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  clientNetwork,
  applyTurn,
  emptyChat,
  isEmpty,
  isEntry,
  sameName,
  SERVER,
  redactPrivateText,
  type ChatState,
  type Client,
  type ClientId,
  type Command,
  type ChatEvent,
  type JournalItem,
  type Message,
  isEvent,
  type Outbound,
  type OutboundEvent,
  type OutboundSignal,
  type SessionSignal,
  type Room,
  type Turn,
} from '../../../src/chat';
import { deepFreeze } from '../../helpers/deep-freeze';
import {
  after,
  byAddress,
  byName,
  fold,
  items,
  nameOf,
  plain,
  posts,
  remembered,
  tagged,
  type Timed,
} from '../../helpers/apply-commands';
import { contentOf, hearers, noticesOf, separate } from '../../helpers/event-tables';
import { runs } from '../../helpers/runs';

const {
  enter,
  enterWith,
  pickUp,
  resume,
  say,
  act,
  tell,
  rename,
  join,
  topic,
  leave,
  grant,
  announce,
  kick,
} = posts;
const { ban, unban, mute, unmute, remove, removeAll, setLimits } = posts;
const { who, rooms, askTopic, history, ignore, sanctions, part, reply } = posts;

describe('applyTurn', () => {
  it('dates an event by its entry, and a reply by its question', () => {
    const post = [enter('a', 'ann'), after(300, who('a')), leave('a'), after(40, part('a')), who('a')];
    const ats = noticesOf([], post).map(({ at }) => at);
    expect(ats).toEqual([1000, 1000, 1300, 2300, 2300, 2340, 2340]);
  });

  it('returns the same state when a batch only reads', () => {
    const state = fold([enter('a', 'ann'), grant('a'), say('a', 'hi')]);
    const all = [who('a'), rooms('a'), askTopic('a'), history('a', 9), ignore('a', 'ann'), part('b')];
    const asked = [...all, sanctions('a', 'bans'), reply('a', 'help')].map((each) => after(500, each));
    expect(applyTurn(state, items(asked, state.seq, state.at)).state).toBe(state);
  });
});

describe('the id of a command', () => {
  const before = [enter('a', 'ann'), grant('a'), enter('b', 'bob'), say('b', 'hi')];

  /** Who hears of it, and whether with the tag. */
  it.each<
    [Timed, readonly (readonly [hearers: string, kind: (ChatEvent | SessionSignal)['kind'], tag?: 'x'])[]]
  >([
    [
      enter('c', 'cid'),
      [
        ['lobby', 'joined'],
        ['c', 'entered', 'x'],
      ],
    ],
    [enter('c', 'bob'), [['c', 'refused', 'x']]],
    [say('a', 'hi'), [['lobby but a', 'said', 'x']]],
    [act('a', 'waves'), [['lobby but a', 'acted', 'x']]],
    [say('x', 'hi'), [['x', 'refused', 'x']]],
    [
      tell('a', 'bob', 'psst'),
      [
        ['b', 'told'],
        ['a', 'told', 'x'],
      ],
    ],
    [tell('a', 'ann', 'psst'), [['a', 'told', 'x']]],
    [rename('a', 'eve'), [['lobby but a', 'renamed', 'x']]],
    [topic('a', 'tea'), [['lobby but a', 'topic', 'x']]],
    [
      join('a', 'den'),
      [
        ['den', 'joined'],
        ['a', 'entered', 'x'],
        ['lobby', 'left'],
      ],
    ],
    [
      leave('a'),
      [
        ['a', 'ended', 'x'],
        ['lobby', 'left'],
      ],
    ],
    [
      grant('b'),
      [
        ['operators but b', 'moderated'],
        ['b', 'operator', 'x'],
        ['b', 'granted', 'x'],
      ],
    ],
    [
      announce('hello', 'a'),
      [
        ['everybody', 'announced'],
        ['operators but a', 'moderated'],
        ['a', 'moderated', 'x'],
      ],
    ],
    [
      kick('a', 'bob'),
      [
        ['b', 'refused'],
        ['b', 'ended'],
        ['lobby', 'left'],
        ['operators but a', 'moderated'],
        ['a', 'moderated', 'x'],
      ],
    ],
    [
      ban('a', byName('bob')),
      [
        ['b', 'refused'],
        ['b', 'ended'],
        ['lobby', 'left'],
        ['operators but a', 'moderated'],
        ['a', 'moderated', 'x'],
      ],
    ],
    [
      mute('a', 'bob'),
      [
        ['b', 'refused'],
        ['operators but a', 'moderated'],
        ['a', 'moderated', 'x'],
      ],
    ],
    [unmute('a', 'bob'), [['a', 'refused', 'x']]],
    [
      remove('a', 'bob'),
      [
        ['lobby', 'deleted'],
        ['operators but a', 'moderated'],
        ['a', 'moderated', 'x'],
      ],
    ],
    [
      removeAll('bye'),
      [
        ['everybody', 'announced'],
        ['everybody', 'ended'],
      ],
    ],
    [who('a'), [['a', 'members', 'x']]],
    [rooms('a'), [['a', 'rooms', 'x']]],
    [askTopic('a'), [['a', 'topic-is', 'x']]],
    [history('a', 9), [['a', 'history', 'x']]],
    [ignore('a', 'bob'), [['a', 'ignore', 'x']]],
    [sanctions('a', 'bans'), [['a', 'sanctions', 'x']]],
    [sanctions('b', 'bans'), [['b', 'refused', 'x']]],
    [reply('a', 'help'), [['a', 'answered', 'x']]],
    [part('a'), [['a', 'ended', 'x']]],
  ])('is on each reply to the command, and on nothing else (%#)', (post, expected) => {
    const shown = noticesOf(before, [tagged('x', post)]).map((outbound) => {
      const { audience, id } = outbound;
      return [hearers(audience), contentOf(outbound).kind, ...(id === undefined ? [] : [id])];
    });
    expect(shown).toEqual(expected);
  });

  it('is not on the reply to the next command', () => {
    const [first, second] = noticesOf(before, [tagged('x', who('a')), who('a')]);
    expect([first?.id, second && 'id' in second]).toEqual(['x', false]);
  });
});

const CLIENTS = ['a', 'b', 'c', 'd'];
const PSST = 'psst';

const client = fc.constantFrom(...CLIENTS);
const name = fc.constantFrom('ann', 'Ann', 'alice', 'AIice', 'Ian', 'lan', 'ian', 'bob', 'modem', 'Modern');
const room = fc.constantFrom('lobby', 'Den', 'den', 'nook', 'attic', 'shed', 'Modern', 'modem');
const text = fc.constantFrom('', 'hi', 'ho');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const remote = maybe(
  fc.constantFrom('192.0.2.1:1', '192.0.2.1:2', '192.0.2.2:1', '[2001:db8::1]:1', '[2001:db8::2]:2', 'unix'),
);
const ms = maybe(fc.constantFrom(1, 1000, 3000, 10_000));
const whom = fc.oneof(name.map(byName), fc.constantFrom('192.0.2.1', '2001:db8:0:0::/64').map(byAddress));
/** Mostly one who is an operator, or the server. */
const moderator = fc.oneof({ weight: 2, arbitrary: fc.constantFrom('a', SERVER) }, client);
const seq = fc.integer({ min: 1, max: 70 });

const of = <T extends unknown[]>(
  weight: number,
  make: (...args: T) => Timed,
  ...args: { [K in keyof T]: fc.Arbitrary<T[K]> }
) => ({ weight, arbitrary: fc.tuple(...args).map((values) => make(...(values as T))) });

const OPERATORS_ONLY = ['announce', 'kick', 'ban', 'unban', 'mute', 'unmute', 'delete'];

/** A word that may be known already: nobody is asked to make each one once. */
const word = fc.constantFrom('w1', 'w2', 'w3', 'w4');
const enterBy = (id: ClientId, named: string, into: string, token: string): Timed =>
  enterWith(token, enter(id, named, into));

/** What a few clients may post, with names that collide. */
const anyPost: fc.Arbitrary<Timed> = fc.oneof(
  of(14, enter, client, name, room, remote),
  of(1, resume, client, name, seq),
  of(10, enterBy, client, name, room, word),
  of(10, pickUp, client, word, maybe(word), remote),
  of(20, say, client, text),
  of(2, act, client, text),
  of(3, tell, client, name, fc.constant(PSST)),
  of(4, rename, client, name),
  of(12, join, client, room),
  of(2, topic, client, text),
  of(3, leave, client, maybe(text)),
  of(2, grant, fc.constantFrom('a', 'b')),
  of(1, announce, text, moderator),
  of(1, kick, moderator, name, maybe(text)),
  of(3, ban, moderator, whom, ms),
  of(3, unban, moderator, whom),
  of(3, mute, moderator, name, ms),
  of(3, unmute, moderator, name),
  of(5, remove, moderator, fc.oneof(name, seq)),
  of(1, removeAll, maybe(text), fc.constantFrom(SERVER, 'a', 'b')),
  of(1, setLimits, fc.nat(4), fc.nat(4), fc.constantFrom(SERVER, 'a')),
  of(2, who, fc.oneof(client, fc.constant(SERVER))),
  of(2, rooms, fc.oneof(client, fc.constant(SERVER))),
  of(1, askTopic, client),
  of(1, history, client, fc.nat(3), maybe(seq)),
  of(1, ignore, client, maybe(name)),
  of(1, sanctions, moderator, fc.constantFrom('bans', 'mutes')),
  of(1, part, client),
  of(1, reply, client, fc.constant('x')),
);

const anyTimed = fc
  .tuple(anyPost, fc.constantFrom(0, 0, 1, 500, 1000, 3000), maybe(fc.constantFrom('1', '2')))
  .map(([post, wait, id]) => after(wait, id === undefined ? post : tagged(id, post)));

const some = [
  enter('a', 'ann'),
  grant('a'),
  enter('b', 'bob', 'Den', '192.0.2.1:1'),
  enter('c', 'lan', 'nook'),
];

/** Begins with few rooms and short histories, so that some give way, mostly with some in. */
const anyPosts = fc
  .tuple(
    fc.constantFrom([setLimits(2, 3)], [setLimits(2, 3), ...some], [setLimits(3, 4), ...some]),
    fc.array(anyTimed, { maxLength: 80, size: 'max' }),
  )
  .map(([first, rest]): readonly Timed[] => [...first, ...rest]);

interface Step {
  readonly before: ChatState;
  readonly item: JournalItem;
  readonly turn: Turn;
  readonly state: ChatState;
}

/** Folds posts one by one, and shows what each led to. */
const walk = (list: readonly Timed[], visit: (step: Step) => void): ChatState => {
  let state = emptyChat;
  for (const item of items(list)) {
    const turn = applyTurn(state, [item]);
    visit({ before: state, item, turn, state: turn.state });
    ({ state } = turn);
  }
  return state;
};

const always = (visit: () => (step: Step) => void): void =>
  fc.assert(
    fc.property(anyPosts, (list) => void walk(list, visit())),
    runs(100),
  );

const isMessage = (fact: ChatEvent): fact is Message => fact.kind === 'said' || fact.kind === 'acted';

const mayModerate = ({ clients }: ChatState, id: ClientId): boolean =>
  id === SERVER || clients.get(id)?.operator === true;

/** Who is here, and is picked up by its word: it goes. */
const ghostOf = ({ resumePoints: resumes, clients }: ChatState, command: Command): Client | undefined => {
  if (command.kind !== 'resume') return undefined;
  // The properties give one id to several clients, one after the other: the token tells them apart.
  const held = clients.get(resumes.get(command.tokenHash)?.client ?? '');
  return held?.resumeTokenHash === command.tokenHash ? held : undefined;
};

/** As `toEqual` has it, but fast where they are the same. */
const expectSame = (actual: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
};

/** What is imposed, by what the operators were told; of two that look alike the later one only. */
const imposedBy = (action: 'ban' | 'mute') => {
  let list: readonly { readonly keys: readonly string[]; readonly until: number }[] = [];
  const share = (one: readonly string[], other: readonly string[]) => one.some((key) => other.includes(key));
  const hear = ({ at, fact }: OutboundEvent) => {
    if (fact.kind !== 'moderated' || (fact.action !== action && fact.action !== `un${action}`)) return;
    const keys = /[.:]/.test(fact.whom) ? [fact.whom] : nameOf(fact.whom).keys;
    list = list.filter((each) => !share(each.keys, keys));
    if (fact.action === action) list = [...list, { keys, until: at + (fact.ms ?? Infinity) }];
  };
  const isOn = (keys: readonly string[], at: number) =>
    list.some((each) => each.until > at && share(each.keys, keys));
  return { hear, isOn };
};

describe('reducing any batch', () => {
  it('equals reducing its two halves', () => {
    fc.assert(
      fc.property(anyPosts, fc.nat(60), fc.nat(60), (list, from, cut) => {
        const all = items(list);
        const { state } = applyTurn(emptyChat, all.slice(0, from));
        const batch = all.slice(from);
        const whole = applyTurn(state, batch);
        const first = applyTurn(state, batch.slice(0, cut));
        const second = applyTurn(first.state, batch.slice(cut));
        expect(plain(second.state)).toEqual(plain(whole.state));
        expect(plain([...first.events, ...second.events])).toEqual(plain(whole.events));
      }),
    );
  });

  it('leaves the initial state unchanged', () => {
    fc.assert(
      fc.property(anyPosts, anyPosts, (before, list) => {
        const state = deepFreeze(fold(before));
        const untouched = plain(state);
        applyTurn(state, items(list, state.seq, state.at));
        expect(plain(state)).toEqual(untouched);
      }),
    );
  });

  it('disturbs no other reduction from the same state', () => {
    fc.assert(
      fc.property(anyPosts, fc.array(anyPosts, { minLength: 2, maxLength: 3 }), (before, forks) => {
        const shared = fold(before);
        const states = forks.map((fork) => fold(fork, shared));
        const alone = forks.map((fork) => fold(fork, fold(before)));
        expect(states.map(plain)).toEqual(alone.map(plain));
      }),
    );
  });

  it('numbers the state by its last entry, and dates it by the last entry that is not private', () => {
    always(() => ({ before, item, state }) => {
      const at = item.command.kind === 'tell' ? before.at : item.at;
      expectSame([state.seq, state.at], isEntry(item) ? [item.seq, at] : [before.seq, before.at]);
    });
  });
});

describe('in every state', () => {
  it('every client is in one room, under a name that no other name looks like', () => {
    always(() => ({ state: { clients, nameOwners: holders, rooms: all } }) => {
      const memberships = [...all].flatMap(([key, { members }]) => [...members].map((id) => [id, key]));
      expectSame(memberships.sort(), [...clients].map(([id, each]) => [id, each.room]).sort());
      const list = [...clients.values()];
      const hasTwin = (one: Client) => list.some((other) => one !== other && sameName(one.name, other.name));
      expectSame(list.filter(hasTwin), []);
      const held = list.flatMap(({ id, name: { keys } }) => keys.map((key) => [key, id]));
      expectSame(Object.fromEntries(holders), Object.fromEntries(held));
    });
  });

  it('the members are those who joined and have not left, room by room', () => {
    always(() => {
      const model = new Map<string, Set<string>>();
      return ({ item: { client: id, command }, turn: { events }, state }) => {
        if (id === SERVER && command.kind === 'remove-all') model.clear();
        for (const { audience, fact } of events.filter(isEvent)) {
          if (audience.kind !== 'room') continue;
          const names = model.get(audience.room) ?? new Set();
          model.set(audience.room, names);
          if (fact.kind === 'joined') names.add(fact.name);
          if (fact.kind === 'left') names.delete(fact.name);
          if (fact.kind === 'renamed' && names.delete(fact.from)) names.add(fact.to);
        }
        const nameIn = (id: ClientId) => state.clients.get(id)?.name.text;
        const members = [...state.rooms].map(([key, each]) => [key, [...each.members].map(nameIn).sort()]);
        const inhabited = [...model].filter(([key, names]) => names.size > 0 || state.rooms.has(key));
        expectSame(
          Object.fromEntries(members),
          Object.fromEntries([
            ...[...state.rooms.keys()].map((key) => [key, []]),
            ...inhabited.map(([key, names]) => [key, [...names].sort()]),
          ]),
        );
      };
    });
  });

  it('a room remembers its last messages that were not deleted, up to the cap', () => {
    always(() => {
      const model = new Map<string, readonly Message[]>();
      return ({ turn: { events }, state: { rooms: all, limits, evictedSeq: lost } }) => {
        for (const { audience, fact } of events.filter(isEvent)) {
          if (audience.kind !== 'room') continue;
          const known = model.get(audience.room) ?? [];
          const isDeleted = ({ seq: one }: Message) => fact.kind === 'deleted' && fact.seqs.includes(one);
          if (isMessage(fact))
            model.set(audience.room, limits.history === 0 ? [] : [...known, fact].slice(-limits.history));
          else
            model.set(
              audience.room,
              known.filter((message) => !isDeleted(message)),
            );
        }
        for (const [key, known] of model)
          if (!all.has(key)) {
            // It gave way.
            expect(Math.max(lost, ...known.map(({ seq: one }) => one))).toBe(lost);
            model.delete(key);
          }
        for (const [key, each] of all) expectSame(remembered(each.history), model.get(key) ?? []);
      };
    });
  });

  it('a room knows up to which seq messages may be missing', () => {
    always(() => {
      const spoken = new Map<string, readonly number[]>();
      return ({ turn: { events }, state }) => {
        for (const { audience, fact } of events.filter(isEvent)) {
          if (audience.kind !== 'room') continue;
          const seqs = spoken.get(audience.room) ?? [];
          if (isMessage(fact)) spoken.set(audience.room, [...seqs, fact.seq]);
          if (fact.kind === 'deleted')
            spoken.set(
              audience.room,
              seqs.filter((one) => !fact.seqs.includes(one)),
            );
        }
        for (const [key, { history: each }] of state.rooms) {
          const later = remembered(each).map((message) => message.seq);
          expectSame(
            later,
            (spoken.get(key) ?? []).filter((one) => one > each.lostSeq),
          );
        }
      };
    });
  });

  it('a room never forgets what it has lost', () => {
    always(() => ({ before, state }) => {
      const knows = (key: string) => state.rooms.get(key)?.history.lostSeq ?? state.evictedSeq;
      const forgotten = [...before.rooms].filter(([key, { history: was }]) => knows(key) < was.lostSeq);
      expectSame([forgotten, state.evictedSeq < before.evictedSeq], [[], false]);
    });
  });

  it('no room is both empty and without memory', () => {
    always(() => ({ state: { rooms: all } }) => {
      const isVoid = ({ members, history: each }: Room) => members.size === 0 && isEmpty(each);
      expectSame([...all.values()].filter(isVoid), []);
    });
  });

  it('no two rooms have names that look alike in lower case', () => {
    always(() => ({ state: { rooms: all } }) => {
      expectSame(
        [...all.values()].map((each) => nameOf(each.name).keys[1]),
        [...all.keys()],
      );
    });
  });

  it('there are at most as many rooms as the cap, or as when the cap was lowered; the lobby does not count', () => {
    always(() => ({ before, state }) => {
      const count = ({ rooms: all }: ChatState) => all.size - (all.has('lobby') ? 1 : 0);
      const most = Math.max(count(before), state.limits.rooms || Infinity);
      expectSame([count(state), count(state) <= most], [count(state), true]);
    });
  });

  it('a room is dropped only at the cap, for a new room, and is the one silent longest', () => {
    always(() => ({ before, item: { command }, state }) => {
      // What a delete leaves void goes too, at no cap.
      if (command.kind === 'delete') return;
      const gaveWay = ([key, { history: each }]: [string, Room]) => !state.rooms.has(key) && !isEmpty(each);
      const [quiet, ...more] = [...before.rooms].filter(gaveWay);
      if (!quiet) return;
      expect([['enter', 'resume', 'join'].includes(command.kind), more]).toEqual([true, []]);
      expect(before.rooms.size).toBeGreaterThanOrEqual(before.limits.rooms);
      // The room of one that is taken over may be made again.
      const again = ghostOf(before, command)?.room;
      const made = [...state.rooms.keys()].filter((key) => !before.rooms.has(key) || key === again);
      expect(made).toHaveLength(1);
      const lastOf = ({ history: each }: Room) => remembered(each).at(-1)?.seq ?? 0;
      const others = [...before.rooms].filter(([key, { members }]) => key !== 'lobby' && members.size === 0);
      expect(Math.min(...others.map(([, each]) => lastOf(each)))).toBe(lastOf(quiet[1]));
    });
  });
});

describe('an action of an operator', () => {
  it('is told once to each operator, and to nobody else', () => {
    always(() => ({ item: { client: id }, turn: { events } }) => {
      const told = events.filter(isEvent).filter(({ fact }) => fact.kind === 'moderated');
      const [first, second] = told;
      if (!first) return;
      const own = first.fact.kind === 'moderated' && first.fact.action !== 'grant';
      expectSame(
        told.map(({ audience }) => hearers(audience)),
        own ? [`operators but ${id}`, id] : [`operators but ${id}`],
      );
      if (own) expectSame(second?.fact, first.fact);
    });
  });

  it('carries the seq of its entry', () => {
    always(() => ({ turn: { events }, state: { seq: last } }) => {
      for (const { fact } of events.filter(isEvent))
        if (fact.kind === 'moderated') expect(fact.seq).toBe(last);
    });
  });
});

describe('no client', () => {
  it('hears what is for another room or another client', () => {
    always(() => ({ before, item: { client: id, command }, turn: { events }, state }) => {
      const own = [before, state].map(({ clients }) => clients.get(id)?.room);
      const moderates = mayModerate(before, id) && OPERATORS_ONLY.includes(command.kind);
      const ghost = ghostOf(before, command);
      const isIn = (key: string) => state.rooms.get(key)?.members.has(id) ?? false;
      const isSignalFor = ({ audience, signal }: OutboundSignal): boolean =>
        audience.kind === 'client'
          ? audience.client === id ||
            (signal.kind === 'ended' && (moderates || audience.client === ghost?.id))
          : command.kind === 'remove-all' && id === SERVER;
      const isFor = (outbound: OutboundEvent | OutboundSignal): boolean => {
        if (!isEvent(outbound)) return isSignalFor(outbound);
        const { audience, fact } = outbound;
        switch (audience.kind) {
          case 'client':
            if (audience.client === id) return true;
            if (fact.kind === 'told') return before.clients.get(audience.client)?.name.text === fact.to;
            return moderates && fact.kind === 'refused';
          case 'room': {
            const hasAuthor = isMessage(fact) || fact.kind === 'renamed' || fact.kind === 'topic';
            if (audience.except !== (hasAuthor ? id : undefined)) return false;
            if (moderates) return fact.kind === 'left' || fact.kind === 'deleted';
            if (fact.kind === 'left' && ghost?.room === audience.room) return true;
            // Who moves is in the new room by then, and in the old one no more.
            if (fact.kind === 'left' && isIn(audience.room)) return false;
            return own.includes(audience.room) && (fact.kind === 'left' || isIn(audience.room));
          }
          case 'operators':
            return (
              fact.kind === 'moderated' && audience.except === id && (moderates || command.kind === 'grant')
            );
          case 'everybody':
            if (fact.kind === 'announced' && moderates) return true;
            return command.kind === 'remove-all' && id === SERVER;
        }
      };
      expectSame(
        separate(events).filter((notice) => !isFor(notice)),
        [],
      );
    });
  });

  it('gets back the id that another client put on a command', () => {
    always(() => ({ item: { client: id, command }, turn: { events } }) => {
      const answers = ({ audience }: Outbound) =>
        audience.kind === 'client'
          ? audience.client === id
          : audience.kind === 'room' && audience.except === id;
      expectSame(
        events.map((notice) => notice.id),
        events.map((notice) => (answers(notice) ? command.id : undefined)),
      );
    });
  });

  it('is in a state that differs with the redacted form of a private message', () => {
    always(() => ({ before, item, state }) => {
      if (!isEntry(item) || item.command.kind !== 'tell') return;
      expectSame(state, applyTurn(before, [redactPrivateText(item)]).state);
      expectSame({ ...state, seq: before.seq }, before);
    });
  });

  it('hears a private message of two others, and no history has it', () => {
    always(() => ({ before, item: { client: id, command }, turn: { events }, state }) => {
      const hasIt = (value: unknown) => JSON.stringify(value).includes(PSST);
      const isTheirs = (outbound: OutboundEvent | OutboundSignal) =>
        command.kind === 'tell' &&
        contentOf(outbound).kind === 'told' &&
        [id, ...command.to.keys.map((key) => before.nameOwners.get(key))].includes(
          hearers(outbound.audience),
        );
      expectSame(
        separate(events).filter((notice) => hasIt(notice) && !isTheirs(notice)),
        [],
      );
      expectSame(
        [...state.rooms.values()].filter((each) => hasIt(plain(each))),
        [],
      );
    });
  });

  it('is an operator without a grant', () => {
    always(() => ({ before, item: { client: id, command }, state }) => {
      const operators = [...state.clients].filter(([, { operator }]) => operator).map(([each]) => each);
      const granted = command.kind === 'grant' ? [id] : [];
      const may = [...[...before.clients.keys()].filter((each) => mayModerate(before, each)), ...granted];
      expectSame(
        operators.filter((each) => !may.includes(each)),
        [],
      );
      // And stays one as long as it is in.
      expectSame(
        may.filter((each) => state.clients.has(each) && !operators.includes(each)),
        [],
      );
    });
  });

  it('changes what belongs to others, or imposes a sanction, without being an operator', () => {
    always(() => ({ before, item: { client: id, command }, state }) => {
      if (mayModerate(before, id)) return;
      const ghost = ghostOf(before, command);
      const imposed = ({ bans, mutes, limits }: ChatState) => [bans, mutes, limits];
      expectSame(imposed(state), imposed(before));
      const others = ({ clients }: ChatState) => [...clients.values()].filter((each) => each.id !== id);
      const isOther = (each: Client) => each.id !== ghost?.id || state.clients.has(each.id);
      expectSame(others(state), others(before).filter(isOther));
      for (const [key, { history: now }] of state.rooms) {
        const was = before.rooms.get(key)?.history;
        if (was === now) continue;
        const old = was ? remembered(was) : [];
        const added = remembered(now).filter((message) => !old.includes(message));
        const own = before.clients.get(id)?.room === key ? [id] : [];
        expectSame(
          added.map((message) => message.client),
          added.length > 0 ? own : [],
        );
        // Of what was there only the first may be gone, for the cap.
        const kept = remembered(now).filter((message) => old.includes(message));
        expectSame(kept, old.slice(old.length - kept.length));
      }
    });
  });

  it('is in while it is banned by name or address', () => {
    always(() => {
      const { hear, isOn } = imposedBy('ban');
      return ({ turn: { events }, state: { clients, at } }) => {
        events.filter(isEvent).forEach(hear);
        const isBanned = ({ name: { keys }, remote: from, operator }: Client) =>
          isOn(keys, at) || (!operator && isOn([clientNetwork(from) ?? ''], at));
        expectSame([...clients.values()].filter(isBanned), []);
      };
    });
  });

  it('hears a word from a muted client before the mute expires', () => {
    always(() => {
      const { hear, isOn } = imposedBy('mute');
      return ({ before, item: { at, client: id, command }, turn: { events } }) => {
        const author = before.clients.get(id);
        const muted = author !== undefined && isOn(author.name.keys, at);
        events.filter(isEvent).forEach(hear);
        if (!muted) return;
        if (['say', 'act', 'tell', 'topic', 'rename'].includes(command.kind))
          expect(events).toMatchObject([{ audience: { client: id }, fact: { code: 'muted' } }]);
        if (command.kind === 'leave')
          expectSame(
            separate(events).filter((outbound) => 'reason' in contentOf(outbound)),
            [],
          );
      };
    });
  });
});
