import type { Transport } from '../../stream';
import { checkNumber, checkText } from '../check-option';
import { duplex } from '../duplex/duplex-connection';
import { boundAddress, BACKLOG, listen, remoteOf, urlOf } from './listen';

export interface TcpOptions {
  /** 0 is any free one. @default 8989 */
  readonly port?: number;
  /** @default all interfaces, IPv6 and IPv4 */
  readonly host?: string;
  /** The most bytes a line may have, without its newline; 0 is no bound. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes are TLS, HTTP or SSH is told so and let go. @default true */
  readonly sniff?: boolean;
}

/**
 * Listens on a TCP port while it is subscribed to; each client is a connection. Unsubscribing stops listening and
 * leaves the connections as they are.
 */
export const tcp = ({ port = 8989, host, maxLine = 4096, sniff = true }: TcpOptions = {}): Transport => {
  checkText('host', host);
  checkNumber('maxLine', maxLine);
  return listen({
    url: urlOf('tcp', host, port),
    listen: (server) => server.listen({ port, backlog: BACKLOG, ...(host === undefined ? {} : { host }) }),
    address: (server) => boundAddress('tcp', server),
    accept: (next) => (socket) => next(duplex(socket, { remote: remoteOf(socket), maxLine, sniff })),
  });
};
