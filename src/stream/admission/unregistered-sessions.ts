import { clientNetwork } from '../../chat';
import { MembersByAddress } from '../flow/members-by-address';
import type { Session, SessionSet } from '../session/session';

/**
 * Those who have not given a name. Beyond the limit the newest session of the address that has most is disconnected. A
 * client that keeps opening connections pushes out its own. The one connection of a person who is typing is left alone.
 * When no address has more than one, it is the newcomer that has to go. Where all come from one address, a proxy or
 * this machine, the clients can't be distinguished. So the oldest goes, or a few silent connections would keep out all
 * others.
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
