import { clientNetwork, type ErrorReply } from '../../chat';
import type { Connection } from '../contracts/connection';
import type { LimitRejection } from '../contracts/meter';

export interface ConnectionLimits {
  /** Connections at a time; 0 is no limit. */
  readonly maxClients: number;
  /** Connections at a time from one address; 0 is no limit. */
  readonly maxPerAddress: number;
}

/** Why a connection is refused, and what it is told. */
export interface Rejection {
  readonly limit: LimitRejection;
  readonly fact: ErrorReply;
}

/** Counts the connections, in all and an address, and says who is one too many. */
export class ConnectionLimiter {
  readonly #options: ConnectionLimits;
  readonly #addresses = new Map<string, number>();
  #count = 0;

  constructor(options: ConnectionLimits) {
    this.#options = options;
  }

  /** Counts a connection in, or says why not. */
  admit({ remote }: Connection): Rejection | undefined {
    const { maxClients, maxPerAddress } = this.#options;
    const address = clientNetwork(remote);
    const here = address === undefined ? 0 : (this.#addresses.get(address) ?? 0);
    if (maxClients > 0 && this.#count >= maxClients)
      return rejection('max-clients', `the server is full: ${maxClients} clients at most`);
    if (maxPerAddress > 0 && here >= maxPerAddress)
      return rejection('max-per-address', `too many connections from your address: ${maxPerAddress} at most`);
    this.#count++;
    if (address !== undefined) this.#addresses.set(address, here + 1);
    return undefined;
  }

  /** Counts one out that had been admitted. */
  release({ remote }: Connection): void {
    const address = clientNetwork(remote);
    this.#count--;
    if (address === undefined) return;
    const here = (this.#addresses.get(address) ?? 1) - 1;
    if (here === 0) this.#addresses.delete(address);
    else this.#addresses.set(address, here);
  }
}

const rejection = (limit: LimitRejection, text: string): Rejection => ({
  limit,
  fact: { kind: 'refused', code: 'too-many-clients', text },
});
