import type { Entry } from '../../chat';
import type { Problems } from './problems';

/** Checks that the entries follow on one another: no seq is left out, and none comes twice. Their dates may go back. */
export class SequenceCheck {
  readonly #problems: Problems;
  /** The seq that must come next; undefined behind a batch that can't be read. */
  #next: number | undefined;

  constructor(damages: Problems) {
    this.#problems = damages;
  }

  /** The seq that must come next; undefined if that is not known. */
  get next(): number | undefined {
    return this.#next;
  }

  /** Later checks continue from there. */
  begin(seq: number | undefined): void {
    this.#next = seq === undefined ? undefined : seq + 1;
  }

  /** Whether a batch follows on without a hole: only then it can be reduced. */
  take(batch: number, entries: readonly Entry[]): boolean {
    const first = entries[0]?.seq;
    if (first !== batch) {
      this.#problems.add(`the batch of entry ${batch} begins with ${first ?? 'nothing'}`);
      return false;
    }
    return entries.map((entry) => this.#takeEntry(entry)).every((follows) => follows);
  }

  #takeEntry({ seq }: Entry): boolean {
    const next = this.#next ?? seq;
    if (seq < next) this.#problems.add(`entry ${seq} is there twice`);
    if (seq > next) this.#problems.add(missingText(next, seq - 1));
    this.#next = Math.max(next, seq + 1);
    return seq === next;
  }
}

const missingText = (from: number, to: number): string =>
  from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
