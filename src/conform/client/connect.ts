import { connect, type Socket } from 'node:net';
import { Unreachable } from './errors';

/** Where a server is. */
export interface Target {
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused; is the server running?',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'it did not answer in time',
  ECONNRESET: 'the connection was reset',
};

/** A host and a port as one word; an IPv6 address is in brackets. */
export const endpoint = ({ host, port }: Target): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

const unreachable = (target: Target, code: string | undefined, message: string): Unreachable =>
  new Unreachable(`can't connect to ${endpoint(target)}: ${reasons[code ?? ''] ?? message}`);

/** A socket to a server, which ends when the server ends. Rejects with `Unreachable`. */
export const connectTo = (target: Target): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ ...target });
    const fail = ({ code, message }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      socket.destroy();
      reject(unreachable(target, code, message));
    };
    const timer = setTimeout(() => fail({ name: '', message: '', code: 'ETIMEDOUT' }), CONNECT_TIMEOUT_MS);
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
  });
