import type { Session } from './session';

/** Those who have not entered. Beyond the bound the oldest is let go: it has had the most time. */
export class Unnamed {
  readonly #max: number;
  readonly #sessions = new Set<Session>();

  /** So many at a time; 0 is no bound. */
  constructor(max: number) {
    this.#max = max;
  }

  add(session: Session): void {
    this.#sessions.add(session);
    session.onNamed = () => this.#sessions.delete(session);
    if (this.#max === 0 || this.#sessions.size <= this.#max) return;
    const [oldest] = this.#sessions;
    oldest?.dismiss('too-many-unnamed', `too many have not entered yet: ${this.#max} at most`);
  }
}
