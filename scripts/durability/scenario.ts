/** What a trial has to work with. */
export interface Stage {
  /** The built program. */
  readonly server: string;
  /** A folder of its own, on a real disk; it is removed afterwards. */
  readonly folder: string;
  /** A number from 0 to n - 1 that is the same for the same seed. */
  readonly below: (n: number) => number;
  readonly sizes: Sizes;
  /** Which damages are done to a file. */
  readonly kinds: readonly string[];
}

/** How much of everything. */
export interface Sizes {
  readonly rounds: number;
  /** How long is written before a kill, at most, in ms. */
  readonly writing: number;
  readonly cuts: number;
  /** Within how many ms a server that was killed listens again. */
  readonly start: number;
  readonly seconds: number;
  readonly messages: number;
}

/** A row of the table, and what did not hold. */
export interface Finding {
  readonly done: string;
  readonly found: string;
  readonly problems: readonly string[];
  /** Why it was not done, if it was not. */
  readonly skipped?: boolean;
}

export interface Trial {
  readonly name: string;
  readonly run: (stage: Stage) => AsyncIterable<Finding>;
}

export const skipped = (done: string, why: string): Finding => ({
  done,
  found: why,
  problems: [],
  skipped: true,
});

/** A few of many lines. */
export const few = (lines: readonly string[], most = 3): readonly string[] =>
  lines.length > most ? [...lines.slice(0, most), `and ${lines.length - most} more`] : lines;
