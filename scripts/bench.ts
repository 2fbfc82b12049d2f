/**
 * rx-chat side by side with other servers, under the same load: deliveries a second, latencies, joins, memory; and with
 * itself, where a room has 1,000 WebSockets and 1,000 clients on TCP, or one of these alone.
 *
 *     npm run bench -- [--quick] [--rounds 3] [--only 'NAME; NAME'] [--contestants 'NAME; NAME'] [--node PATH] [--no-write]
 *
 * Prints a table a workload, and writes docs/benchmarks.md and its charts after a full run. `--quick` has every
 * workload once, with less load, and writes nothing. Exits with 1 if a line was missing or came twice.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { build } from './bench/build';
import { CHATS, ECHOES, lacks, type Built } from './bench/servers';
import { machine } from './bench/machine';
import { measure } from './bench/measure';
import { report, targetTable, workloadTable } from './bench/report';
import { Results } from './bench/results';
import { hasRooms } from './bench/rooms';
import { ALL_WORKLOADS, ECHO_WORKLOADS } from './bench/workloads';

const DOCS = join(__dirname, '../docs');

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', default: '' },
    contestants: { type: 'string', default: '' },
    node: { type: 'string', default: process.execPath },
    'no-write': { type: 'boolean', default: false },
  },
});

/** Whether a name has one of the parts of a list; names have commas in them. */
const named = (list: string, name: string): boolean =>
  list === '' || list.split(';').some((part) => part.trim() !== '' && name.includes(part.trim()));

const main = async (): Promise<void> => {
  const { quick, only, node } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : 3));
  const workloads = ALL_WORKLOADS.filter(({ name, full }) => named(only, name) && !(quick && full));
  if (workloads.length === 0 || !(rounds >= 1))
    throw new Error(
      `--rounds is 1 or more, --only of these or parts of them: ${ALL_WORKLOADS.map(({ name }) => name).join('; ')}`,
    );
  const left: string[] = [];
  const here = [...CHATS, ...ECHOES].filter((contestant) => {
    const why = lacks(contestant);
    if (why && !left.includes(why)) left.push(why);
    return !why && (named(values.contestants, contestant.name) || contestant.name === 'rx-chat');
  });
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-bench-'));
  const built: Built = { folder, node };
  const results = new Results();
  try {
    build(folder);
    const rooms = !workloads.some((workload) => workload.rooms) || (await hasRooms(built));
    if (!rooms) left.push('the workload *rooms* is left out: this rx-chat has no `/join`');
    for (const line of left) process.stderr.write(`${line}\n`);
    for (let round = 0; round < rounds; round++)
      for (const workload of workloads) {
        if (workload.rooms && !rooms) continue;
        const field = ECHO_WORKLOADS.includes(workload) ? ECHOES : CHATS;
        for (const contestant of field) {
          const wanted = here.includes(contestant) && workload.contestants.includes(contestant.name);
          // Whoever has a workload once only, has it in the first round.
          if (!wanted || (round > 0 && workload.once?.includes(contestant.name))) continue;
          const plan = { workload, contestant, round, quick };
          await attempt(
            async () => results.add(await measure(plan, built)),
            `${workload.name}, ${contestant.name}`,
          );
        }
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const workload of workloads)
    if (results.has(workload))
      process.stdout.write(`${workload.name}\n${workloadTable(results, workload)}\n`);
  process.stdout.write(targetTable(results));
  if (quick || only !== '' || values.contestants !== '' || values['no-write'] || process.exitCode === 1)
    return;
  const command = ['npm run bench', ...process.argv.slice(2)].join(' ');
  const circumstances = {
    ...{ date: new Date().toISOString().slice(0, 10), command, rounds, left },
    machine: machine(node),
  };
  for (const [file, content] of report(results, circumstances)) {
    mkdirSync(dirname(join(DOCS, file)), { recursive: true });
    const path = join(DOCS, file);
    const config = { ...(await resolveConfig(path)), parser: 'markdown' };
    writeFileSync(path, file.endsWith('.md') ? await format(content, config) : content);
  }
};

/** A run that fails is told, and the others go on; in the end the benchmark fails. */
const attempt = async (run: () => Promise<void>, what: string): Promise<void> => {
  try {
    await run();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`FAILED  ${what}: ${String(error)}\n`);
  }
};

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
