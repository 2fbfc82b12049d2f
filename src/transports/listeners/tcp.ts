import type { Transport } from '../../stream';
import { checkNumber, checkText } from '../check-option';
import { DEFAULT_MAX_LINE_BYTES, DEFAULT_TCP_PORT } from '../defaults';
import { duplex } from '../duplex/duplex-connection';
import { boundAddress, BACKLOG, listen, remoteOf, urlOf } from './listen';

/** The options of `tcp`. */
export interface TcpOptions {
  /** The TCP port, 0 to 65535; 0 is any free port. @default 8989 */
  readonly port?: number;
  /** The address of this machine to listen on. @default all interfaces, IPv6 and IPv4 */
  readonly host?: string;
  /** The longest line, in bytes without its newline; a longer one is refused. 0 is no limit. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes are TLS, HTTP or SSH gets an answer in that protocol, and is closed. @default true */
  readonly sniff?: boolean;
}

/**
 * Lines over TCP. Listens while somebody subscribes; each client is a connection. Unsubscribing stops listening, and
 * leaves the connections open.
 *
 * Its `listening` rejects with a `ChatError` `RX_CHAT_ADDRESS_IN_USE` or `RX_CHAT_LISTEN` if it can't listen, and its
 * subscriber gets the same error.
 *
 * @throws ChatError `RX_CHAT_OPTION` if `maxLine` is no number from 0 up, or `host` is empty.
 * @example
 * const [address] = await chat.attach(tcp({ port: 0, host: '127.0.0.1' }));
 */
export const tcp = (options: TcpOptions = {}): Transport => {
  const { port = DEFAULT_TCP_PORT, host, maxLine = DEFAULT_MAX_LINE_BYTES, sniff = true } = options;
  checkText('host', host);
  checkNumber('maxLine', maxLine);
  return listen({
    url: urlOf('tcp', host, port),
    listen: (server) => server.listen({ port, backlog: BACKLOG, ...(host === undefined ? {} : { host }) }),
    address: (server) => boundAddress('tcp', server),
    accept: (next) => (socket) => next(duplex(socket, { remote: remoteOf(socket), maxLine, sniff })),
  });
};
