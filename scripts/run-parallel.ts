/**
 * Runs scripts of `package.json` side by side, and shows what each said when it has ended.
 *
 *     tsx scripts/run-parallel.ts types lint package
 *
 * Exits with 1 if one of them failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Resolves with whether it succeeded. */
const run = async (script: string): Promise<boolean> => {
  const child = spawn('npm', ['run', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  process.stdout.write(Buffer.concat(said));
  return status === 0;
};

void Promise.all(process.argv.slice(2).map(run)).then((fine) => {
  if (fine.includes(false)) process.exitCode = 1;
});
