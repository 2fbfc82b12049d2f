import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { lockFolder } from '../../src/journals/lock';
import { scratch } from '../helpers/scratch';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('lockFolder', () => {
  const { path } = scratch();
  const socketOf = (folder: string) =>
    `\0rx-chat:${createHash('sha256').update(realpathSync(folder)).digest('hex')}`;

  it('lets nobody in until it is released, by whatever path', async () => {
    mkdirSync(path('data'));
    symlinkSync(path('data'), path('link'));
    const lock = await lockFolder(path('data'));
    await expect(lockFolder(path('link'))).rejects.toThrow(
      `in use by another server (process ${process.pid})`,
    );
    await lock.release();
    await (await lockFolder(path('link'))).release();
  });

  it('is released also while somebody asks who holds it, and does not hang up', async () => {
    mkdirSync(path('data'));
    const lock = await lockFolder(path('data'));
    const asker = connect({ path: socketOf(path('data')), allowHalfOpen: true });
    await once(asker, 'data');
    await lock.release();
    asker.destroy();
  });

  it.each(['', 'not a number\n'])('names nobody when the holder says %j', async (said) => {
    mkdirSync(path('data'));
    const holder = createServer((socket) => socket.end(said)).listen({ path: socketOf(path('data')) });
    await once(holder, 'listening');
    await expect(lockFolder(path('data'))).rejects.toThrow('is in use by another server: stop that one');
    holder.close();
  });

  it('does not wait for a holder that hangs', async () => {
    mkdirSync(path('data'));
    const holder = createServer().listen({ path: socketOf(path('data')) });
    await once(holder, 'listening');
    await expect(lockFolder(path('data'))).rejects.toThrow('is in use by another server: stop that one');
    holder.close();
  });
});
