import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { lockFolder } from '../../../src/journals/disk/folder-lock';
import { lockByFile } from '../../../src/journals/disk/lock-file';
import { scratch } from '../../helpers/scratch';

const elsewhere = process.platform === 'win32';

(elsewhere ? describe.skip : describe)('lockFolder', () => {
  const { path } = scratch();
  const name = 'server-0123456789abcdef.sock';
  const socketIn = (folder: string) => {
    const [found = ''] = readdirSync(folder);
    return `${folder}/${found}`;
  };

  beforeEach(() => mkdirSync(path('data')));

  it('lets nobody in until it is released, by whatever path', async () => {
    symlinkSync(path('data'), path('link'));
    const lock = await lockFolder(path('data'));
    await expect(lockFolder(path('link'))).rejects.toThrow(
      `in use by another server (process ${process.pid})`,
    );
    await lock.release();
    await (await lockFolder(path('link'))).release();
    expect(readdirSync(path('data'))).toEqual([]);
  });

  it('is of the folder, not of its name', async () => {
    const lock = await lockFolder(path('data'));
    renameSync(path('data'), path('moved'));
    mkdirSync(path('data'));
    const other = await lockFolder(path('data'));
    await expect(lockFolder(path('moved'))).rejects.toThrow('in use by another server');
    await Promise.all([lock.release(), other.release()]);
    expect([...readdirSync(path('data')), ...readdirSync(path('moved'))]).toEqual([]);
  });

  it('holds in a folder whose path is too long for a socket', async () => {
    if (process.platform !== 'linux') return;
    const long = `data/${'x'.repeat(200)}`;
    mkdirSync(path(long));
    const lock = await lockFolder(path(long));
    await expect(lockFolder(path(long))).rejects.toThrow(`(process ${process.pid})`);
    await lock.release();
  });

  it('is taken over of one that was killed, and what that left is removed', async () => {
    const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    const killed = spawnSync(process.execPath, ['-e', script, path(`data/${name}`)]);
    expect({ signal: killed.signal, left: readdirSync(path('data')) }).toEqual({
      signal: 'SIGKILL',
      left: [name],
    });
    const lock = await lockFolder(path('data'));
    expect(readdirSync(path('data'))).not.toContain(name);
    await lock.release();
  });

  it('is got by one of many who come at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(path('data'))));
    const got = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(got).toHaveLength(1);
    await got[0]?.release();
  });

  it('can be asked by its owner only', async () => {
    const lock = await lockFolder(path('data'));
    expect(statSync(socketIn(path('data'))).mode & 0o777).toBe(0o600);
    await lock.release();
  });

  it('is released also while somebody asks who holds it, and does not hang up', async () => {
    const lock = await lockFolder(path('data'));
    const asker = connect({ path: socketIn(path('data')), allowHalfOpen: true });
    await once(asker, 'data');
    await lock.release();
    asker.destroy();
  });

  it.each(['', 'not a number\n'])('names nobody when the holder says %j', async (said) => {
    const holder = createServer((socket) => socket.end(said)).listen({ path: path(`data/${name}`) });
    await once(holder, 'listening');
    await expect(lockFolder(path('data'))).rejects.toThrow('is in use by another server: stop that one');
    holder.close();
  });

  it('does not wait for a holder that hangs', async () => {
    const holder = createServer().listen({ path: path(`data/${name}`) });
    await once(holder, 'listening');
    await expect(lockFolder(path('data'))).rejects.toThrow('is in use by another server: stop that one');
    holder.close();
  });

  it('leaves alone what is no socket, and what has another name', async () => {
    writeFileSync(path(`data/${name}`), '');
    const other = createServer().listen({ path: path('data/other.sock') });
    await once(other, 'listening');
    const lock = await lockFolder(path('data'));
    await lock.release();
    expect(readdirSync(path('data'))).toEqual(['other.sock', name]);
    other.close();
  });
});

describe('lockByFile', () => {
  const { path } = scratch();
  const gone = 2 ** 22 + 1;

  it('lets nobody else in, and takes over of a process that is gone', async () => {
    writeFileSync(path('chat.lock'), String(process.ppid));
    expect(() => lockByFile(path())).toThrow(`(process ${process.ppid})`);
    writeFileSync(path('chat.lock'), String(gone));
    await lockByFile(path()).release();
    expect(readdirSync(path())).toEqual([]);
  });
});
