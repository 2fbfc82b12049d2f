import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';
import { Observable } from 'rxjs';
import { ChatError } from '../../chat';
import type { Address, Connection, Transport } from '../../stream';

/** The differences between kinds of listeners. */
export interface ListenerSpec {
  /** Where it is to listen, in the form of its ready line: errors name it. */
  readonly url: string;
  /** Work before listening; its rejection is the error. */
  readonly prepare?: () => Promise<void>;
  readonly listen: (server: Server) => void;
  /** Where it listens, once it does. */
  readonly address: (server: Server) => Address;
  /** Takes the sockets, and makes a connection of each, immediately or later. */
  readonly accept: (next: (connection: Connection) => void) => (socket: Socket) => void;
  /** It listens no more: lets go what is no connection yet. */
  readonly close?: () => void;
}

/** How long a silent client is left alone before the kernel asks whether it is still there, in ms. */
const TCP_KEEPALIVE_MS = 30_000;

/** Connections that the kernel may keep for us while we are busy; it takes no more than its own limit. */
export const BACKLOG = 4096;

/**
 * Listens while it is subscribed to; each client is a connection. Unsubscribing stops listening and leaves the
 * connections as they are.
 */
export const listen = (listener: ListenerSpec): Transport => {
  const { promise, resolve, reject } = deferred<readonly Address[]>();
  const connection$ = new Observable<Connection>((subscriber) => {
    const server = createServer(
      { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS },
      listener.accept((connection) => subscriber.next(connection)),
    );
    const fail = (error: unknown) => {
      const failure = toListenError(error as NodeJS.ErrnoException, listener.url);
      reject(failure);
      subscriber.error(failure);
    };
    const start = () => {
      try {
        if (!subscriber.closed) listener.listen(server);
      } catch (error) {
        fail(error);
      }
    };
    // One that was closed while its host was looked up listens all the same.
    server.on('listening', () => (subscriber.closed ? server.close() : resolve([listener.address(server)])));
    server.on('error', fail);
    if (listener.prepare) listener.prepare().then(start, fail);
    else start();
    return () => {
      reject(new ChatError('RX_CHAT_CLOSED', `${listener.url} was closed before it listened`));
      server.close();
      listener.close?.();
    };
  });
  return Object.assign(connection$, { listening: promise });
};

/** `ADDRESS:PORT`, with brackets where the address has colons. An IPv4 client is IPv4, also on a dual-stack socket. */
export const remoteOf = ({
  remoteAddress = 'unknown',
  remotePort = 0,
}: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${bracketHost(remoteAddress.replace(/^::ffff:(?=[\d.]+$)/i, ''))}:${remotePort}`;

/** The URL of a host and a port. */
export const urlOf = (scheme: string, host = '::', port = 0): string =>
  `${scheme}://${bracketHost(host)}:${port}`;

/** Where a server listens that has a host and a port. */
export const boundAddress = (scheme: string, server: Server): Address => {
  const { address: host, port } = server.address() as AddressInfo;
  return { url: urlOf(scheme, host, port), host, port };
};

export const bracketHost = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

/** The error of a listener, as it is told. */
export const toListenError = (cause: NodeJS.ErrnoException, url: string): ChatError => {
  if (cause instanceof ChatError) return cause;
  const fail = (why: string) => new ChatError('RX_CHAT_LISTEN', `${url} ${why}`, { cause });
  const isPath = url.startsWith('unix:');
  switch (cause.code) {
    case 'EADDRINUSE':
    case 'EEXIST':
      return new ChatError(
        'RX_CHAT_ADDRESS_IN_USE',
        `${url} is in use: choose another ${isPath ? 'path' : 'port'}, or stop what has it`,
        { cause },
      );
    case 'EACCES':
      return fail(
        isPath
          ? 'is not allowed: choose a path in a folder that you may write to'
          : 'is not allowed: choose a port from 1024 up, or run as one who may',
      );
    case 'EADDRNOTAVAIL':
      return fail('is not on this machine: choose another host');
    case 'ERR_SOCKET_BAD_PORT':
      return fail('has no such port: choose one from 0 to 65535, 0 is any free one');
    case 'ENOTFOUND':
      return fail('has a host that is not known: choose another host');
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('is in a folder that is not there: choose another path');
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
