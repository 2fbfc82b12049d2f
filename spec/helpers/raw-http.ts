import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gather, type Output } from './run-program';

export interface RawHttp {
  readonly socket: Socket;
  /** What the server has said so far. */
  readonly heard: Output;
  /** Resolves with all that it has said, once it says no more. */
  readonly closed: Promise<string>;
}

const opened = new Set<Socket>();

/** Closes what a test left open; for `afterEach`. */
export const closeRawHttp = (): void => {
  for (const socket of opened) socket.destroy();
  opened.clear();
};

/** A socket to a server on this machine, which has sent this. It does not close its own side. */
export const rawHttp = async (port: number, ...lines: readonly string[]): Promise<RawHttp> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  opened.add(socket);
  socket.on('error', () => undefined);
  const heard = gather(socket);
  const over = new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  const closed = over.then(() => heard.text);
  await once(socket, 'connect');
  if (lines.length > 0) socket.write(lines.join('\r\n'));
  return { socket, heard, closed };
};

/** A request as it goes over the wire. */
export const requestOf = (line: string, ...headers: readonly string[]): string =>
  [`${line} HTTP/1.1`, 'Host: chat.example', ...headers, '', ''].join('\r\n');

/** A request for a WebSocket as it goes over the wire. */
export const upgradeOf = (path = '/ws', ...headers: readonly string[]): string =>
  requestOf(
    `GET ${path}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  );
