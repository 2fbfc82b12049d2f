/**
 * The same rx-chat on several versions of Node, side by side: a storm, a ping, a join and an echo, interleaved.
 *
 *     npm run compare-nodes -- [--versions 20,22,24] [--rounds 3]
 *
 * The npm package `node` carries the binaries; it is installed into a temporary folder, which needs the registry.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './bench/build';
import { compare, type Variant } from './bench/compare';

const { values } = parseArgs({
  options: { versions: { type: 'string', default: '20,22,24' }, rounds: { type: 'string', default: '3' } },
});

const NAMES = ['storm, 100 clients', 'storm, 1,000 clients', 'ping, 100 clients', 'ping, 1,000 clients'];
const MORE = ['join, 2,000 clients', 'echo, pipelined'];

const install = (folder: string, version: string): Variant => {
  const prefix = join(folder, version);
  mkdirSync(prefix);
  execFileSync('npm', ['install', '--silent', '--prefix', prefix, `node@${version}`], { stdio: 'ignore' });
  const node = join(prefix, 'node_modules/node/bin/node');
  return { node, name: `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}` };
};

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-nodes-'));
  try {
    build(folder);
    const variants = values.versions.split(',').map((version) => install(folder, version));
    const workloads = [...NAMES, ...MORE];
    process.stdout.write(await compare({ variants, workloads, rounds: Number(values.rounds), folder }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
