import type { Turn } from '../../chat';
import type { Problems } from './problems';
import { deletionsIn } from '../store/room-index';
import type { StoreReader } from '../read/store-reader';

/** Checks that all is noted as deleted that folding the log deletes. */
export class DeletionCheck {
  readonly #store: StoreReader;
  readonly #problems: Problems;
  /** The batch that something was deleted in, and by which entry of it. */
  readonly #expected = new Map<string | number, { readonly batch: number; readonly seq: number }>();

  constructor(store: StoreReader, damages: Problems) {
    this.#store = store;
    this.#problems = damages;
  }

  take(batch: number, turn: Turn): void {
    for (const [target, seq] of deletionsIn(turn)) this.#expected.set(target, { batch, seq });
  }

  /** A server may have deleted more meanwhile, and have pruned what it had deleted together with the batch. */
  end(): void {
    for (const [target, { batch, seq }] of this.#expected) {
      const what = `what entry ${seq} has deleted (${target})`;
      const found = this.#problems.attempt(what, () => this.#store.deletedBy(target) ?? -1);
      if (found !== undefined && found < seq && this.#store.hasBatch(batch))
        this.#problems.add(`${what} is not noted`);
    }
  }
}
