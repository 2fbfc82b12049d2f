import type { Session } from './session';

/** Those who have not given a name. Beyond the bound the oldest is let go: it has had the most time. */
export class Unnamed {
  readonly #max: number;
  readonly #sessions = new Set<Session>();

  /** So many at a time; 0 is no bound. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Watches a session that has just begun. */
  add(session: Session): void {
    session.onUnnamed = (unnamed) => this.#note(session, unnamed);
    this.#note(session, true);
  }

  #note(session: Session, unnamed: boolean): void {
    if (!unnamed) this.#sessions.delete(session);
    else this.#sessions.add(session);
    if (this.#max === 0 || this.#sessions.size <= this.#max) return;
    const [oldest] = this.#sessions;
    oldest?.dismiss('too-many-unnamed', `too many have not entered yet: ${this.#max} at most`);
  }
}
