import { applyTurn, emptyChat, type ChatEvent, type ClientCommand } from '../../src/chat';
import {
  commandsOf as posting,
  logRecord,
  Router,
  Session,
  type Dialect,
  type RouterOptions,
} from '../../src/stream';
import { routerOptions, sessionOptions } from '../helpers/stream-options';
import { FakeConnection } from '../helpers/fake-connection';
import { items, nameOf, posts, tagged } from '../helpers/apply-commands';
import { survivors } from '../helpers/memory';
import { plainDialect } from '../helpers/plain-dialect';

const { enter, say, act, tell, leave, join, rename, topic, who, reply, part, announce, removeAll } = posts;
const { grant, kick, mute, ignore } = posts;

/** Shows who says what, what answers which request, and nothing of a history. */
const dialect = plainDialect({
  write: (fact, _at, id) => {
    const mark = id === undefined ? '' : ` ${id}`;
    switch (fact.kind) {
      case 'said':
        return `${fact.from}: ${fact.text}\n`;
      case 'joined':
        return `+${fact.name}\n`;
      case 'left':
        return `-${fact.name}\n`;
      case 'renamed':
        return `${fact.from}=${fact.to}${mark}\n`;
      case 'announced':
        return `*${fact.text}\n`;
      case 'answered':
        return fact.lines.length === 0 ? '' : `(${fact.kind}${mark})\n`;
      default:
        return `(${fact.kind}${mark})\n`;
    }
  },
});

/** A router with clients that have been greeted; `turn` folds posts and routes what they led to. */
const open = (ids: readonly string[], spoken: Partial<Dialect> = {}, bounds: Partial<RouterOptions> = {}) => {
  const log = jest.fn();
  const router = new Router(routerOptions({ log, ...bounds }));
  const all = ids.map((id) => {
    const connection = new FakeConnection(id);
    const options = sessionOptions({ log });
    const session = new Session(
      connection,
      { ...dialect, ...spoken, ...(id.startsWith('own') && { writeOwn: () => 'mine\n' }) },
      options,
    );
    router.add(session);
    connection.writes.length = 0;
    return connection;
  });
  let state = emptyChat;
  const turn = (...list: readonly ClientCommand[]) => {
    for (const { writes } of all) writes.length = 0;
    const folded = applyTurn(state, items(list, state.seq, state.at));
    ({ state } = folded);
    router.next(folded);
    return Object.fromEntries(all.map(({ id, writes }) => [id, writes]));
  };
  /** How often each was ended. */
  const ends = () => all.map((connection) => connection.ends);
  const connection = (id: string) => {
    const found = all.find((each) => each.id === id);
    if (!found) throw new Error(`nobody is ${id}`);
    return found;
  };
  return { router, turn, log, ends, connection };
};

describe('Router', () => {
  it('writes to each room its own events, in one write per client', () => {
    const { turn } = open(['a', 'b', 'c']);
    turn(enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid', 'den'));
    expect(turn(say('a', '1'), say('c', '2'), say('b', '3'), rename('a', 'eve'))).toEqual({
      a: ['bob: 3\nann=eve\n'],
      b: ['ann: 1\nann=eve\n'],
      c: [],
    });
  });

  it('writes to a newcomer the rest of the turn after its own join', () => {
    const { turn } = open(['a', 'b']);
    turn(enter('a', 'ann'));
    expect(turn(say('a', '1'), enter('b', 'bob'), say('a', '2'))).toEqual({
      a: ['+bob\n'],
      b: ['ann: 1\n(entered)\nann: 2\n'],
    });
  });

  it('writes a reply at its place inside the turn, to one client', () => {
    const { turn } = open(['a', 'b']);
    turn(enter('a', 'ann'), enter('b', 'bob'));
    expect(turn(say('a', '1'), who('b'), say('a', '2'), reply('b', 'x'), say('a', '3'))).toEqual({
      a: [],
      b: ['ann: 1\n(members)\nann: 2\n(answered)\nann: 3\n'],
    });
  });

  it('writes to an author the echo that its dialect wants, at its place', () => {
    const { turn } = open(['own', 'b']);
    turn(enter('own', 'ann'), enter('b', 'bob'));
    expect(turn(say('b', '1'), say('own', '2'), say('b', '3'))).toEqual({
      own: ['bob: 1\nmine\nbob: 3\n'],
      b: ['ann: 2\n'],
    });
  });

  it('writes that echo also when nobody else hears anything', () => {
    const { turn } = open(['own'], { write: () => '' });
    turn(enter('own', 'ann'));
    expect(turn(say('own', '1'))).toEqual({ own: ['mine\n'] });
  });

  it('asks a client for another name when its name is taken, and lets the other client in', () => {
    const { turn } = open(['a', 'b']);
    expect(turn(enter('a', 'ann'), enter('b', 'ann'))).toEqual({
      a: ['(entered)\n'],
      b: ['(refused)\n? '],
    });
  });

  it('disconnects a client that leaves, tells the others, and writes nothing more to it', () => {
    const { turn, ends } = open(['a', 'b']);
    turn(enter('a', 'ann'), enter('b', 'bob'));
    expect(turn(say('b', '1'), leave('a'), say('b', '2'))).toEqual({ a: ['bob: 1\n'], b: ['-ann\n'] });
    expect(ends()).toEqual([1, 0]);
    expect(turn(announce('x'), reply('a', 'x'))).toEqual({ a: [], b: ['*x\n'] });
  });

  it('disconnects a client that was never in', () => {
    const { turn, ends } = open(['a', 'b']);
    turn(enter('b', 'bob'));
    expect(turn(part('a'))).toEqual({ a: [], b: [] });
    expect(ends()).toEqual([1, 0]);
  });

  it('disconnects everybody at remove-all, with its text and no leaves', () => {
    const { turn, ends } = open(['a', 'b', 'c']);
    turn(enter('a', 'ann'), enter('b', 'bob', 'den'));
    expect(turn(say('a', 'hi'), removeAll('bye'))).toEqual({ a: ['*bye\n'], b: ['*bye\n'], c: ['\n*bye\n'] });
    expect(ends()).toEqual([1, 1, 1]);
  });

  it('reopens a room after everybody has left it', () => {
    const { turn } = open(['a', 'b']);
    turn(enter('a', 'ann'), leave('a'));
    turn(enter('b', 'bob'));
    expect(turn(announce('x'))).toEqual({ a: [], b: ['*x\n'] });
  });

  it('retains no client that has left', async () => {
    const router = new Router(routerOptions());
    const add = (id: string): WeakRef<Session> => {
      const options = sessionOptions();
      const session = new Session(new FakeConnection(id), dialect, options);
      router.add(session);
      return new WeakRef(session);
    };
    const refs = ['a', 'b', 'c'].map(add);
    const told = [
      enter('a', 'ann'),
      say('a', 'hi'),
      grant('a'),
      ignore('a'),
      who('a'),
      leave('a'),
      part('b'),
    ];
    router.next(applyTurn(emptyChat, items(told)));
    expect(await survivors(refs.slice(0, 2))).toBe(0);
    expect(refs[2]?.deref()).toBeDefined();
  });

  it('puts the id of a command on its reply only', () => {
    const { turn } = open(['a', 'b']);
    turn(enter('a', 'ann'), enter('b', 'bob'));
    expect(
      turn(tagged('7', who('a')), tagged('8', rename('a', 'eve')), tagged('9', topic('a', 'cats'))),
    ).toEqual({
      a: ['(members 7)\nann=eve 8\n(topic 9)\n'],
      b: ['ann=eve\n(topic)\n'],
    });
    expect(turn(tagged('7', tell('b', 'eve', 'psst')))).toEqual({ a: ['(told)\n'], b: ['(told 7)\n'] });
  });

  it('writes an announcement to everybody at its place, and nothing to a client that has not entered', () => {
    const { turn } = open(['a', 'b', 'c']);
    turn(enter('a', 'ann'), enter('b', 'bob', 'den'));
    expect(turn(say('b', '1'), announce('x'), say('a', '2'), say('b', '3'))).toEqual({
      a: ['*x\n'],
      b: ['*x\n'],
      c: [],
    });
  });

  it('drops an event that a dialect cannot write, reports it, and goes on', () => {
    const fault = new Error('a dialect that throws');
    const { turn, log } = open(['a', 'b'], {
      write: (fact, at, id) => {
        if (fact.kind === 'announced') throw fault;
        return dialect.write(fact, at, id);
      },
    });
    turn(enter('a', 'ann'), enter('b', 'bob'));
    expect(turn(say('a', '1'), announce('x'), say('a', '2'))).toEqual({ a: [], b: ['ann: 1\nann: 2\n'] });
    expect(log).toHaveBeenCalledWith(logRecord('delivery-failed', { error: fault }));
  });

  describe('with operators', () => {
    const begin = () => {
      const opened = open(['a', 'b', 'c']);
      opened.turn(enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid', 'den'));
      return opened;
    };

    it('tells all operators in all rooms about an action of one of them, and nobody else', () => {
      const { turn } = begin();
      expect(turn(grant('a'))).toEqual({ a: ['(granted)\n'], b: [], c: [] });
      expect(turn(grant('c'))).toEqual({ a: ['(moderated)\n'], b: [], c: ['(granted)\n'] });
      expect(turn(say('b', '1'), mute('c', 'bob'), announce('x', 'a'))).toEqual({
        a: ['bob: 1\n(moderated)\n*x\n(moderated)\n'],
        b: ['(refused)\n*x\n'],
        c: ['(moderated)\n*x\n(moderated)\n'],
      });
    });

    it('writes nothing more to an operator that has left', () => {
      const { turn } = begin();
      turn(grant('a'), grant('c'));
      expect(turn(leave('a'), mute('c', 'bob'))).toEqual({
        a: [],
        b: ['-ann\n(refused)\n'],
        c: ['(moderated)\n'],
      });
    });

    it('disconnects a client that an operator kicks', () => {
      const { turn, ends } = begin();
      turn(grant('a'));
      expect(turn(kick('a', 'bob'), say('b', '1'))).toEqual({
        a: ['-bob\n(moderated)\n'],
        b: ['(refused)\n'],
        c: [],
      });
      expect(ends()).toEqual([0, 1, 0]);
    });
  });

  describe('with a client that does not read', () => {
    const TEXT = 'x'.repeat(4096);
    /** A private message in this dialect has 7 bytes, and 128 for what it costs beside its text: more than 256 KiB in all. */
    const MOST = Math.floor((256 * 1024) / (7 + 128)) + 1;
    const opened = () => {
      const room = open(['a', 'b', 'c']);
      room.turn(enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid'));
      room.connection('b').full = true;
      room.turn(say('a', 'stuck'));
      return room;
    };

    it('refuses private messages to it that cannot be kept, and tells it the number missed', () => {
      const { turn, connection } = opened();
      const heard = Array.from({ length: 30 }, () => {
        const told = Array.from({ length: 100 }, () => tagged('9', tell('a', 'bob', TEXT)));
        return turn(...told, say('c', 'on')).a?.join('') ?? '';
      });
      const count = (what: string) => heard.join('').split(what).length - 1;
      expect([count('(told 9)\n'), count('(refused 9)\n'), count('cid: on\n')]).toEqual([
        MOST,
        3000 - MOST,
        30,
      ]);
      connection('b').full = false;
      connection('b').writes.length = 0;
      connection('b').drain();
      const text = connection('b').text;
      expect([text.split('(told)\n').length - 1, text.split('(skipped)\n').length - 1]).toEqual([MOST, 1]);
      expect(turn(tell('a', 'bob', TEXT))).toEqual({ a: ['(told)\n'], b: ['(told)\n'], c: [] });
    });

    it('disconnects only the client that retains most replies beyond the total limit', async () => {
      const list = (fact: ChatEvent) =>
        fact.kind === 'members' ? `${'x'.repeat(9_999)}\n` : dialect.write(fact, 0);
      const { turn, connection } = open(['a', 'b', 'c'], { write: list }, { answersTotal: 65_000 });
      turn(enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid'));
      for (const id of ['a', 'b']) connection(id).full = true;
      const causes = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return ['a', 'b', 'c'].map((id) => connection(id).cause);
      };
      for (let i = 0; i < 3; i++) turn(who('a'), who('b'), who('c'));
      expect(await causes()).toEqual(['', '', '']);
      connection('a').full = false;
      connection('a').drain();
      for (let i = 0; i < 4; i++) turn(who('b'), who('c'));
      expect(await causes()).toEqual(['', 'too slow', '']);
      expect(turn(say('a', 'x')).c).toEqual(['ann: x\n']);
    });

    it('reports an unsent private message to its sender', () => {
      const { router, turn } = opened();
      const fact = { kind: 'told', client: 'a', from: 'ann', to: 'bob', text: 'x' } as const;
      const notice = { audience: { kind: 'client', client: 'b' }, at: 0, fact } as const;
      for (let i = 0; i <= MOST; i++)
        router.next({ items: [], state: emptyChat, events: [{ ...notice, fact: { ...fact } }] });
      expect(router.outcome(fact)).toBe(fact);
      router.next({ items: [], state: emptyChat, events: [notice] });
      expect(router.outcome(fact)).toEqual({
        kind: 'refused',
        code: 'too-slow',
        text: 'not sent: bob reads too slowly',
      });
      expect(turn(say('a', 'x')).c).toEqual(['ann: x\n']);
    });

    it('keeps no more operator notices and mutes for it either', () => {
      const { turn, connection } = opened();
      turn(grant('a'), grant('b'));
      const deeds = Array.from({ length: 100 }, () => [mute('a', 'bob'), mute('a', 'cid')]).flat();
      for (let i = 0; i < 30; i++) turn(...deeds);
      connection('b').full = false;
      connection('b').writes.length = 0;
      connection('b').drain();
      const { text } = connection('b');
      expect(text.split('\n').filter((line) => line === '(skipped)')).toHaveLength(1);
      expect(text.length).toBeLessThan(2 * MOST * '(moderated)\n'.length);
    });
  });

  describe('with a client that ignores another', () => {
    const begin = (...more: readonly string[]) => {
      const opened = open(['a', 'b', 'c', ...more]);
      opened.turn(enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid'));
      expect(opened.turn(say('b', '1'), ignore('a', 'bob'), say('b', '2')).a).toEqual([
        'bob: 1\n(answered)\n',
      ]);
      return opened;
    };

    it('leaves out the messages of the ignored client, but not its actions', () => {
      const { turn } = begin();
      const list = [
        say('b', '1'),
        act('b', 'waves'),
        tell('b', 'ann', 'psst'),
        say('c', '2'),
        topic('b', 'x'),
      ];
      expect(turn(...list)).toEqual({
        a: ['cid: 2\n(topic)\n'],
        b: ['(told)\ncid: 2\n(topic)\n'],
        c: ['bob: 1\n(acted)\n(topic)\n'],
      });
      expect(turn(leave('b')).a).toEqual(['-bob\n']);
    });

    it('follows the ignored client through a rename', () => {
      const { turn } = begin();
      expect(turn(rename('b', 'rob'), say('b', '1'), rename('c', 'bob'), say('c', '2')).a).toEqual([
        'bob=rob\ncid=bob\nbob: 2\n',
      ]);
      expect(turn(ignore('a', 'rob'), say('b', '3')).a).toEqual(['(answered)\nrob: 3\n']);
    });

    it('finds the ignored client again when it returns to any room, and no other', () => {
      const { turn } = begin('d', 'e');
      expect(turn(leave('b'), enter('d', 'bob'), enter('e', 'eve'), say('d', '1'), say('e', '2')).a).toEqual([
        '-bob\n+bob\n+eve\neve: 2\n',
      ]);
      expect(turn(join('d', 'den')).a).toEqual(['-bob\n']);
      expect(turn(tell('d', 'ann', 'psst')).a).toEqual([]);
      expect(turn(join('a', 'den'), say('d', '3')).a).toEqual(['(entered)\n']);
      expect(turn(ignore('a', 'bob'), say('d', '4')).a).toEqual(['(answered)\nbob: 4\n']);
    });

    it('does not ignore itself when it takes the ignored name', () => {
      const { turn } = begin('d', 'e');
      turn(leave('b'), rename('a', 'bob'), join('a', 'den'), enter('d', 'dan', 'den'));
      expect(turn(tell('a', 'bob', 'note')).a).toEqual(['(told)\n']);
      turn(rename('a', 'eve'));
      expect(turn(enter('e', 'bob', 'den'), say('e', '1'), say('d', '2')).a).toEqual(['+bob\ndan: 2\n']);
    });

    it('hears a client again that returned before it was unignored', () => {
      const { turn } = begin('d');
      turn(ignore('a', 'bob'), leave('b'));
      expect(turn(enter('d', 'bob'), say('d', '1')).a).toEqual(['+bob\nbob: 1\n']);
    });
  });

  describe('with a client that moves to another room', () => {
    it('writes the history of the new room, the rest of the turn there, and nothing more of the old room', () => {
      const { turn } = open(['a', 'b', 'c']);
      turn(enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid', 'den'));
      const list = [
        say('b', '1'),
        say('c', '2'),
        join('a', 'den'),
        say('b', '3'),
        say('c', '4'),
        say('a', '5'),
      ];
      expect(turn(...list)).toEqual({
        a: ['bob: 1\ncid: 2\n(entered)\ncid: 4\n'],
        b: ['-ann\n'],
        c: ['+ann\nann: 5\n'],
      });
      expect(turn(say('b', '6'), say('c', '7'), say('a', '8'))).toEqual({
        a: ['cid: 7\n'],
        b: [],
        c: ['ann: 8\n'],
      });
    });

    it('keeps it in its room when the move is refused', () => {
      const { turn } = open(['a', 'b']);
      turn(enter('a', 'ann'), enter('b', 'bob'));
      expect(turn(join('a', 'lobby'), say('b', '1'))).toEqual({ a: ['(refused)\nbob: 1\n'], b: [] });
    });

    it('renders nothing for a room without readers', () => {
      const write = jest.fn((...all: Parameters<Dialect['write']>) => dialect.write(...all));
      const { turn } = open(['a'], { write });
      turn(enter('a', 'ann'));
      turn(join('a', 'den'));
      turn(announce('x'));
      expect(write.mock.calls.filter(([{ kind }]) => kind === 'announced')).toHaveLength(1);
    });

    it('lets it return to a room that had no readers', () => {
      const { turn } = open(['a', 'b']);
      turn(enter('a', 'ann'));
      turn(join('a', 'den'));
      turn(join('a', 'lobby'), enter('b', 'bob'));
      expect(turn(say('b', '1')).a).toEqual(['bob: 1\n']);
    });
  });

  describe('with commands in flight', () => {
    /** A room takes 200 bytes a turn; a line has 64 and its text. */
    const CAP = 200;
    const FULL = 'x'.repeat(CAP - 64);

    const live = (...names: readonly string[]) => {
      const router = new Router(routerOptions({ tape: CAP * 8 }));
      const queue: ClientCommand[] = [];
      const clients = names.map((name) => {
        const connection = new FakeConnection(name);
        const session = new Session(
          connection,
          {
            ...dialect,
            read: (stage, line) => {
              if (typeof line !== 'string') return undefined;
              const [text, room] = /^\/join (.*)/.exec(line) ?? [line];
              if (line === '/who') return { kind: 'who' };
              if (stage === 'name') return { kind: 'enter', name: nameOf(text), room: nameOf('lobby') };
              return room === undefined ? { kind: 'say', text } : { kind: 'join', room: nameOf(room) };
            },
          },
          sessionOptions(),
        );
        posting(session).subscribe((post) => queue.push(post));
        router.add(session);
        connection.say(name);
        return { session, say: (line: string) => connection.say(line) };
      });
      let state = emptyChat;
      /** Folds what was posted, and routes what it led to. */
      const turn = () => {
        const folded = applyTurn(state, items(queue.splice(0), state.seq, state.at));
        ({ state } = folded);
        router.next(folded);
      };
      turn();
      return { clients, turn };
    };
    type Client = ReturnType<typeof live>['clients'][number];

    /** Whether a room has nothing in flight: what it takes holds nobody, and the next line does. */
    const expectNothingIn = ({ session, say }: Client) => {
      say(FULL);
      expect(session.pauseControl.isPaused).toBe(false);
      say('');
      expect(session.pauseControl.isPaused).toBe(true);
    };

    it('pauses a sender that fills its room, until the turn is reduced', () => {
      const { clients, turn } = live('ann');
      const [ann] = clients as [Client];
      expectNothingIn(ann);
      turn();
      expect([ann.session.pauseControl.isPaused, ann.session.inFlight]).toEqual([false, 0]);
      expectNothingIn(ann);
    });

    it('resumes a client that only asked, though nothing happened in its room', () => {
      const { clients, turn } = live('ann');
      const [ann] = clients as [Client];
      for (let i = 0; i < 4; i++) ann.say('/who');
      turn();
      expect([ann.session.pauseControl.isPaused, ann.session.inFlight]).toEqual([false, 0]);
    });

    it('counts for neither room what a client said before it moved', () => {
      const { clients, turn } = live('ann', 'bob', 'cid');
      const [ann, bob, cid] = clients as [Client, Client, Client];
      cid.say('/join den');
      turn();
      ann.say(FULL);
      ann.say('/join den');
      expect([ann.session.pauseControl.isPaused, ann.session.inFlight]).toEqual([true, CAP + 64]);
      turn();
      expect([ann.session.pauseControl.isPaused, ann.session.inFlight]).toEqual([false, 0]);
      expectNothingIn(bob);
      expectNothingIn(cid);
    });

    it('counts for the new room what a client says there', () => {
      const { clients, turn } = live('ann', 'bob');
      const [ann, bob] = clients as [Client, Client];
      ann.say('/join den');
      turn();
      expectNothingIn(ann);
      expectNothingIn(bob);
      turn();
      expect([ann.session.inFlight, bob.session.inFlight]).toEqual([0, 0]);
      expectNothingIn(ann);
    });
  });

  it('logs the names of its clients', () => {
    const { turn, log } = open(['a']);
    turn(enter('a', 'ann'), rename('a', 'eve'));
    expect(log.mock.lastCall).toEqual([
      expect.objectContaining({ message: 'client renamed', client: 'a', name: 'eve' }),
    ]);
  });
});
