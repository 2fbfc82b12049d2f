import { createReadStream } from 'node:fs';

/**
 * Reads a whole file as UTF-8; a pipe and a device will do too, so that `--motd <(figlet hi)` works. Rejects with the
 * system's error, or if there are more than `max` bytes: a device may never end.
 */
export const readText = async (path: string, max: number): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: max })) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.length > max) throw new Error(`it is longer than ${max} bytes`);
  return bytes.toString();
};
