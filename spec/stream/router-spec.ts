import { applyTurn, emptyChat, type Post } from '../../src/chat';
import { Router, Session } from '../../src/stream';
import { routerOptions, sessionOptions } from '../helpers/stream-options';
import { FakeConnection } from '../helpers/fake-connection';
import { items, posts } from '../helpers/fold';
import { survivors } from '../helpers/memory';
import { plainDialect } from '../helpers/plain-dialect';

const { enter, say, leave, rename, who, reply, part, announce, vacate } = posts;

/** Shows who says what, and nothing of a history. */
const dialect = plainDialect({
  write: (fact) => {
    switch (fact.kind) {
      case 'said':
        return `${fact.from}: ${fact.text}\n`;
      case 'joined':
        return `+${fact.name}\n`;
      case 'left':
        return `-${fact.name}\n`;
      case 'renamed':
        return `${fact.from}=${fact.to}\n`;
      case 'announced':
        return `*${fact.text}\n`;
      case 'ended':
        return '';
      default:
        return `(${fact.kind})\n`;
    }
  },
});

/** A router with clients that have been greeted; `turn` folds posts and routes what they led to. */
const open = (ids: readonly string[]) => {
  const router = new Router(routerOptions());
  const log = jest.fn();
  const all = ids.map((id) => {
    const connection = new FakeConnection(id);
    const options = sessionOptions({ log });
    const session = new Session(
      connection,
      id.startsWith('own') ? { ...dialect, own: () => 'mine\n' } : dialect,
      options,
    );
    router.add(session);
    connection.writes.length = 0;
    return connection;
  });
  let state = emptyChat;
  const turn = (...list: readonly Post[]) => {
    for (const { writes } of all) writes.length = 0;
    const folded = applyTurn(state, items(list, state.seq));
    ({ state } = folded);
    router.next(folded);
    return Object.fromEntries(all.map(({ id, writes }) => [id, writes]));
  };
  /** How often each was ended. */
  const ends = () => all.map((connection) => connection.ends);
  return { turn, log, ends };
};

describe('Router', () => {
  it('gives each room what is for it, in one write a client', () => {
    const { turn } = open(['a', 'b', 'c']);
    turn(enter('a', 'ann'), enter('b', 'bob'), enter('c', 'cid', 'den'));
    expect(turn(say('a', '1'), say('c', '2'), say('b', '3'), rename('a', 'eve'))).toEqual({
      a: ['bob: 3\nann=eve\n'],
      b: ['ann: 1\nann=eve\n'],
      c: [],
    });
  });

  it('gives a newcomer what comes after its own join, inside the turn', () => {
    const { turn } = open(['a', 'b']);
    turn(enter('a', 'ann'));
    expect(turn(say('a', '1'), enter('b', 'bob'), say('a', '2'))).toEqual({
      a: ['+bob\n'],
      b: ['ann: 1\n(entered)\nann: 2\n'],
    });
  });

  it('gives an answer in its place inside the turn, to nobody else', () => {
    const { turn } = open(['a', 'b']);
    turn(enter('a', 'ann'), enter('b', 'bob'));
    expect(turn(say('a', '1'), who('b'), say('a', '2'), reply('b', 'x'), say('a', '3'))).toEqual({
      a: [],
      b: ['ann: 1\n(members)\nann: 2\n(answered)\nann: 3\n'],
    });
  });

  it('gives an author what its dialect lets it hear of itself, in its place', () => {
    const { turn } = open(['own', 'b']);
    turn(enter('own', 'ann'), enter('b', 'bob'));
    expect(turn(say('b', '1'), say('own', '2'), say('b', '3'))).toEqual({
      own: ['bob: 1\nmine\nbob: 3\n'],
      b: ['ann: 2\n'],
    });
  });

  it('asks one whose name is taken again, and lets the other in', () => {
    const { turn } = open(['a', 'b']);
    expect(turn(enter('a', 'ann'), enter('b', 'ann'))).toEqual({
      a: ['(entered)\n'],
      b: ['(refused)\n? '],
    });
  });

  it('ends who leaves, and tells the others, and it nothing more', () => {
    const { turn, ends } = open(['a', 'b']);
    turn(enter('a', 'ann'), enter('b', 'bob'));
    expect(turn(say('b', '1'), leave('a'), say('b', '2'))).toEqual({ a: ['bob: 1\n'], b: ['-ann\n'] });
    expect(ends()).toEqual([1, 0]);
    expect(turn(announce('x'), reply('a', 'x'))).toEqual({ a: [], b: ['*x\n'] });
  });

  it('ends who never was in', () => {
    const { turn, ends } = open(['a', 'b']);
    turn(enter('b', 'bob'));
    expect(turn(part('a'))).toEqual({ a: [], b: [] });
    expect(ends()).toEqual([1, 0]);
  });

  it('ends everybody at vacate, with its text and no leaves', () => {
    const { turn, ends } = open(['a', 'b', 'c']);
    turn(enter('a', 'ann'), enter('b', 'bob', 'den'));
    expect(turn(say('a', 'hi'), vacate('bye'))).toEqual({ a: ['*bye\n'], b: ['*bye\n'], c: ['\n*bye\n'] });
    expect(ends()).toEqual([1, 1, 1]);
  });

  it('takes a room up again that everybody had left', () => {
    const { turn } = open(['a', 'b']);
    turn(enter('a', 'ann'), leave('a'));
    turn(enter('b', 'bob'));
    expect(turn(announce('x'))).toEqual({ a: [], b: ['*x\n'] });
  });

  it('keeps nobody who has left', async () => {
    const router = new Router(routerOptions());
    const add = (id: string): WeakRef<Session> => {
      const options = sessionOptions();
      const session = new Session(new FakeConnection(id), dialect, options);
      router.add(session);
      return new WeakRef(session);
    };
    const refs = ['a', 'b', 'c'].map(add);
    router.next(applyTurn(emptyChat, items([enter('a', 'ann'), say('a', 'hi'), leave('a'), part('b')])));
    expect(await survivors(refs.slice(0, 2))).toBe(0);
    expect(refs[2]?.deref()).toBeDefined();
  });

  it('tells the log what its clients are called', () => {
    const { turn, log } = open(['a']);
    turn(enter('a', 'ann'), rename('a', 'eve'));
    expect(log.mock.lastCall).toEqual([
      expect.objectContaining({ message: 'client renamed', client: 'a', name: 'eve' }),
    ]);
  });
});
