import { parseName } from '../../../src/chat';
import { UniqueNames } from '../../../src/conform/client/unique-names';

describe('Names', () => {
  it('makes names that any server takes, no two of which look alike', () => {
    const names = new UniqueNames();
    const made = Array.from({ length: 1000 }, (_, index) => names.name('snuzX'[index % 5] ?? ''));
    expect(made.every((name) => /^[snuzX][a-z]{6}$/.test(name))).toBe(true);
    const keys = made.flatMap((name) => {
      const parsed = parseName(name);
      return parsed.kind === 'invalid' ? [] : [parsed.name.keys[0]];
    });
    expect(new Set(keys).size).toBe(1000);
  });

  it('tells the lines of one check from those of another, and from those of strangers', () => {
    const run = new UniqueNames();
    const [mine, theirs] = [new UniqueNames(run), new UniqueNames(run)];
    const [own, word, foreign] = [mine.name('s'), mine.word(), theirs.name('n')];
    const stranger = 'ann has joined the chat';
    expect([own, word, foreign, stranger].map((line) => mine.isForeign(`* ${line}`))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect([own, word, foreign, stranger].map((line) => mine.knows(`* ${line}`))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
