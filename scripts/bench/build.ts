import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CHATS, ECHOES, lacks } from './servers';

const PEERS = join(__dirname, 'other-servers');

/** Compiles the load and the peers into a folder. Without a C compiler there is no load, and so no benchmark. */
export const build = (folder: string): void => {
  try {
    cc(join(__dirname, 'load.c'), join(folder, 'load'), '-O3', '-march=native');
  } catch (error) {
    throw new Error(
      `the load has to be compiled, with a C compiler (Debian: apt-get install gcc): ${String(error)}`,
    );
  }
  for (const name of ['floor-chat', 'floor-echo']) cc(join(PEERS, `${name}.c`), join(folder, name), '-O2');
  const seeds = [...CHATS, ...ECHOES].filter(({ needs }) => needs?.program === 'go');
  if (seeds.some((seed) => lacks(seed) !== undefined)) return;
  for (const name of ['seed-chat', 'seed-echo'])
    execFileSync('go', ['build', '-o', join(folder, name), join(PEERS, `${name}.go`)], { stdio: 'inherit' });
};

const cc = (source: string, out: string, ...flags: readonly string[]): void => {
  execFileSync('cc', [...flags, '-o', out, source], { stdio: 'inherit' });
};
