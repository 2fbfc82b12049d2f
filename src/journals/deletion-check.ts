import type { Turn } from '../chat';
import type { Damages } from './damages';
import { deletionsIn } from './deletions';
import type { StoreReader } from './store-reader';

/** Checks that all is noted as deleted that folding the log deletes. */
export class DeletionCheck {
  readonly #store: StoreReader;
  readonly #damages: Damages;
  readonly #expected = new Map<string | number, number>();

  constructor(store: StoreReader, damages: Damages) {
    this.#store = store;
    this.#damages = damages;
  }

  take(turn: Turn): void {
    for (const [target, seq] of deletionsIn(turn)) this.#expected.set(target, seq);
  }

  /** A server may have deleted more meanwhile. */
  end(): void {
    for (const [target, seq] of this.#expected) {
      const what = `what entry ${seq} has deleted (${target})`;
      const found = this.#damages.attempt(what, () => this.#store.deletedBy(target) ?? -1);
      if (found !== undefined && found < seq) this.#damages.add(`${what} is not noted`);
    }
  }
}
