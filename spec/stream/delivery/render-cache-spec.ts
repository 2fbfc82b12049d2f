import type { ChatEvent } from '../../../src/chat';
import { renderCached } from '../../../src/stream/delivery/render-cache';
import { plainDialect } from '../../helpers/plain-dialect';
import { survivors } from '../../helpers/memory';

const list = (text: string): ChatEvent => ({ kind: 'answered', lines: [text] });

const counting = (name: string) => {
  const write = jest.fn((_: ChatEvent, at: number) => `${name} ${at}\n`);
  return { write, dialect: plainDialect({ write }) };
};

describe('renderCached', () => {
  it('renders an event once per dialect for all who read it at the same time', () => {
    const [one, other] = [counting('one'), counting('other')];
    const fact = list('x');
    expect([one, other, one, one].map(({ dialect }) => renderCached(dialect, fact, 5))).toEqual([
      'one 5\n',
      'other 5\n',
      'one 5\n',
      'one 5\n',
    ]);
    expect([one, other].map(({ write }) => write.mock.calls.length)).toEqual([1, 1]);
  });

  it('renders it again for another time, and caches the last one', () => {
    const { write, dialect } = counting('one');
    const fact = list('x');
    expect([5, 6, 6, 5].map((at) => renderCached(dialect, fact, at))).toEqual([
      'one 5\n',
      'one 6\n',
      'one 6\n',
      'one 5\n',
    ]);
    expect(write).toHaveBeenCalledTimes(3);
  });

  it('tells equal events apart by identity', () => {
    const { write, dialect } = counting('one');
    renderCached(dialect, list('x'), 5);
    renderCached(dialect, list('x'), 5);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('retains no event', async () => {
    const dialect = plainDialect();
    const make = (): WeakRef<ChatEvent> => {
      const fact = list('x');
      renderCached(dialect, fact, 5);
      return new WeakRef(fact);
    };
    expect(await survivors([make(), make()])).toBe(0);
  });
});
