import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';
import { Observable } from 'rxjs';
import { ChatError } from '../chat';
import type { Address, Connection, Transport } from '../stream';
import { duplex } from './duplex';

export interface TcpOptions {
  /** 0 is any free one. @default 8989 */
  readonly port?: number;
  /** @default all interfaces, IPv6 and IPv4 */
  readonly host?: string;
  /** The most bytes a line may have, without its newline; 0 is no bound. @default 4096 */
  readonly maxLine?: number;
}

/** Connections that the kernel may keep for us while we are busy; it takes no more than its own bound. */
const BACKLOG = 4096;

/** How long a silent client is left alone before the kernel asks whether it is still there, in ms. */
const KEEPALIVE = 30_000;

/**
 * Listens on a TCP port while it is subscribed to; each client is a connection. Unsubscribing stops listening and
 * leaves the connections as they are.
 */
export const tcp = ({ port = 8989, host, maxLine = 4096 }: TcpOptions = {}): Transport => {
  const { promise, resolve, reject } = deferred<readonly Address[]>();
  const connection$ = new Observable<Connection>((subscriber) => {
    const server = createServer(
      { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEPALIVE },
      (socket) => subscriber.next(duplex(socket, { remote: remoteOf(socket), maxLine })),
    );
    server.on('listening', () => resolve([addressOf(server)]));
    const fail = (error: NodeJS.ErrnoException) => {
      const failure = explain(error, `tcp://${bracket(host ?? '::')}:${port}`);
      reject(failure);
      subscriber.error(failure);
    };
    server.on('error', fail);
    try {
      server.listen({ port, backlog: BACKLOG, ...(host === undefined ? {} : { host }) });
    } catch (error) {
      fail(error as NodeJS.ErrnoException);
    }
    return () => server.close();
  });
  return Object.assign(connection$, { listening: promise });
};

/** `ADDRESS:PORT`, with brackets where the address has colons. An IPv4 client is IPv4, also on a dual-stack socket. */
const remoteOf = ({ remoteAddress = 'unknown', remotePort = 0 }: Socket): string =>
  `${bracket(remoteAddress.replace(/^::ffff:(?=[\d.]+$)/i, ''))}:${remotePort}`;

const bracket = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

const addressOf = (server: Server): Address => {
  const { address, port } = server.address() as AddressInfo;
  return { url: `tcp://${bracket(address)}:${port}`, host: address, port };
};

const explain = (cause: NodeJS.ErrnoException, url: string): ChatError => {
  const fail = (why: string) => new ChatError('RX_CHAT_LISTEN', `${url} ${why}`, { cause });
  switch (cause.code) {
    case 'EADDRINUSE':
      return new ChatError(
        'RX_CHAT_ADDRESS_IN_USE',
        `${url} is in use: choose another port, or stop what has it`,
        { cause },
      );
    case 'EACCES':
      return fail('is not allowed: choose a port from 1024 up, or run as one who may');
    case 'EADDRNOTAVAIL':
      return fail('is not on this machine: choose another host');
    case 'ERR_SOCKET_BAD_PORT':
      return fail('has no such port: choose one from 0 to 65535, 0 is any free one');
    case 'ENOTFOUND':
      return fail('has a host that is not known: choose another host');
    default:
      return fail(`can't be listened on: ${cause.message}`);
  }
};

const deferred = <T>() => {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  promise.catch(() => undefined);
  return { promise, resolve, reject };
};
