import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** The answer of the owner of a socket in the folder: it owns the folder, or is about to look for an owner. */
export interface Claimant {
  /** Its process id; nothing if it hangs, or is somebody else altogether. */
  readonly pid: string;
  readonly isOwner: boolean;
}

/** The socket of this process in a folder. */
export interface OwnSocket {
  /** Another that answers there; 'lost' if its own was taken for one that was left behind. Removes those that were. */
  rival(): Promise<Claimant | 'lost' | undefined>;
  /** Says from now on that it has the folder. */
  claim(): void;
  close(): Promise<void>;
}

const NAME = /^server-[\da-f]{16}\.sock$/;

/** How long another one may take to say who it is, in ms, and how long that may be. */
const LOCK_REPLY_TIMEOUT_MS = 1000;
const MAX_PID_TEXT = 32;

/**
 * A way to the folder that is short enough for the path of a socket, and stays the folder's when it is moved. Elsewhere
 * than on Linux a longer path than 103 bytes has none.
 */
const socketPath = (folder: string): { readonly way: string; readonly leave: () => void } => {
  if (process.platform !== 'linux') return { way: realpathSync(folder), leave: () => undefined };
  const descriptor = openSync(folder, 'r');
  return { way: `/proc/self/fd/${descriptor}`, leave: () => closeSync(descriptor) };
};

/** Whether it is alive, the kernel says: of a process that is gone the socket refuses. */
const STALE_SOCKET_ERRORS: readonly (string | undefined)[] = ['ECONNREFUSED', 'ENOENT'];

const askOwner = (path: string): Promise<Claimant | undefined> =>
  new Promise((resolve) => {
    let said = '';
    let gone = false;
    const socket = connect({ path });
    socket.setEncoding('utf8').setTimeout(LOCK_REPLY_TIMEOUT_MS, () => socket.destroy());
    socket.on('data', (text: string) => {
      said += text;
      if (said.length > MAX_PID_TEXT) socket.destroy();
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => (gone = STALE_SOCKET_ERRORS.includes(code)));
    socket.once('close', () => {
      const [, pid = '', state] = /^(\d+) (starting|holds)\n/.exec(said) ?? [];
      resolve(gone ? undefined : { pid, isOwner: state !== 'starting' });
    });
  });

const firstRival = async (way: string, own: string): Promise<Claimant | 'lost' | undefined> => {
  const found = readdirSync(way, { withFileTypes: true }).filter((file) => file.isSocket());
  const names = found.map(({ name }) => name).filter((name) => NAME.test(name));
  if (!names.includes(own)) return 'lost';
  for (const name of names) {
    if (name === own) continue;
    const claimant = await askOwner(join(way, name));
    if (claimant) return claimant;
    rmSync(join(way, name), { force: true });
  }
  return undefined;
};

/** Listens on a socket of its own in a folder. Rejects if that can have none. */
export const openSocket = async (folder: string): Promise<OwnSocket> => {
  const { way, leave } = socketPath(folder);
  const name = `server-${randomBytes(8).toString('hex')}.sock`;
  let state = 'starting';
  // A peer that asks and stays connected must not hold the lock.
  const server = createServer((socket) =>
    socket.on('error', () => undefined).end(`${process.pid} ${state}\n`, () => socket.destroy()),
  );
  try {
    server.listen({ path: join(way, name), exclusive: true });
    await once(server, 'listening');
    chmodSync(join(way, name), 0o600);
  } catch (error) {
    server.close();
    leave();
    throw error;
  }
  server.unref();
  return {
    rival: () => firstRival(way, name),
    claim: () => void (state = 'holds'),
    // Its socket goes with it, by the way that is left then.
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())).then(leave),
  };
};
