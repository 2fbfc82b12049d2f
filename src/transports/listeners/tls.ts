import { DEFAULT_MAX_LINE_BYTES, DEFAULT_TLS_PORT } from '../defaults';
import { duplex } from '../duplex/duplex-connection';
import { listenTls, type TlsListenerOptions, type TlsTransport } from './tls-listener';

/** The options of `tls`. */
export interface TlsOptions extends Omit<TlsListenerOptions, 'port'> {
  /** The TCP port, 0 to 65535; 0 is any free port. @default 8990 */
  readonly port?: number;
  /** The longest line, in bytes without its newline; a longer one is refused. 0 is no limit. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes inside TLS are HTTP or SSH gets an answer in that protocol, and is closed. @default true */
  readonly sniff?: boolean;
}

const PLAIN_TEXT_REPLY = '! this port speaks TLS: join with openssl s_client -quiet -connect HOST:PORT\n';

/**
 * Lines over TLS 1.2 and later. Listens as `tcp` does.
 *
 * @throws ChatError `RX_CHAT_TLS` if the certificates can't be used, `RX_CHAT_OPTION` if an option is out of its limits.
 * @example
 * await chat.attach(tls({ port: 8990, cert: readFileSync('cert.pem'), key: readFileSync('key.pem') }));
 */
export const tls = (given: TlsOptions): TlsTransport => {
  const { port = DEFAULT_TLS_PORT, maxLine = DEFAULT_MAX_LINE_BYTES, sniff = true, ...options } = given;
  return listenTls(
    { ...options, port },
    {
      scheme: 'tls',
      plainTextReply: PLAIN_TEXT_REPLY,
      accept: (next) => (socket, remote) => next(duplex(socket, { remote, maxLine, sniff })),
    },
  );
};
