import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A socket to the server; what goes wrong with it is for `close` to tell. */
export const dial = (port: number, localAddress = '127.0.0.1'): Socket => {
  const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
  return socket.on('error', () => undefined);
};

/** Resolves once it is connected, false if it is not to be. */
export const connected = async (socket: Socket): Promise<boolean> => {
  if (socket.connecting)
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
  return !socket.destroyed;
};

/** One of so many addresses of this machine, so that nobody's cap an address is met. */
export const addressOf = (index: number, perAddress = 200): string =>
  `127.0.0.${2 + Math.floor(index / perAddress)}`;

/** Enters under a name; resolves once it is in, with what it has said so far and says from here on. */
export const enter = async (port: number, name: string, localAddress?: string): Promise<Entered> => {
  const socket = dial(port, localAddress);
  const entered: Entered = { socket, text: '' };
  const welcomed = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      entered.text += chunk.toString('latin1');
      if (entered.text.includes(`* welcome, ${name}`)) resolve();
    });
    socket.on('close', () => resolve());
  });
  socket.write(`${name}\n`);
  await welcomed;
  return entered;
};

export interface Entered {
  readonly socket: Socket;
  /** All that it has been sent. */
  text: string;
}

/** Writes at the pace of the other side, until there is no more, or `go` says no. */
export const pour = async (
  socket: Socket,
  chunks: Iterable<Buffer>,
  go: () => boolean = () => true,
): Promise<number> => {
  let bytes = 0;
  for (const chunk of chunks) {
    if (socket.destroyed || !go()) break;
    bytes += chunk.length;
    if (!socket.write(chunk)) await room(socket, go);
  }
  return bytes;
};

/** Resolves once the socket takes more, is closed, or `go` says no. */
const room = (socket: Socket, go: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearInterval(timer);
      socket.off('drain', done).off('close', done);
      resolve();
    };
    const timer = setInterval(() => !go() && done(), 50);
    socket.on('drain', done).on('close', done);
    if (socket.destroyed) done();
  });
