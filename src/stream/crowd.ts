import type { Clock } from './clock';
import type { Connection } from './connection';

/** How long the last connections may take to go, in ms. */
const PATIENCE = 4000;

/** The connections that are open, so that a server can end when the last of them has. */
export class Crowd {
  readonly #clock: Clock;
  readonly #open = new Set<Connection>();
  #onEmpty: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(connection: Connection): void {
    this.#open.add(connection);
  }

  remove(connection: Connection): void {
    this.#open.delete(connection);
    if (this.#open.size === 0) this.#onEmpty?.();
  }

  forEach(act: (connection: Connection) => void): void {
    this.#open.forEach(act);
  }

  /** Resolves when every connection is closed; those that take longer than 4 s are destroyed. */
  async gone(): Promise<void> {
    if (this.#open.size === 0) return;
    const cancel = this.#clock.setTimeout(
      () => this.forEach((connection) => connection.destroy('shutdown')),
      PATIENCE,
    );
    await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    cancel();
  }
}
