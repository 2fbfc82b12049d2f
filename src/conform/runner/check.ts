import type { CheckContext } from '../client/context';

/** One rule of a profile, and how it is judged. */
export interface Check {
  /** One word, unique in its profile, such as `leave`. */
  readonly id: string;
  /** The rule as a sentence, and what is accepted where there is a choice. */
  readonly rule: string;
  /** Nothing else goes on meanwhile: it counts clients, or every byte. */
  readonly serial?: true;
  /** Without it no other rule can be judged: if it is broken, those behind it are not tried. It is also run alone. */
  readonly prerequisite?: true;
  /** Rejects with `Failed` if the rule is broken, with `Skipped` if it can't be judged. */
  readonly run: (stage: CheckContext) => Promise<void>;
}

/** The rules for a kind of server. */
export interface Profile {
  readonly name: string;
  /** How many checks go on at once. */
  readonly concurrency: number;
  /** In the order of the report. */
  readonly checks: readonly Check[];
}

/** How a check ended. `expected` is empty where nothing of the rule itself was seen to be broken. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly expected: string; readonly came: string }
  | { readonly kind: 'skipped'; readonly because: string };

/** How a check ended, and how long it took in milliseconds. */
export type Result = Outcome & { readonly check: Check; readonly ms: number };
