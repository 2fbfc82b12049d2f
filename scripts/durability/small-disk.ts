import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './preload';

/** A disk that fills up. */
export interface SmallDisk {
  readonly name: string;
  readonly data: string;
  /**
   * Writes fail although the system says that there is room. Then LMDB 3.5 may abort the process before it has told
   * anybody: it writes its complaint behind the end of the memory that it has for it.
   */
  readonly sudden: boolean;
  /** What a server on it needs. */
  readonly env: () => Readonly<Record<string, string>>;
  readonly makeRoom: () => void;
  readonly remove: () => void;
}

type Made = SmallDisk | { readonly name: string; readonly why: string };

const SIZE = 8;
const LARGER = 64;

const run = (...[program = '', ...args]: readonly string[]): void => {
  execFileSync(program, args, { stdio: 'pipe' });
};

/** A file system of 8 MiB in memory; only root may mount one. */
const tmpfs = (folder: string): Made => {
  const name = `tmpfs of ${SIZE} MiB`;
  const at = join(folder, 'tmpfs');
  mkdirSync(at);
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${SIZE}m`, 'tmpfs', at);
  } catch {
    return { name, why: 'nothing can be mounted here: it takes Linux, and root' };
  }
  return {
    name,
    data: join(at, 'chat'),
    sudden: false,
    env: () => ({}),
    makeRoom: () => run('mount', '-o', `remount,size=${LARGER}m`, at),
    remove: () => {
      run('umount', at);
      rmdirSync(at);
    },
  };
};

/** Writes that fail as they do on a full disk. */
const preloaded = (folder: string): Made => {
  const name = `writes that fail behind ${SIZE} MiB`;
  const preload = compile('full-disk', folder);
  if ('why' in preload) return { name, why: preload.why };
  let size = SIZE;
  return {
    name,
    data: join(folder, 'full'),
    sudden: true,
    // In the middle of a page, so that a write is cut off there.
    env: () => ({ LD_PRELOAD: preload.file, FULL_DISK_BYTES: String(size * 2 ** 20 - 2048) }),
    makeRoom: () => void (size = LARGER),
    remove: () => undefined,
  };
};

export const SMALL_DISKS: readonly ((folder: string) => Made)[] = [tmpfs, preloaded];
