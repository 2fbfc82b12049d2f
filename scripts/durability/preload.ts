import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles what is preloaded into a server; a line that says why not, if that can't be done here. */
export const compile = (
  name: string,
  folder: string,
): { readonly file: string } | { readonly why: string } => {
  if (process.platform !== 'linux')
    return { why: 'a faulty disk is made by LD_PRELOAD, and this is no Linux' };
  const file = join(folder, `${name}.so`);
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', file, join(__dirname, `${name}.c`), '-ldl'], {
      stdio: 'pipe',
    });
    return { file };
  } catch {
    return {
      why: 'a faulty disk is made with a C compiler, and there is none (Debian: apt-get install gcc)',
    };
  }
};
