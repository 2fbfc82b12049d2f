/**
 * The first measurement: 100 clients, 10 senders, side by side with the server that everybody writes first.
 *
 *     npm run storm -- [--lines 5000] [--rounds 3]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { storm, type Load, type Result } from './load';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '3' } },
});
const load: Load = { clients: 100, senders: 10, lines: Number(values.lines), size: 64 };

const CONTESTANTS: Readonly<Record<string, readonly string[]>> = {
  'rx-chat': [
    join(__dirname, '../../dist/cli/main.js'),
    'serve',
    '--port',
    '0',
    '--rate',
    '0',
    '--log-level',
    'warn',
  ],
  'plain net': ['--import', 'tsx', join(__dirname, 'plain-server.ts')],
};

const portOf = async (child: ChildProcess): Promise<number> => {
  if (!child.stdout) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return Number(/:(\d+)\D*$/.exec(line)?.[1]);
};

const run = async (args: readonly string[]): Promise<Result> => {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return await storm(await portOf(child), load);
  } finally {
    child.kill('SIGKILL');
  }
};

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

const main = async (): Promise<void> => {
  const rates: Record<string, number[]> = {};
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, args] of Object.entries(CONTESTANTS)) {
      const { deliveries, missing, seconds } = await run(args);
      (rates[name] ??= []).push(deliveries / seconds);
      const rate = Math.round(deliveries / seconds).toLocaleString('en');
      process.stdout.write(`${name.padEnd(10)} ${rate.padStart(12)} deliveries/s, ${missing} missing\n`);
      if (missing !== 0) process.exitCode = 1;
    }
  }
  const ratio = median(rates['rx-chat'] ?? []) / median(rates['plain net'] ?? []);
  process.stdout.write(`rx-chat / plain net: ${ratio.toFixed(1)}\n`);
};

void main();
