import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE_GRACE_MS } from '../transports/internal';

/** An answer as it goes over the wire, for where there is no request that it answers. */
export const rawResponse = (status: number, text: string): string => {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: text/plain',
    'Connection: close',
  ];
  return [...head, '', `${text}\n`].join('\r\n');
};

/** Closes, within a bounded time. Further input is read and dropped, because a reset would discard the answer. */
export const drainAndClose = (socket: Duplex, last?: string): void => {
  const late = setTimeout(() => socket.destroy(), CLOSE_GRACE_MS);
  socket.on('error', () => socket.destroy()).once('close', () => clearTimeout(late));
  socket.resume().end(last);
};

/** Says why, and closes. */
export const rejectSocket = (socket: Duplex, status: number, text: string): void =>
  drainAndClose(socket, rawResponse(status, text));
