import { readFile } from 'node:fs/promises';

/**
 * Descriptors that are not for clients: Node's own, the listeners, the log, and connections that are being refused.
 * Without any left, libuv closes new connections without a word.
 */
const RESERVED_DESCRIPTORS = 64;

/** Handshakes and requests take descriptors too. An eighth of them is far more than are ever under way in earnest. */
export const handshakeLimit = (files: number): number => Math.min(1024, Math.ceil(files / 8));

/**
 * How many connections there can be under a limit of open files, of those that are wanted; 0 wants any number. The
 * listeners keep the descriptors that they may use for sockets that are no clients yet.
 */
export const clientLimit = (wanted: number, openFiles: number, taken = 0): number => {
  const most = Math.max(1, openFiles - RESERVED_DESCRIPTORS - taken);
  return wanted === 0 && most !== Infinity ? most : Math.min(wanted, most);
};

/** The soft limit of open files in the text of `/proc/self/limits`; Infinity if it names none. */
export const parseOpenFileLimit = (limits: string): number =>
  Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);

/** How many files this process may have open; Infinity where the system does not say. */
export const openFileLimit = async (): Promise<number> => {
  try {
    return parseOpenFileLimit(await readFile('/proc/self/limits', 'utf8'));
  } catch {
    return Infinity;
  }
};
