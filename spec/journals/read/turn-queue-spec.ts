import { TurnQueue } from '../../../src/journals/read/turn-queue';

const pass = () => new Promise((resolve) => setImmediate(resolve));

describe('Goes', () => {
  it('lets four go on in a pass of the event loop, the first who waits first, and the others in their turn', async () => {
    const goes = new TurnQueue();
    const gone: string[] = [];
    const reader = async (name: string) => {
      for (let i = 0; i < 2; i++) {
        await goes.nextTurn();
        gone.push(name);
      }
    };
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map(reader);
    await pass();
    expect(gone.join('')).toBe('abcd');
    await pass();
    expect(gone.join('')).toBe('abcdefab');
    await Promise.all(all);
    expect(gone.join('')).toBe('abcdefabcdef');
  });
});
