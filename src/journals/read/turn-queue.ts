/** How many goes all readers together have in a pass of the event loop. */
const MAX_TURNS_PER_PASS = 4;

/** Shares the event loop out: whoever reads much takes a go at a time, and waits for its next behind the others. */
export class TurnQueue {
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is its turn. */
  nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(() => this.#pass());
    });
  }

  #pass(): void {
    const first = this.#waiting.splice(0, MAX_TURNS_PER_PASS);
    if (this.#waiting.length > 0) setImmediate(() => this.#pass());
    for (const go of first) go();
  }
}
