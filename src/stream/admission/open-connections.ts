import { closeReason } from '../contracts/close-reason';
import type { Clock } from '../contracts/clock';
import type { Connection } from '../contracts/connection';
import { Timer } from '../flow/timer';

/** How long the last connections may take to go, in ms, and how long one that was destroyed may take to say so. */
const CLOSE_TIMEOUT_MS = 4000;
const DESTROY_GRACE_MS = 250;

/** The connections that are open, so that a server can end when the last of them has. */
export class OpenConnections {
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

  /** Resolves when every connection is closed; those that take longer than 4 s, or than that, are destroyed. */
  async allClosed(patience: number = CLOSE_TIMEOUT_MS): Promise<void> {
    if (this.#open.size === 0) return;
    const deadline = new Timer(this.#clock);
    deadline.start(Math.max(0, Math.min(patience, CLOSE_TIMEOUT_MS)), () => {
      deadline.start(DESTROY_GRACE_MS, () => this.#destroyRemaining());
      this.forEach((connection) => connection.destroy(closeReason('shutdown')));
    });
    await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    deadline.clear();
  }

  /** They were destroyed, and never say that they are closed: for us they are. */
  #destroyRemaining(): void {
    for (const connection of [...this.#open]) {
      connection.onClose();
      connection.onClose = () => undefined;
      this.remove(connection);
    }
  }
}
