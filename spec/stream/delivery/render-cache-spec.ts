import type { Fact } from '../../../src/chat';
import { render } from '../../../src/stream/delivery/render-cache';
import { plainDialect } from '../../helpers/plain-dialect';
import { survivors } from '../../helpers/memory';

const list = (text: string): Fact => ({ kind: 'answered', lines: [text] });

const counting = (name: string) => {
  const write = jest.fn((_: Fact, at: number) => `${name} ${at}\n`);
  return { write, dialect: plainDialect({ write }) };
};

describe('render', () => {
  it('writes a fact once a dialect, for all who ask at the same time', () => {
    const [one, other] = [counting('one'), counting('other')];
    const fact = list('x');
    expect([one, other, one, one].map(({ dialect }) => render(dialect, fact, 5))).toEqual([
      'one 5\n',
      'other 5\n',
      'one 5\n',
      'one 5\n',
    ]);
    expect([one, other].map(({ write }) => write.mock.calls.length)).toEqual([1, 1]);
  });

  it('writes it again for another time, and knows the last one', () => {
    const { write, dialect } = counting('one');
    const fact = list('x');
    expect([5, 6, 6, 5].map((at) => render(dialect, fact, at))).toEqual([
      'one 5\n',
      'one 6\n',
      'one 6\n',
      'one 5\n',
    ]);
    expect(write).toHaveBeenCalledTimes(3);
  });

  it('tells facts apart that say the same', () => {
    const { write, dialect } = counting('one');
    render(dialect, list('x'), 5);
    render(dialect, list('x'), 5);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('keeps no fact that nobody else keeps', async () => {
    const dialect = plainDialect();
    const make = (): WeakRef<Fact> => {
      const fact = list('x');
      render(dialect, fact, 5);
      return new WeakRef(fact);
    };
    expect(await survivors([make(), make()])).toBe(0);
  });
});
