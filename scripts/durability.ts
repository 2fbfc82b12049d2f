/**
 * What `rx-chat serve --data` promises, put to the test: kills, readers beside a
 * server, slow disks, full ones, files that are cut off, folders
 * that can't be used, and a million messages.
 *
 *     npm run durability -- [--only kill,beside,slow,full,cut,refuse,big] [--rounds 50] [--writing 500] [--cuts 200]
 *                           [--start 2000]
 *                           [--kinds cut,zeros,random] [--seconds 10] [--messages 1000000] [--seed 1] [--server dist/cli/main.js]
 *
 * `--rounds` is how often the server is killed, each time within `--writing` ms, and how often readers run beside one; `--cuts` how many damaged files of each of
 * the `--kinds` are opened; `--seconds` how long each disk is measured. What can't be done on this machine is left out with
 * a line that says why. `--start` is within how many ms a server that was killed has to listen again. Exits with 1 if something did not hold.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../spec/helpers/random';
import { TRIALS } from './durability/scenarios';
import type { Finding, Stage } from './durability/scenario';
import { BUILT_SERVER } from './soak/server-process';
import { table } from './table';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '50' },
    writing: { type: 'string', default: '500' },
    kinds: { type: 'string', default: 'cut,zeros,random' },
    cuts: { type: 'string', default: '200' },
    start: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '10' },
    messages: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    server: { type: 'string', default: BUILT_SERVER },
  },
});

const verdictOf = ({ problems, skipped }: Finding): string =>
  skipped ? 'skipped' : problems.length === 0 ? 'ok' : 'FAILED';

const stageIn = (folder: string): Stage => ({
  folder,
  server: resolve(values.server),
  below: seeded(Number(values.seed)).below,
  kinds: values.kinds.split(','),
  sizes: {
    rounds: Number(values.rounds),
    writing: Number(values.writing),
    cuts: Number(values.cuts),
    start: Number(values.start),
    seconds: Number(values.seconds),
    messages: Number(values.messages),
  },
});

/** Each trial has the seed to itself, so that it does the same when it runs alone. */
const runTrial = async ({ name, run }: (typeof TRIALS)[number]): Promise<readonly (readonly string[])[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-durability-'));
  const started = performance.now();
  const rows: string[][] = [];
  try {
    for await (const finding of run(stageIn(folder))) {
      rows.push([name, finding.done, finding.found, verdictOf(finding)]);
      process.stderr.write(finding.problems.map((problem) => `${name}: ${problem}\n`).join(''));
      if (finding.problems.length > 0) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stderr.write(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return rows;
};

const main = async (): Promise<void> => {
  const wanted = (values.only ?? '').split(',').filter((name) => name !== '');
  const trials = TRIALS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const numbers = [
    values.rounds,
    values.writing,
    values.cuts,
    values.start,
    values.seconds,
    values.messages,
  ].map(Number);
  if (trials.length === 0 || !numbers.every((number) => number > 0))
    throw new Error(
      `all numbers are above 0, and --only is some of ${TRIALS.map(({ name }) => name).join(',')}`,
    );
  const rows = [];
  for (const trial of trials) rows.push(...(await runTrial(trial)));
  process.stdout.write(table(['trial', 'what was done', 'what was found', 'verdict'], rows));
  process.stdout.write(`seed ${values.seed}\n`);
};

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.exit());
