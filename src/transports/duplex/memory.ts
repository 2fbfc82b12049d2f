import { duplexPair, type Duplex } from 'node:stream';
import { Subject } from 'rxjs';
import type { Connection, Transport } from '../../stream';
import { duplex, type DuplexOptions } from './duplex-connection';

/** A transport within the process. */
export interface MemoryTransport extends Transport {
  /** The client's end of a new connection. Attach the transport first: until then a connection is lost. */
  connect(options?: DuplexOptions): Duplex;
}

/**
 * A transport without a network: each `connect` is a client.
 *
 * @example
 * const transport = memory();
 * await chat.attach(transport);
 * transport.connect().write('ann\n');
 */
export const memory = (): MemoryTransport => {
  const connection$ = new Subject<Connection>();
  const connect = (options: DuplexOptions = {}): Duplex => {
    const [client, server] = memoryPair();
    connection$.next(duplex(server, { remote: 'memory', ...options }));
    return client;
  };
  return Object.assign(connection$.asObservable(), { listening: Promise.resolve([]), connect });
};

/**
 * The client's and the server's end of one stream. As with sockets, when one is cut off, so is the other, and a client
 * ends when the server does. `duplexPair` alone would leave it open.
 */
export const memoryPair = (): readonly [Duplex, Duplex] => {
  const [one, other] = duplexPair();
  one.allowHalfOpen = false;
  destroyWith(one, other);
  destroyWith(other, one);
  return [one, other];
};

const destroyWith = (end: Duplex, other: Duplex): void => {
  end.on('close', () => {
    if (!end.readableEnded || !end.writableFinished) other.destroy();
  });
};
