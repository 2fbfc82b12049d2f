import { addressOf } from '../../chat';
import { HeadCount } from '../flow/members-by-address';
import type { Session } from '../session/session';

/**
 * Those who have not given a name. Beyond the bound one of the address that has most is let go, its newest: who keeps
 * opening connections pushes out its own, and the one connection of somebody who is typing is left alone. When no address
 * has more than one, it is the newcomer that has to go. Where all come from one address, a proxy or this machine, nobody
 * can be told apart: the oldest goes, or a few silent connections would keep out everybody.
 */
export class Unnamed {
  readonly #max: number;
  readonly #sessions = new HeadCount<Session>();

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
    const { remote } = session.connection;
    const address = addressOf(remote) ?? remote;
    if (!unnamed) return this.#sessions.remove(address, session);
    this.#sessions.add(address, session);
    if (this.#max === 0 || this.#sessions.size <= this.#max) return;
    const gone = this.#sessions.oldestOfOne() ?? this.#sessions.newestOfMost(address);
    gone?.dismiss('too-many-unnamed', `too many have not entered yet: ${this.#max} at most`);
  }
}
