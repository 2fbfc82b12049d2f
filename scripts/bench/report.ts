import { table } from '../table';
import { barChart, lineChart } from './charts';
import { CHATS, ECHOES } from './servers';
import type { Results } from './results';
import { growth, targetRows } from './targets';
import { ALL_WORKLOADS, find, type Workload } from './workloads';

export interface Circumstances {
  readonly date: string;
  readonly command: string;
  readonly rounds: number;
  readonly machine: readonly string[];
  /** What was left out, and why. */
  readonly left: readonly string[];
}

/** Two digits; nothing for what is a multiple of nothing. */
const times = (ratio: number): string => (Number.isNaN(ratio) ? '-' : String(+ratio.toPrecision(2)));

/** A workload's table: each figure, and how many times rx-chat's of the same round it is. */
export const workloadTable = (results: Results, workload: Workload): string => {
  const head = ['', ...workload.figures.flatMap(({ title }) => [title, '× rx-chat'])];
  const rows = results
    .contestants(workload)
    .map((name) => [
      name,
      ...workload.figures.flatMap((figure) => [
        figure.show(results.value(workload, name, figure)),
        name === 'rx-chat' ? '1' : times(results.ratio(workload, [name, 'rx-chat'], figure)),
      ]),
    ]);
  return table(head, rows);
};

export const targetTable = (results: Results): string =>
  table(['figure', 'to reach', 'measured', ''], targetRows(results));

/** The files of `docs/`: the text, and its charts. */
export const report = (results: Results, circumstances: Circumstances): ReadonlyMap<string, string> =>
  new Map([['benchmarks.md', text(results, circumstances)], ...charts(results)]);

const text = (results: Results, { date, command, rounds, machine, left }: Circumstances): string =>
  [
    '# Benchmarks',
    `Written by \`${command}\` on ${date}; \`npm run bench\` writes it anew on your machine, in about 20 minutes, and`,
    '`npm run bench -- --quick` prints the tables in under 3, without a word to this file.',
    '',
    ...machine.map((line) => `- ${line}`),
    '',
    `Each contestant runs as a process of its own on loopback and has the same load: \`scripts/bench/load.c\`, one process on one`,
    'core, which counts every line that every client gets and fails if one is missing or comes twice. Each figure is the',
    `median of ${rounds} rounds, in each of which all contestants have their turn; the columns × rx-chat are medians of the ratios`,
    'within a round. Lines are 64 bytes with their newline. Clients are on TCP, but where a name says WebSockets.',
    '[performance.md](performance.md) has the reasons for the figures.',
    '',
    'The load is not what holds rx-chat back: the column *CPU of the load* says how much of a core it used meanwhile. It does',
    'hold the floor back, which leaves it next to nothing to spare, so the ratios to the floor in a storm are kind to rx-chat.',
    'CPU µs a delivery is the processor time of the server alone.',
    '',
    '## Contestants',
    ...[...CHATS, ...ECHOES.slice(1)].map(({ name, what, protocol }) =>
      protocol === 'echo' ? `- **${name}**, for the echo: ${what}` : `- **${name}**: ${what}`,
    ),
    ...left.map((line) => `- ${line}`),
    '',
    '## Figures to reach',
    targetTable(results),
    `Joining: the CPU time grows with the clients to the power of ${growth(results, [2000, 10_000]).toFixed(2)} from 2,000 to 10,000 (to reach: at most 1.3).`,
    '',
    '## Charts',
    ...[...charts(results).keys()].map((file) => `![${file}](${file})`),
    '',
    '## Workloads',
    ...ALL_WORKLOADS.filter((workload) => results.has(workload)).flatMap((workload) => [
      `### ${workload.name}`,
      '',
      `${workload.what[0]?.toUpperCase()}${workload.what.slice(1)}.`,
      '',
      workloadTable(results, workload),
    ]),
  ].join('\n');

const valuesOf = (results: Results, name: string, key: string, contestant: string): number => {
  const workload = find(name);
  const figure = workload?.figures.find((one) => one.key === key);
  return workload && figure ? results.value(workload, contestant, figure) : NaN;
};

const charts = (results: Results): ReadonlyMap<string, string> => {
  const chatsOf = (groups: readonly string[]): readonly string[] =>
    CHATS.map(({ name }) => name).filter((name) =>
      groups.some((group) => find(group)?.contestants.includes(name)),
    );
  const bars = (
    title: string,
    unit: string,
    key: string,
    groups: readonly string[],
    names = chatsOf(groups),
  ): string =>
    barChart({
      ...{ title, unit, groups },
      bars: names.map((name) => ({
        name,
        values: groups.map((group) => valuesOf(results, group, key, name)),
      })),
    });
  const lines = (title: string, y: string, key: string, workload: string, sizes: readonly number[]): string =>
    lineChart({
      ...{ title, y, x: 'clients' },
      lines: ['rx-chat', 'floor', 'seed chat', 'plain Node'].map((name) => ({
        name,
        points: sizes
          .map((size) => {
            const value = valuesOf(results, `${workload}, ${size.toLocaleString('en')} clients`, key, name);
            return [size, value] as const;
          })
          .filter(([, value]) => !Number.isNaN(value)),
      })),
    });
  return new Map([
    [
      'benchmarks/storm.svg',
      bars('Deliveries a second, 10 senders: more is better (logarithmic)', 'deliveries/s', 'rate', [
        'storm, 100 clients',
        'storm, 1,000 clients',
      ]),
    ],
    [
      'benchmarks/ping.svg',
      bars('Until the last one has a line, median: less is better (logarithmic)', 'µs', 'p50', [
        'ping, 100 clients',
        'ping, 1,000 clients',
      ]),
    ],
    [
      'benchmarks/cost.svg',
      lines('CPU time of a delivery, as the room grows', 'µs', 'cost', 'storm', [10, 100, 300, 1000, 3000]),
    ],
    [
      'benchmarks/join.svg',
      lines('CPU time until all have joined', 's', 'cpu', 'join', [1000, 2000, 5000, 10_000]),
    ],
    [
      'benchmarks/echo.svg',
      bars(
        'Echo: answers a second, 50 connections: more is better (logarithmic)',
        'answers/s',
        'rate',
        ['echo, pipelined'],
        [...new Set(ECHOES.map(({ name }) => name))],
      ),
    ],
  ]);
};
