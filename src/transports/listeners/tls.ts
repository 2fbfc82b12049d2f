import { duplex } from '../duplex/duplex-connection';
import { listenTls, type TlsListenerOptions, type TlsTransport } from './tls-listener';

export interface TlsOptions extends Omit<TlsListenerOptions, 'port'> {
  /** 0 is any free one. @default 8990 */
  readonly port?: number;
  /** The most bytes a line may have, without its newline; 0 is no bound. @default 4096 */
  readonly maxLine?: number;
  /** Whether a client whose first bytes are HTTP or SSH, behind TLS, is told so and let go. @default true */
  readonly sniff?: boolean;
}

const PLAIN_TEXT_REPLY = '! this port speaks TLS: join with openssl s_client -quiet -connect HOST:PORT\n';

/** Lines over TLS. Throws a `ChatError` if the certificates can't be used. */
export const tls = ({ port = 8990, maxLine = 4096, sniff = true, ...options }: TlsOptions): TlsTransport =>
  listenTls(
    { ...options, port },
    {
      scheme: 'tls',
      plainTextReply: PLAIN_TEXT_REPLY,
      accept: (next) => (socket, remote) => next(duplex(socket, { remote, maxLine, sniff })),
    },
  );
