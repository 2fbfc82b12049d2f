import { renameSync, rmSync } from 'node:fs';
import { watchPath } from '../../../src/cli/runtime/watch-path';
import { scratch } from '../../helpers/scratch';

describe('watchPath', () => {
  const { path, file } = scratch();

  it.each([
    ['nothing', () => rmSync(path('socket'))],
    ['something else', () => renameSync(file('other', ''), path('socket'))],
  ])('calls back once %s is at the path', async (_, work) => {
    file('socket', '');
    let calls = 0;
    const moved = new Promise<void>((resolve) => {
      void watchPath(
        path('socket'),
        () => {
          calls++;
          resolve();
        },
        1,
      ).then(work);
    });
    await moved;
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
    expect(calls).toBe(1);
  });
});
