import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Guest, Manners } from './guest';
import { cutLines } from './cut-lines';

/** Whether a server is to break a rule in this way. */
export type Has = (fault: string) => boolean;

export interface ReferenceServer {
  readonly port: number;
  close(): void;
}

/** Hears nobody while somebody is in the middle of a line. */
const heldUp = (manners: Manners, halves: ReadonlySet<Guest>): Manners => {
  const waiting: (() => void)[] = [];
  const release = () => {
    if (halves.size === 0) waiting.splice(0).forEach((hear) => hear());
  };
  const hear = (guest: Guest, line: string) => {
    waiting.push(() => manners.hear(guest, line));
    setImmediate(release);
  };
  const leave = (guest: Guest) => {
    manners.leave(guest);
    setImmediate(release);
  };
  return { ...manners, hear, leave };
};

const welcome = (socket: Socket, manners: Manners, has: Has, halves: Set<Guest>): void => {
  const guest: Guest = { socket, name: '', room: 'lobby', tries: 0 };
  const lines = cutLines(guest, manners, has);
  let gone = false;
  const leave = () => {
    if (gone) return;
    gone = !has('tells a reset twice');
    halves.delete(guest);
    manners.leave(guest);
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    lines.take(chunk);
    if (lines.unfinished()) halves.add(guest);
    else halves.delete(guest);
  });
  socket.once('end', () => {
    lines.end();
    leave();
    gone = true;
    socket.end();
  });
  socket.once('error', () => has('loses resets') || leave());
  socket.once('close', (failed) => (failed && has('loses resets')) || leave());
  manners.greet(guest);
};

/** Listens on a free port, and serves by these manners. */
export const listen = async (kind: Manners, has: Has): Promise<ReferenceServer> => {
  const halves = new Set<Guest>();
  const manners = has('is held up by half a line') ? heldUp(kind, halves) : kind;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    welcome(socket, manners, has, halves);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  };
  return { port: (server.address() as AddressInfo).port, close };
};
