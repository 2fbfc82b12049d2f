import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { openSync, readFileSync, realpathSync, rmSync, writeSync, closeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { ChatError } from '../chat';

/** A folder that is this process's alone to write to. */
export interface Lock {
  release(): Promise<void>;
}

const inUse = (folder: string, by: string): ChatError =>
  new ChatError(
    'RX_CHAT_DATA',
    `${folder} is in use by another server${by === '' ? '' : ` (process ${by})`}: stop that one, or choose another folder`,
  );

/** How long the one that holds it may take to say who it is, in ms, and how long that may be. */
const ANSWER = 1000;
const LONGEST = 32;

/** What the one says that holds it; nothing if it hangs, or is somebody else altogether. */
const holderOf = (path: string): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    const socket = connect({ path });
    socket.setEncoding('utf8').setTimeout(ANSWER, () => socket.destroy());
    socket.on('data', (text: string) => {
      said += text;
      if (said.length > LONGEST) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(/^\d+(?=\n)/.exec(said)?.[0] ?? ''));
  });

/** A socket in Linux's abstract namespace: the kernel lets go of it with the process, however that ends. */
const lockBySocket = async (folder: string): Promise<Lock> => {
  const path = `\0rx-chat:${createHash('sha256').update(realpathSync(folder)).digest('hex')}`;
  // Who asks and does not hang up must not keep the lock.
  const server = createServer((socket) =>
    socket.on('error', () => undefined).end(`${process.pid}\n`, () => socket.destroy()),
  );
  server.listen({ path });
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw inUse(folder, await holderOf(path));
  }
  server.unref();
  return { release: () => new Promise((resolve) => void server.close(() => resolve())) };
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const lockByFile = (folder: string): Lock => {
  const path = join(folder, 'chat.lock');
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid !== process.pid && isAlive(pid)) throw inUse(folder, String(pid));
    rmSync(path, { force: true });
    return lockByFile(folder);
  }
  return {
    release: () => {
      rmSync(path, { force: true });
      return Promise.resolve();
    },
  };
};

/** Locks a folder, or throws a `ChatError` that names who has. It holds on one machine; the store itself finds others. */
export const lockFolder = async (folder: string): Promise<Lock> =>
  process.platform === 'linux' ? lockBySocket(folder) : lockByFile(folder);
