import type { RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';

/** How many requests of a connection may wait for their answers to be taken. Browsers and proxies send one at a time. */
const AHEAD = 8;

/** How long a client may take to take an answer, in ms. */
const TAKE = 60_000;

/**
 * Answers the requests of each connection, each within a bounded time, and lets go of a connection that sends more
 * requests ahead. One read has room for thousands, which would all be answered before anybody else's turn comes.
 */
export class OneByOne {
  readonly answer: RequestListener;
  /** How many answers of each connection are under way. */
  readonly #waiting = new WeakMap<Duplex, number>();

  constructor(answer: RequestListener) {
    this.answer = (request, response) => {
      const { socket } = request;
      if (socket.destroyed) return;
      const ahead = this.#ahead(socket);
      if (ahead === AHEAD) return void socket.destroy();
      this.#waiting.set(socket, ahead + 1);
      const late = setTimeout(() => socket.destroy(), TAKE);
      response.once('close', () => {
        clearTimeout(late);
        this.#waiting.set(socket, this.#ahead(socket) - 1);
      });
      answer(request, response);
    };
  }

  /** Whether an answer to an earlier request is still under way there. */
  isBusy(socket: Duplex): boolean {
    return this.#ahead(socket) > 0;
  }

  #ahead(socket: Duplex): number {
    return this.#waiting.get(socket) ?? 0;
  }
}
