import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly clients: number;
  readonly senders: number;
  /** Lines each sender writes. */
  readonly lines: number;
  /** Bytes of text a line. */
  readonly size: number;
}

export interface Result {
  readonly deliveries: number;
  readonly missing: number;
  readonly seconds: number;
}

const NEWLINE = 0x0a;

const countLines = (bytes: Uint8Array, length: number): number => {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < length; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
};

/** All clients read into the same memory, for what they read is only counted: the load is to cost less than the server. */
const buffer = Buffer.alloc(256 * 1024);

/** One client: counts the bytes it gets once the storm begins, and the lines if it is to. */
class Client {
  readonly socket: Socket;
  bytes = 0;
  lines = 0;
  listens = false;

  constructor(port: number) {
    const callback = (length: number, bytes: Uint8Array): boolean => {
      this.bytes += length;
      if (this.listens) this.lines += countLines(bytes, length);
      return true;
    };
    this.socket = connect({ port, host: '127.0.0.1', onread: { buffer, callback } });
  }
}

/** Resolves once nothing has come for a while; the joins are over, and their lines are not counted. */
const quiet = async (clients: readonly Client[]): Promise<void> => {
  for (let before = -1, now = 0; before !== now;) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
    now = clients.reduce((sum, { bytes }) => sum + bytes, 0);
  }
};

/**
 * All clients join one room, then the senders write as fast as the server reads. Lines are counted at one listener;
 * since all lines have the same length, the others' bytes say how many lines they have had.
 */
export const storm = async (
  port: number,
  { clients: count, senders, lines, size }: Load,
): Promise<Result> => {
  const clients = Array.from({ length: count }, () => new Client(port));
  await Promise.all(clients.map(({ socket }) => once(socket, 'connect')));
  clients.forEach(({ socket }, index) => socket.write(`user${String(index).padStart(5, '0')}\n`));
  await quiet(clients);
  clients.forEach((client) => (client.bytes = 0));
  const listener = clients.at(-1);
  if (listener) listener.listens = true;

  const text = 'x'.repeat(size);
  const all = senders * lines;
  const expected = all * (count - senders) + senders * (all - lines);
  const block = Buffer.from(`${text}\n`.repeat(100));
  const started = performance.now();
  for (const { socket } of clients.slice(0, senders))
    for (let i = 0; i < lines; i += 100) socket.write(block);

  const received = () => {
    const perLine = listener?.lines ? listener.bytes / listener.lines : Infinity;
    return clients.reduce((sum, { bytes }) => sum + Math.round(bytes / perLine), 0);
  };
  let last = { at: started, count: 0 };
  while (performance.now() - last.at < 5000) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const now = received();
    if (now !== last.count) last = { at: performance.now(), count: now };
    if (now >= expected) break;
  }
  clients.forEach(({ socket }) => socket.destroy());
  return { deliveries: last.count, missing: expected - last.count, seconds: (last.at - started) / 1000 };
};
