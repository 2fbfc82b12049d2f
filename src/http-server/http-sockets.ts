import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { addressOf } from '../chat';
import { remoteOf } from '../transports';

/** A socket, as far as it is told apart here. */
type Waiting = Duplex & Partial<Pick<Socket, 'remoteAddress' | 'remotePort'>>;

/** The sockets of an HTTP port that are no WebSockets, or not yet. There is a bound on how many there are. */
export class WaitingSockets {
  readonly #max: number;
  #size = 0;
  /** Those of each address, in the order in which they came. */
  readonly #sockets = new Map<string, Set<Waiting>>();
  readonly #addresses = new WeakMap<Duplex, string>();

  /** At most so many; 0 is no bound. */
  constructor(max: number) {
    this.#max = max === 0 ? Infinity : max;
  }

  /** Beyond the bound the oldest of the address that has most of them is let go: it had its time. */
  add(socket: Waiting): void {
    const { remoteAddress, remotePort } = socket;
    const address = addressOf(remoteOf({ remoteAddress, remotePort })) ?? '';
    const here = this.#sockets.get(address) ?? new Set();
    this.#addresses.set(socket, address);
    this.#sockets.set(address, here.add(socket));
    this.#size++;
    socket.once('close', () => this.remove(socket));
    if (this.#size > this.#max) this.#oldest()?.destroy();
  }

  /** By the time that it is closed it has no address any more. */
  remove(socket: Waiting): void {
    const address = this.#addresses.get(socket) ?? '';
    const here = this.#sockets.get(address);
    if (!here?.delete(socket)) return;
    this.#size--;
    if (here.size === 0) this.#sockets.delete(address);
  }

  close(): void {
    for (const here of this.#sockets.values()) for (const socket of here) socket.destroy();
  }

  #oldest(): Waiting | undefined {
    let most = new Set<Waiting>();
    for (const here of this.#sockets.values()) if (here.size > most.size) most = here;
    const [oldest] = most;
    return oldest;
  }
}
