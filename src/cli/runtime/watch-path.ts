import { lstat } from 'node:fs/promises';

/** How often one looks, in ms. */
const PATH_CHECK_MS = 10_000;

const inodeAt = async (path: string): Promise<string> => {
  try {
    const { dev, ino } = await lstat(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return '';
  }
};

/** Calls back once when something else is at a path than there was, or nothing. Resolves with what ends the watch. */
export const watchPath = async (
  path: string,
  onMoved: () => void,
  every = PATH_CHECK_MS,
): Promise<() => void> => {
  const before = await inodeAt(path);
  let ended = false;
  const look = async () => {
    const isThere = (await inodeAt(path)) === before;
    if (ended) return;
    if (isThere) wait();
    else onMoved();
  };
  const wait = () => void setTimeout(() => void look(), every).unref();
  wait();
  return () => void (ended = true);
};
