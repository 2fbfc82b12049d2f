import { createReadStream } from 'node:fs';

/** How a text is written: as the byte order mark at its beginning says, or as UTF-8. */
const encodingOf = (bytes: Buffer): string => {
  const mark = bytes.subarray(0, 2).toString('hex');
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
};

/** Decodes a text, without its byte order mark. Throws if it is none: what has a NUL is UTF-16 without a mark, or a binary. */
export const decodeText = (bytes: Buffer): string => {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.includes('\0')) throw new Error('it is no text in UTF-8: it has a NUL byte');
  return text;
};

/**
 * Reads a whole file as UTF-8, or as UTF-16 with a byte order mark, which Windows writes. A pipe and a device will do
 * too, so that `--motd <(figlet hi)` works. Rejects with the system's error, or if there are more than `max` bytes: a
 * device may never end.
 */
export const readTextFile = async (path: string, max: number): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: max })) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.length > max) throw new Error(`it is longer than ${max} bytes`);
  return decodeText(bytes);
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its disk is full',
  ENXIO: 'it is a pipe that nobody reads',
};

/** Why a file could not be opened or read, in words. */
export const describeFileError = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : reasons[code]) ?? message;
};
