import type { ServerProcess } from './server-process';

/** What a fault has to work with. */
export interface Stage {
  readonly server: ServerProcess;
  readonly port: number;
  /** About how long it may take. */
  readonly seconds: number;
  /** A number from 0 to n - 1 that is the same for the same seed. */
  readonly below: (n: number) => number;
  /** A promised time, or ten times as long in a lenient run. */
  readonly within: (ms: number) => number;
  /** Speeds are shown, not judged. */
  readonly lenient: boolean;
}

export interface Outcome {
  /** What was done, with its counts. */
  readonly done: string;
  /** What did not hold. */
  readonly problems: readonly string[];
}

/** One way in which clients misbehave, and what must hold while and after they do. */
export interface Fault {
  readonly name: string;
  /** Options of the server, beside the port. */
  readonly args: (seconds: number) => readonly string[];
  /** Whether the bystanders' lines must arrive in time; where talk is held, they wait as everybody does. */
  readonly punctual: boolean;
  /** Whether it leaves most of the machine to others. */
  readonly light: boolean;
  /** Does it, cleans up after itself, and says what did not hold. */
  readonly run: (stage: Stage) => Promise<Outcome>;
}
