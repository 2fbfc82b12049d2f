import type { Results } from './results';
import { find, type Workload } from './workloads';

/** A figure that rx-chat is to reach, as a ratio to another contestant's of the same round, or by itself. */
interface Target {
  readonly workload: string;
  readonly figure: string;
  /** Which rx-chat, where there are more than one. @default 'rx-chat' */
  readonly contestant?: string;
  readonly than?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const TARGETS: readonly Target[] = [
  { workload: 'storm, 10 clients', figure: 'rate', than: 'floor', atLeast: 0.4 },
  { workload: 'storm, 100 clients', figure: 'rate', than: 'floor', atLeast: 0.6 },
  { workload: 'storm, 100 clients', figure: 'rate', than: 'ncat', atLeast: 1.4 },
  { workload: 'storm, 100 clients', figure: 'rate', than: 'seed chat', atLeast: 60 },
  { workload: 'storm, 100 clients', figure: 'rate', than: 'nats-server', atLeast: 3 },
  {
    ...{ workload: 'storm, 100 clients', figure: 'rate', contestant: 'rx-chat --data' },
    ...{ than: 'rx-chat', atLeast: 0.8 },
  },
  { workload: 'storm, 1,000 clients', figure: 'rate', than: 'floor', atLeast: 0.85 },
  // Half of its readers get 1.8 times the bytes, which makes 0.72 of the rate: 0.95 of that.
  {
    ...{ workload: 'storm, 2,000 clients', figure: 'rate', contestant: 'rx-chat, half WebSockets' },
    ...{ than: 'rx-chat', atLeast: 0.68 },
  },
  { workload: 'rooms', figure: 'rate', than: 'nats-server', atLeast: 2 },
  { workload: 'ping, 100 clients', figure: 'p50', than: 'floor', atMost: 1.2 },
  { workload: 'ping, 100 clients', figure: 'p50', than: 'seed chat', atMost: 0.9 },
  { workload: 'ping, 100 clients', figure: 'p99', than: 'floor', atMost: 2 },
  { workload: 'ping, 1,000 clients', figure: 'p50', than: 'floor', atMost: 1.4 },
  { workload: 'ping, 1,000 clients', figure: 'p50', than: 'seed chat', atMost: 1 },
  { workload: 'join, 2,000 clients', figure: 'cpu', than: 'seed chat', atMost: 0.2 },
  { workload: 'history', figure: 'p50', than: 'floor', atMost: 3 },
  { workload: 'idle', figure: 'slope', atMost: 11 },
  { workload: 'idle', figure: 'idle', atMost: 0.5 },
  { workload: 'echo, pipelined', figure: 'rate', than: 'seed echo', atLeast: 4 },
  { workload: 'echo, ping-pong', figure: 'p50', than: 'seed echo', atMost: 1.1 },
];

/** What was to be reached, and what was: a row a target whose runs there are. */
export const targetRows = (results: Results): readonly (readonly string[])[] =>
  TARGETS.flatMap((target) => {
    const workload = find(target.workload);
    const figure = workload?.figures.find(({ key }) => key === target.figure);
    if (!workload || !figure) return [];
    const { contestant = 'rx-chat', than, atLeast, atMost } = target;
    const reached = than
      ? results.ratio(workload, [contestant, than], figure)
      : results.value(workload, contestant, figure);
    if (Number.isNaN(reached)) return [];
    const bound = atLeast === undefined ? `at most ${atMost ?? NaN}` : `at least ${atLeast}`;
    const good = reached >= (atLeast ?? -Infinity) && reached <= (atMost ?? Infinity);
    const whose = target.contestant === undefined ? '' : ` of ${contestant}`;
    const what = `${target.workload}: ${figure.title}${whose}`;
    return [
      [what, than ? `${bound} × ${than}` : bound, reached.toFixed(2), good ? 'reached' : 'not reached'],
    ];
  });

/** How the cost of joining grows with the clients: the slope between two sizes where both axes are logarithms. */
export const growth = (results: Results, sizes: readonly [number, number]): number => {
  const [small, large] = sizes.map((size) => find(`join, ${size.toLocaleString('en')} clients`));
  const cpu = (workload: Workload | undefined): number => {
    const figure = workload?.figures[0];
    return workload && figure ? results.value(workload, 'rx-chat', figure) : NaN;
  };
  return Math.log(cpu(large) / cpu(small)) / Math.log(sizes[1] / sizes[0]);
};
