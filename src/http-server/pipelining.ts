import type { RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemClock } from '../stream';

/** How many requests of a connection may wait for their answers to be taken. Browsers and proxies send one at a time. */
const MAX_PIPELINED_REQUESTS = 8;

/** How long a client may take to take an answer, in ms. */
const RESPONSE_TIMEOUT_MS = 60_000;

/**
 * Answers the requests of each connection, each within a bounded time, and lets go of a connection that sends more
 * requests ahead. One read has room for thousands, which would all be answered before anybody else's turn comes.
 */
export class PipeliningLimiter {
  readonly handle: RequestListener;
  /** The answers of each connection: how many there were, and the time limits of those that are under way. */
  readonly #answers = new WeakMap<Duplex, { begun: number; readonly open: Set<() => void> }>();

  constructor(answer: RequestListener) {
    this.handle = (request, response) => {
      const { socket } = request;
      if (socket.destroyed) return;
      const answers = this.#answersOf(socket);
      if (answers.open.size === MAX_PIPELINED_REQUESTS) return void socket.destroy();
      answers.begun++;
      const cancel = systemClock.setTimeout(() => socket.destroy(), RESPONSE_TIMEOUT_MS);
      answers.open.add(cancel);
      response.once('close', () => {
        cancel();
        answers.open.delete(cancel);
      });
      answer(request, response);
    };
  }

  /** Node emits no `close` for an answer that waits behind another one as the connection ends. */
  #answersOf(socket: Duplex) {
    const known = this.#answers.get(socket);
    if (known) return known;
    const answers = { begun: 0, open: new Set<() => void>() };
    this.#answers.set(socket, answers);
    socket.once('close', () => answers.open.forEach((cancel) => cancel()));
    return answers;
  }

  /** Whether an answer to an earlier request is still under way there. */
  isBusy(socket: Duplex): boolean {
    return (this.#answers.get(socket)?.open.size ?? 0) > 0;
  }

  /** Lets go of a connection whose time is up, unless its next request has come meanwhile: that is read first. */
  onTimeout(socket: Duplex): void {
    const before = this.#answers.get(socket)?.begun;
    setImmediate(() => this.#answers.get(socket)?.begun === before && socket.destroy());
  }
}
