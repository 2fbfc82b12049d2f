import { chmodSync, linkSync, lstatSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { lstat, stat, unlink } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { ChatError } from '../../chat';
import type { Transport } from '../../stream';
import { checkNumber, checkText } from '../check-option';
import { DEFAULT_MAX_LINE_BYTES } from '../defaults';
import { duplex } from '../duplex/duplex-connection';
import { BACKLOG, listen } from './listen';

/** The options of `unix`. */
export interface UnixOptions {
  /** The path of the socket, at most 103 bytes: each system takes that. */
  readonly path: string;
  /** The longest line, in bytes without its newline; a longer one is refused. 0 is no limit. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes are TLS, HTTP or SSH gets an answer in that protocol, and is closed. @default true */
  readonly sniff?: boolean;
}

/** `sun_path` has 104 bytes on BSD and macOS, 108 on Linux, one of them a NUL. Node cuts a longer one off, silently. */
const MAX_SOCKET_PATH_BYTES = 103;

/** The path length of the bind itself: it uses a folder beside the path, whose name is longer. */
const MAX_BIND_PATH_BYTES = process.platform === 'linux' ? 107 : MAX_SOCKET_PATH_BYTES;

/** The name from `mkdtemp` in place of the socket's own name. */
const TEMPORARY_NAME = 'XXXXXX/s';

const OWNER_ONLY_MODE = 0o600;

/**
 * Lines over a unix socket that only its owner may open (mode 0600). Listens while somebody subscribes. It replaces a
 * socket on which nobody listens, and never touches a file that is no socket. Unsubscribing removes the socket, if it is
 * still the one that was made.
 *
 * @throws ChatError `RX_CHAT_OPTION` if `path` is empty, or `maxLine` is no number from 0 up.
 * @example
 * await chat.attach(unix({ path: '/run/rx-chat.sock' }));
 */
export const unix = (options: UnixOptions): Transport => {
  const { path, maxLine = DEFAULT_MAX_LINE_BYTES, sniff = true } = options;
  checkText('path', path);
  checkNumber('maxLine', maxLine);
  let inode: bigint | undefined;
  return listen({
    url: `unix:${path}`,
    prepare: () => removeStaleSocket(path),
    listen: (server) => (inode = listenInTemporaryFolder(server, path)),
    address: () => ({ url: `unix:${path}`, host: path, port: 0 }),
    accept: (next) => (socket) => next(duplex(socket, { remote: 'unix', maxLine, sniff })),
    close: () => {
      if (inode !== undefined) removeIfOwn(path, inode);
      inode = undefined;
    },
  });
};

/**
 * Binds in a folder that is its owner's alone, and links the socket to its path once it has its mode. So no other user
 * can connect in between, in a worker too, where the process's mask can't be set. A file that is at the path by then
 * stays.
 */
const listenInTemporaryFolder = (server: Server, path: string): bigint | undefined => {
  const folder = mkdtempSync(join(dirname(path), '/'));
  const hidden = join(folder, 's');
  try {
    server.listen({ path: hidden, backlog: BACKLOG });
    // It reports its own errors.
    if (!server.listening) return undefined;
    chmodSync(hidden, OWNER_ONLY_MODE);
    linkSync(hidden, path);
    return inodeOf(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A file that is missing, or may not be removed, is ignored. */
const removeIfOwn = (path: string, inode: bigint): void => {
  try {
    if (inodeOf(path) === inode) unlinkSync(path);
  } catch {
    return;
  }
};

const inodeOf = (path: string): bigint | undefined =>
  lstatSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

const removeStaleSocket = async (path: string): Promise<void> => {
  const refuse = (why: string) => new ChatError('RX_CHAT_LISTEN', `unix:${path} ${why}`);
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES)
    throw refuse(`is too long: a socket's path has at most ${MAX_SOCKET_PATH_BYTES} bytes`);
  if (Buffer.byteLength(join(dirname(path), TEMPORARY_NAME)) > MAX_BIND_PATH_BYTES)
    throw refuse(
      `is in a folder whose path is too long: it has at most ${MAX_BIND_PATH_BYTES - TEMPORARY_NAME.length - 1} bytes`,
    );
  // libuv would say EACCES of a folder that is not there.
  await stat(dirname(path));
  const before = await statSocket(path);
  if (!before) return;
  if (!before.isSocket()) throw refuse('is there, and is no socket: choose another path, or remove it');
  if (await isListening(path)) return;
  const now = await statSocket(path);
  // Somebody else who starts at the same time may have taken it over meanwhile: theirs is not removed.
  if (now?.ino === before.ino) await unlink(path);
};

const statSocket = async (path: string) => {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Whether somebody listens. Only a refusal says that nobody does: a full backlog, or no right to ask, is somebody. */
const isListening = (path: string): Promise<boolean> =>
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
