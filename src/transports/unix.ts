import { lstat, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { umask } from 'node:process';
import { ChatError } from '../chat';
import type { Transport } from '../stream';
import { duplex } from './duplex';
import { BACKLOG, listen } from './listen';

export interface UnixOptions {
  /** The socket's path, at most 103 bytes: what every system takes. */
  readonly path: string;
  /** The most bytes a line may have, without its newline; 0 is no bound. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes are TLS, HTTP or SSH is told so and let go. @default true */
  readonly sniff?: boolean;
}

/** `sun_path` has 104 bytes on BSD and macOS, 108 on Linux, one of them a NUL. Node cuts a longer one off, silently. */
const LONGEST = 103;

/** Takes all rights from the others: a socket is made with 0777 less this. */
const PRIVATE = 0o177;

/**
 * Listens on a unix socket while it is subscribed to, which only its owner may open (mode 0600). A socket that was left
 * behind is taken over if nobody listens on it; what is no socket is never touched. Unsubscribing removes the socket.
 */
export const unix = ({ path, maxLine = 4096, sniff = true }: UnixOptions): Transport =>
  listen({
    url: `unix:${path}`,
    prepare: () => makeRoom(path),
    // The mode has to be right as the socket appears: between a `bind` and a `chmod` others could connect. The mask is
    // the whole process's, so it is set for this call only, in which Node binds synchronously.
    listen: (server) => {
      const before = umask(PRIVATE);
      try {
        server.listen({ path, backlog: BACKLOG });
      } finally {
        umask(before);
      }
    },
    address: () => ({ url: `unix:${path}`, host: path, port: 0 }),
    accept: (next) => (socket) => next(duplex(socket, { remote: 'unix', maxLine, sniff })),
  });

const makeRoom = async (path: string): Promise<void> => {
  const refuse = (why: string) => new ChatError('RX_CHAT_LISTEN', `unix:${path} ${why}`);
  if (Buffer.byteLength(path) > LONGEST)
    throw refuse(`is too long: a socket's path has at most ${LONGEST} bytes`);
  // libuv would say EACCES of a folder that is not there.
  await stat(dirname(path));
  const before = await lookAt(path);
  if (!before) return;
  if (!before.isSocket()) throw refuse('is there, and is no socket: choose another path, or remove it');
  if (await answers(path)) return;
  const now = await lookAt(path);
  // Somebody else who starts at the same time may have taken it over meanwhile: theirs is not removed.
  if (now?.ino === before.ino) await unlink(path);
};

const lookAt = async (path: string) => {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Whether somebody listens. Only a refusal says that nobody does: a full backlog, or no right to ask, is somebody. */
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
    );
  });
