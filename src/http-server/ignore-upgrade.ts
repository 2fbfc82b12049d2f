import { ServerResponse, type IncomingMessage, type RequestListener } from 'node:http';
import { drainAndClose } from './raw-response';

/**
 * Answers a request that offers another protocol, such as `h2c`, as if it did not (RFC 9110, 7.8), and closes. Its
 * connection must have no other answer under way.
 */
export const respondWithoutUpgrade = (answer: RequestListener, request: IncomingMessage): void => {
  const { socket } = request;
  // Node has taken its own listeners off the socket by now, and an error that nobody hears would end the process.
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => drainAndClose(socket));
  answer(request, response);
};
