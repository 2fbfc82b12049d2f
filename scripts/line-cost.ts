/**
 * What a line costs before it is written: from the bytes of its author to the tape of its room, without a socket. Two builds
 * side by side, each run in a process of its own, by turns.
 *
 *     npm run line-cost -- [--before DIR] [--rounds 7] [--lines 409600]
 *
 * DIR is another clone that is installed and built, such as one of the commit before. Prints the medians: CPU ns of the
 * process a line (all its threads), and bytes allocated in the heap a line.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './statistics';
import { table } from './table';

interface Cost {
  readonly ns: number;
  readonly bytes: number;
}

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    lines: { type: 'string', default: '409600' },
  },
});

const HERE = join(__dirname, '..');

const run = (folder: string): Cost => {
  const child = join(__dirname, 'bench/line-cost.cjs');
  const args = ['--max-semi-space-size=64', child, folder, values.lines];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Cost;
};

const main = (): void => {
  const folders = values.before === undefined ? [HERE] : [values.before, HERE];
  for (const folder of folders)
    if (!existsSync(join(folder, 'dist/index.js'))) throw new Error(`${folder} is not built: npm run build`);
  const runs = folders.map((): Cost[] => []);
  for (let round = 0; round < Number(values.rounds); round++)
    folders.forEach((folder, index) => runs[index]?.push(run(folder)));
  const figures = runs.map((costs) => ({
    ns: median(costs.map(({ ns }) => ns)),
    bytes: median(costs.map(({ bytes }) => bytes)),
  }));
  const [first] = figures;
  const shown = (value: number, of: number | undefined) =>
    `${value.toFixed(0)} (× ${(value / (of ?? value)).toFixed(2)})`;
  const rows = figures.map(({ ns, bytes }, index) => [
    index === figures.length - 1 ? 'this build' : 'before',
    shown(ns, first?.ns),
    shown(bytes, first?.bytes),
  ]);
  process.stdout.write(table(['build', 'CPU ns a line', 'bytes allocated a line'], rows));
};

main();
