import { clientNetwork } from '../../chat';
import { MembersByAddress } from '../flow/members-by-address';
import type { Session, SessionSet } from '../session/session';

/**
 * Those who have not given a name. Beyond the limit one of the address that has most is disconnected, its newest: who keeps
 * opening connections pushes out its own, and the one connection of somebody who is typing is left alone. When no address
 * has more than one, it is the newcomer that has to go. Where all come from one address, a proxy or this machine, nobody
 * can be told apart: the oldest goes, or a few silent connections would keep out everybody.
 */
export class UnregisteredSessions implements SessionSet {
  readonly #max: number;
  readonly #sessions = new MembersByAddress<Session>();

  /** So many at a time; 0 is no limit. */
  constructor(max: number) {
    this.#max = max;
  }

  /** A session waits for a name. Beyond the limit one of them is ended, which may be this one. */
  add(session: Session): void {
    const address = addressOf(session);
    this.#sessions.add(address, session);
    if (this.#max === 0 || this.#sessions.size <= this.#max) return;
    const gone = this.#sessions.oldestOfSoleAddress() ?? this.#sessions.newestOfLargestAddress(address);
    gone?.disconnectWith('too-many-unnamed', `too many clients have not entered: ${this.#max} at most`);
  }

  /** A session waits no more. */
  remove(session: Session): void {
    this.#sessions.remove(addressOf(session), session);
  }
}

const addressOf = ({ connection: { remote } }: Session): string => clientNetwork(remote) ?? remote;
