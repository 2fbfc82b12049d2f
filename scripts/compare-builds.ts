/**
 * Two builds of rx-chat side by side, interleaved: what a change costs or gains.
 *
 *     npm run compare-builds -- --before DIR [--rounds 5] [--only 'storm, 100 clients'] [--quick]
 *
 * DIR is another clone that is installed and built, such as one of the commit before. Both run on this Node.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './bench/build';
import { compare } from './bench/compare';

const DEFAULTS = [
  'storm, 100 clients',
  'ping, 100 clients',
  'join, 2,000 clients',
  'idle',
  'echo, pipelined',
];

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: DEFAULTS },
    quick: { type: 'boolean', default: false },
  },
});

const main = async (): Promise<void> => {
  const before = join(values.before ?? '', 'dist/cli/main.js');
  if (values.before === undefined || !existsSync(before))
    throw new Error('--before DIR is a clone that is built');
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-builds-'));
  try {
    build(folder);
    const node = process.execPath;
    const variants = [
      { name: 'before', node, main: before },
      { name: 'after', node },
    ];
    const { only: workloads, quick } = values;
    process.stdout.write(
      await compare({ variants, workloads, rounds: Number(values.rounds), quick, folder }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
