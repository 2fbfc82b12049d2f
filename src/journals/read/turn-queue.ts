/** How many goes all readers together have in a pass of the event loop. */
const MOST = 4;

/** Shares the event loop out: whoever reads much takes a go at a time, and waits for its next behind the others. */
export class Goes {
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is its turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(() => this.#pass());
    });
  }

  #pass(): void {
    const first = this.#waiting.splice(0, MOST);
    if (this.#waiting.length > 0) setImmediate(() => this.#pass());
    for (const go of first) go();
  }
}
