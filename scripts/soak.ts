/**
 * One fault after another, each against a server of its own, while two bystanders chat on.
 *
 *     npm run soak -- [--seconds 10] [--seed 1] [--only NAME,NAME] [--server dist/cli/main.js] [--lenient]
 *
 * `--seconds` is about how long each fault takes, `--lenient` multiplies all deadlines by ten, judges no speed, and
 * runs the lighter faults side by side: for a machine that is busy with something else. Exits with 1 if something did not hold.
 */
import { parseArgs } from 'node:util';
import { seeded } from '../spec/helpers/random';
import type { Fault } from './soak/fault';
import { FAULTS } from './soak/faults';
import { runFault, type Verdict } from './soak/run-fault';
import { BUILT_SERVER } from './soak/server-process';
import { mib, table } from './table';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    server: { type: 'string', default: BUILT_SERVER },
    lenient: { type: 'boolean', default: false },
  },
});

const HEAD = [
  'fault',
  'done',
  'sent / got / lost',
  'p50 ms',
  'p99 ms',
  'RSS MiB',
  'alive MiB',
  'descriptors',
  'verdict',
];

const rowOf = ({ name, outcome, report, rss, heap, descriptors, problems }: Verdict): readonly string[] => [
  name,
  outcome.done,
  `${report.sent} / ${report.got} / ${report.sent - report.got}`,
  report.p50.toFixed(1),
  report.p99.toFixed(1),
  rss.map(mib).join(' / '),
  heap.map(mib).join(' / '),
  descriptors.join(' / '),
  problems.length === 0 ? 'ok' : 'FAILED',
];

const main = async (): Promise<void> => {
  const { only, server, lenient } = values;
  const seconds = Number(values.seconds);
  const { below } = seeded(Number(values.seed));
  const wanted = (only ?? '').split(',');
  const faults = FAULTS.filter(({ name }) => wanted.some((part) => name.includes(part)));
  if (!(seconds > 0) || faults.length === 0)
    throw new Error(
      `--seconds is above 0, --only of these or parts of them: ${FAULTS.map(({ name }) => name).join(', ')}`,
    );
  const tell = async (fault: Fault): Promise<Verdict> => {
    const started = performance.now();
    const verdict = await runFault(fault, { seconds, server, lenient, below });
    const took = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write([`${fault.name}: ${took} s`, ...verdict.problems, ''].join('\n'));
    if (verdict.problems.length > 0) process.exitCode = 1;
    return verdict;
  };
  // Nobody's speed is judged in a lenient run: what takes little of the machine goes on at once.
  const together = lenient ? faults.filter(({ light }) => light) : [];
  const verdicts = await Promise.all(together.map(tell));
  for (const fault of faults) if (!together.includes(fault)) verdicts.push(await tell(fault));
  process.stdout.write(table(HEAD, verdicts.map(rowOf)));
  process.stdout.write(
    `RSS is before / highest / after, alive and descriptors before / after; seed ${values.seed}\n`,
  );
};

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.exit());
