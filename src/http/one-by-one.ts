import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** How many requests of a connection may wait for their answers to be taken. Browsers and proxies send one at a time. */
const AHEAD = 8;

/**
 * Lets go of a connection that sends more requests ahead. One read has room for thousands, which would all be answered
 * before anybody else's turn comes.
 */
export const oneByOne = (answer: RequestListener): RequestListener => {
  const waiting = new WeakMap<Duplex, number>();
  return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const ahead = waiting.get(socket) ?? 0;
    if (ahead === AHEAD) return void socket.destroy();
    waiting.set(socket, ahead + 1);
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    answer(request, response);
  };
};
