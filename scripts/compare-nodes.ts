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
import { CHATS, ECHOES } from './bench/contestants';
import { measure } from './bench/measure';
import { Results } from './bench/results';
import { find, type Workload } from './bench/workloads';
import { table } from './table';

const { values } = parseArgs({
  options: { versions: { type: 'string', default: '20,22,24' }, rounds: { type: 'string', default: '3' } },
});

const NAMES = ['storm, 100 clients', 'storm, 1,000 clients', 'ping, 100 clients', 'ping, 1,000 clients'];
const MORE = ['join, 2,000 clients', 'echo, pipelined'];

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-nodes-'));
  const results = new Results();
  const names: string[] = [];
  try {
    build(folder);
    const nodes = values.versions.split(',').map((version) => {
      const prefix = join(folder, version);
      mkdirSync(prefix);
      execFileSync('npm', ['install', '--silent', '--prefix', prefix, `node@${version}`], {
        stdio: 'ignore',
      });
      const node = join(prefix, 'node_modules/node/bin/node');
      const name = `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`;
      names.push(name);
      return { node, name };
    });
    const workloads = [...NAMES, ...MORE]
      .flatMap((name) => find(name) ?? [])
      .map((workload): Workload => ({ ...workload, contestants: names }));
    for (let round = 0; round < Number(values.rounds); round++)
      for (const workload of workloads)
        for (const { node, name } of nodes) {
          const [contestant] = workload.load === 'echo' ? ECHOES : CHATS;
          if (!contestant) throw new Error('no contestant');
          results.add(
            await measure({ workload, contestant: { ...contestant, name }, round }, { folder, node }),
          );
        }
    const rows = workloads.flatMap((workload) =>
      workload.figures
        .filter(({ key }) => key !== 'load')
        .map((figure) => [
          `${workload.name}: ${figure.title}`,
          ...names.map((name) => {
            const ratio = results.ratio(workload, [name, names[0] ?? name], figure);
            return `${figure.show(results.value(workload, name, figure))} (× ${ratio.toFixed(2)})`;
          }),
        ]),
    );
    process.stdout.write(table(['', ...names], rows));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
