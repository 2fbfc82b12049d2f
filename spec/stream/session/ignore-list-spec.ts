import { IgnoreList } from '../../../src/stream/session/ignore-list';

const answered = (line: string) => ({ kind: 'answered', lines: [line] });

/** Asks to hear somebody no more, or again. */
const turn = (ignores: IgnoreList, name?: string, client?: string) =>
  ignores.toggle({
    kind: 'ignore',
    ...(name !== undefined && { name }),
    ...(client !== undefined && { client }),
  });

const ignoring = (...clients: readonly (readonly [name: string, client: string])[]): IgnoreList => {
  const ignores = new IgnoreList();
  for (const [name, client] of clients) turn(ignores, name, client);
  return ignores;
};

describe('IgnoreList', () => {
  it('ignores a client at the first call, and hears it again at the second', () => {
    const ignores = new IgnoreList();
    expect(turn(ignores, 'bob', 'b')).toEqual(
      answered('you now ignore bob; to stop, type /ignore bob again'),
    );
    expect([ignores.clients, ignores.has('b'), ignores.has('bob')]).toEqual([['b'], true, false]);
    expect(turn(ignores, 'bob', 'b')).toEqual(answered('you no longer ignore bob'));
    expect([ignores.clients, ignores.has('b')]).toEqual([[], false]);
  });

  it('lists the ignored names', () => {
    const ignores = new IgnoreList();
    expect(turn(ignores)).toEqual(answered('you ignore nobody'));
    turn(ignores, 'bob', 'b');
    turn(ignores, 'cid', 'c');
    expect(turn(ignores)).toEqual(answered('you ignore bob, cid'));
  });

  it('unignores an absent client, and refuses an absent client that was not ignored', () => {
    const ignores = ignoring(['bob', 'b']);
    expect(turn(ignores, 'bob')).toEqual(answered('you no longer ignore bob'));
    expect(turn(ignores, 'bob')).toEqual({
      kind: 'refused',
      code: 'nobody',
      text: 'no user has the name bob',
    });
    expect(ignores.clients).toEqual([]);
  });

  it('holds 100 names, and one more after one was removed', () => {
    const ignores = ignoring(...Array.from({ length: 99 }, (_, n) => [`n${n}`, `c${n}`] as const));
    expect(turn(ignores, 'bob', 'b').kind).toBe('answered');
    expect(turn(ignores, 'cid', 'c')).toEqual({
      kind: 'refused',
      code: 'too-many',
      text: 'you already ignore 100 users: /ignore one of them again first',
    });
    expect([ignores.clients.length, ignores.has('c')]).toEqual([100, false]);
    expect(turn(ignores, 'bob', 'b')).toEqual(answered('you no longer ignore bob'));
    expect(turn(ignores, 'cid', 'c').kind).toBe('answered');
  });

  it('ignores a client that returns under the name, and no other', () => {
    const ignores = ignoring(['bob', 'b'], ['cid', 'c']);
    expect([ignores.rebindName('bob', 'b2'), ignores.rebindName('dan', 'd')]).toEqual([true, false]);
    expect(ignores.clients).toEqual(['b2', 'c']);
  });

  it('follows a client through a rename, and no other', () => {
    const ignores = ignoring(['bob', 'b']);
    ignores.rename('dan', 'eve');
    ignores.rename('bob', 'rob');
    expect([ignores.clients, ignores.rebindName('bob', 'x'), ignores.has('b')]).toEqual([['b'], false, true]);
    expect(turn(ignores, 'rob', 'b')).toEqual(answered('you no longer ignore rob'));
  });
});
