import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { clientNetwork } from '../chat';
import { MembersByAddress } from '../stream';
import { remoteOf } from '../transports/internal';

/** A socket, as far as it is told apart here. */
type HttpSocket = Duplex & Partial<Pick<Socket, 'remoteAddress' | 'remotePort'>>;

/** The sockets of an HTTP port that are no WebSockets, or not yet. There is a limit on how many there are. */
export class HttpSocketLimiter {
  readonly #max: number;
  readonly #sockets = new MembersByAddress<Duplex>();
  readonly #addresses = new WeakMap<Duplex, string>();

  /** At most so many; 0 is no limit. */
  constructor(max: number) {
    this.#max = max === 0 ? Infinity : max;
  }

  /** Beyond the limit the oldest of the address that has most of them is disconnected: it had its time. */
  add(socket: HttpSocket): void {
    const { remoteAddress, remotePort } = socket;
    const address = clientNetwork(remoteOf({ remoteAddress, remotePort })) ?? '';
    this.#addresses.set(socket, address);
    this.#sockets.add(address, socket);
    socket.once('close', () => this.remove(socket));
    if (this.#sockets.size > this.#max) this.#sockets.oldestOfMost()?.destroy();
  }

  /** By the time that it is closed it has no address any more. */
  remove(socket: Duplex): void {
    this.#sockets.remove(this.#addresses.get(socket) ?? '', socket);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
