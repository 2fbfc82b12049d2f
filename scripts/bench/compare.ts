import { table } from '../table';
import { CHATS, ECHOES, RX_CHAT, type Contestant } from './servers';
import { measure } from './measure';
import { Results } from './results';
import { find, type Workload } from './workloads';

/** One of several rx-chats that run the same workloads in turn. */
export interface Variant {
  readonly name: string;
  /** The Node that runs it. */
  readonly node: string;
  /** Its `dist/cli/main.js`. @default that of this clone */
  readonly main?: string;
}

export interface Comparison {
  readonly variants: readonly Variant[];
  readonly workloads: readonly string[];
  readonly rounds: number;
  /** With less load. @default false */
  readonly quick?: boolean;
  /** Where the load was built. */
  readonly folder: string;
}

const contestantOf = (workload: Workload, { name, main }: Variant): Contestant => {
  const [contestant] = workload.load === 'echo' ? ECHOES : CHATS;
  if (!contestant) throw new Error('no contestant');
  const command: Contestant['command'] = (port, options) =>
    contestant.command(port, options).map((word) => (word === RX_CHAT ? (main ?? word) : word));
  return { ...contestant, name, command };
};

/** Runs each workload with each variant, interleaved. A table of medians, with the ratios to the first variant. */
export const compare = async ({ variants, rounds, quick = false, folder, ...rest }: Comparison) => {
  const results = new Results();
  const names = variants.map(({ name }) => name);
  const workloads = rest.workloads
    .flatMap((name) => find(name) ?? [])
    .map((workload): Workload => ({ ...workload, contestants: names }));
  for (let round = 0; round < rounds; round++)
    for (const workload of workloads)
      for (const variant of variants) {
        const contestant = contestantOf(workload, variant);
        results.add(await measure({ workload, contestant, round, quick }, { folder, node: variant.node }));
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
  return table(['', ...names], rows);
};
