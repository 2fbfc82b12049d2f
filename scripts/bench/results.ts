import { median } from '../statistics';
import type { Figure, Workload } from './workloads';

/** What one run of a workload showed, by the keys of its figures. */
export interface Run {
  readonly workload: Workload;
  readonly contestant: string;
  readonly round: number;
  readonly values: Readonly<Record<string, number>>;
}

/** The runs of a benchmark: medians, and ratios within a round, since a machine is not as fast at all times. */
export class Results {
  readonly #runs: Run[] = [];

  add(run: Run): void {
    this.#runs.push(run);
  }

  has(workload: Workload): boolean {
    return this.#runs.some((run) => run.workload === workload);
  }

  contestants(workload: Workload): readonly string[] {
    return workload.contestants.filter((name) => this.#of(workload, name).length > 0);
  }

  /** The median of the rounds; NaN if there was none. */
  value(workload: Workload, contestant: string, { key }: Figure): number {
    return median(this.#of(workload, contestant).map(({ values }) => values[key] ?? NaN));
  }

  /** How much one is of another: the median of the rounds in which both ran. */
  ratio(workload: Workload, [one, other]: readonly [string, string], { key }: Figure): number {
    const ratios = this.#of(workload, one).flatMap(({ round, values }) => {
      const base = this.#of(workload, other).find((run) => run.round === round)?.values[key];
      const value = values[key];
      return base === undefined || value === undefined ? [] : [value / base];
    });
    return median(ratios);
  }

  #of(workload: Workload, contestant: string): readonly Run[] {
    return this.#runs.filter((run) => run.workload === workload && run.contestant === contestant);
  }
}
