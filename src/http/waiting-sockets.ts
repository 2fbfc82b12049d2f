import type { Duplex } from 'node:stream';

/** The sockets of an HTTP port that are no WebSockets, or not yet. There is a bound on how many there are. */
export class WaitingSockets {
  readonly #max: number;
  /** In the order in which they came. */
  readonly #sockets = new Set<Duplex>();

  /** At most so many; 0 is no bound. */
  constructor(max: number) {
    this.#max = max === 0 ? Infinity : max;
  }

  /** Beyond the bound the oldest is let go: it had its time. */
  add(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.remove(socket));
    const [oldest] = this.#sockets;
    if (this.#sockets.size > this.#max) oldest?.destroy();
  }

  remove(socket: Duplex): void {
    this.#sockets.delete(socket);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
