import type { Contestant, Built } from './servers';
import type { Run } from './results';
import { runLoad } from './run-load';
import type { Workload } from './workloads';

export interface Plan {
  readonly workload: Workload;
  readonly contestant: Contestant;
  readonly round: number;
  /** With less load. @default false */
  readonly quick?: boolean;
}

/** What the load is given: of a storm, the contestant's share of the lines. */
const shareOf = (
  { share = 1 }: Contestant,
  { load, args, quick: quickArgs }: Workload,
  quick: boolean,
): Readonly<Record<string, number>> => {
  const given = quick ? quickArgs : args;
  return load === 'storm' && given.lines !== undefined
    ? { ...given, lines: Math.ceil(given.lines * share) }
    : given;
};

/** One run of a workload, told on stderr. */
export const measure = async (plan: Plan, built: Built): Promise<Run> => {
  const { workload, contestant, round, quick = false } = plan;
  const { history, load, figures } = workload;
  const started = performance.now();
  const printed = await runLoad(contestant, { history, built }, load, shareOf(contestant, workload, quick));
  const values = Object.fromEntries(figures.map(({ key, of }) => [key, of(printed)]));
  const shown = figures.map(({ title, key, show }) => `${show(values[key] ?? NaN)} ${title}`).join(', ');
  const took = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`${round + 1}  ${workload.name}  ${contestant.name}: ${shown} (${took} s)\n`);
  return { workload, contestant: contestant.name, round, values };
};
