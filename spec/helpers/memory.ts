import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose_gc');
const gc = runInNewContext('gc') as () => void;

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collects garbage, again and again: what a finished socket held goes in several steps. */
export const collect = async (): Promise<void> => {
  for (let i = 0; i < 6; i++) {
    gc();
    await breathe();
  }
};

/** Bytes that are alive. */
export const alive = async (): Promise<number> => {
  await collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** How many of these are still alive after a bounded number of collections. */
export const survivors = async (refs: readonly WeakRef<object>[]): Promise<number> => {
  const count = () => refs.filter((ref) => ref.deref() !== undefined).length;
  for (let i = 0; i < 20 && count() > 0; i++) await collect();
  return count();
};
