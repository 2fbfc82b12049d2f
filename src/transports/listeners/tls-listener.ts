import { constants, X509Certificate } from 'node:crypto';
import { createSecureContext, createServer, type TLSSocket } from 'node:tls';
import { Subject, type Observable } from 'rxjs';
import { ChatError } from '../../chat';
import type { Connection, HandshakeRejection, LogRecord, Transport } from '../../stream';
import { checkNumber, checkText } from '../check-option';
import { PendingHandshakes } from './tls-handshakes';
import { boundAddress, BACKLOG, listen, urlOf } from './listen';

/** The certificate of a TLS server, and the authorities of its clients' certificates; each in PEM. */
export interface Certificates {
  /** The certificate, then those of its chain. */
  readonly cert: string | Buffer;
  /** The private key of the certificate. */
  readonly key: string | Buffer;
  /** Authorities: a client needs a certificate that one of them signed. @default none: clients need no certificate */
  readonly ca?: string | Buffer;
}

/** The options of each TLS listener. */
export interface TlsListenerOptions extends Certificates {
  /** The TCP port, 0 to 65535; 0 is any free port. */
  readonly port: number;
  /** The address of this machine to listen on. @default all interfaces, IPv6 and IPv4 */
  readonly host?: string;
  /** The most handshakes at a time; beyond that one is closed, the oldest or one of the address with most. 0 is no limit. @default 1024 */
  readonly maxHandshakes?: number;
  /** How long a handshake may take, in ms, at most 2^30; 0 is no limit. @default 10_000 */
  readonly handshakeTimeout?: number;
  /** Called for each socket that is closed before it is a connection. @default none */
  readonly onRefused?: (reason: HandshakeRejection) => void;
}

/** The protocol inside TLS. */
export interface TlsProtocol {
  /** That of its URLs. */
  readonly scheme: string;
  /** The answer to clients that use it without TLS. */
  readonly plainTextReply: string;
  /** Takes the sockets after the handshake, and the address of their client. */
  readonly accept: (next: (connection: Connection) => void) => (socket: TLSSocket, remote: string) => void;
}

/** A transport over TLS. */
export interface TlsTransport extends Transport {
  /** Records of handshakes that failed. Hot. */
  readonly log$: Observable<LogRecord>;
  /**
   * Uses other certificates for new connections; connections that are open stay. Whether clients need a certificate was
   * settled by `ca` at the start.
   *
   * @throws ChatError `RX_CHAT_TLS` if the certificates can't be used: the old ones stay.
   */
  reload(certificates: Certificates): void;
}

/**
 * Listens on a TCP port for TLS 1.2 and later while it is subscribed to. Throws a `ChatError` if the certificates can't
 * be used.
 */
export const listenTls = (
  options: TlsListenerOptions,
  { scheme, plainTextReply, accept }: TlsProtocol,
): TlsTransport => {
  const { port, host, maxHandshakes = 1024, handshakeTimeout = 10_000 } = options;
  checkText('host', host);
  checkNumber('maxHandshakes', maxHandshakes);
  checkNumber('handshakeTimeout', handshakeTimeout, { max: MAX_HANDSHAKE_TIMEOUT_MS });
  const log$ = new Subject<LogRecord>();
  const asks = options.ca !== undefined;
  // It does not listen: sockets are handed to it once their first byte has shown that they speak TLS.
  const server = createServer({
    ...createContext(options),
    requestCert: asks,
    rejectUnauthorized: true,
    // The deadline is that of the handshakes, which counts from the connection on.
    handshakeTimeout: 2 * handshakeTimeout,
  });
  const handshakes = new PendingHandshakes({
    max: maxHandshakes,
    timeoutMs: handshakeTimeout,
    plainTextReply,
    startHandshake: (socket) => server.emit('connection', socket),
    log: (line) => log$.next(line),
    onRefused: (reason) => options.onRefused?.(reason),
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) =>
    handshakes.failed(socket, handshakeCloseReason(error, socket)),
  );
  const connection$ = listen({
    url: urlOf(scheme, host, port),
    listen: (net) => net.listen({ port, backlog: BACKLOG, ...(host === undefined ? {} : { host }) }),
    address: (net) => boundAddress(scheme, net),
    accept: (next) => {
      const take = accept(next);
      server.on('secureConnection', (socket) => {
        const remote = handshakes.done(socket);
        if (remote === undefined) socket.destroy();
        else take(socket, remote);
      });
      return (socket) => handshakes.add(socket);
    },
    close: () => {
      handshakes.close();
      log$.complete();
    },
  });
  const reload = (certificates: Certificates) => {
    if (asks !== (certificates.ca !== undefined)) throw clientCertModeError(asks);
    server.setSecureContext(createContext(certificates));
  };
  return Object.assign(connection$, { log$: log$.asObservable(), reload });
};

/** Twice that is still a time that a timer of Node knows, in ms. */
const MAX_HANDSHAKE_TIMEOUT_MS = 2 ** 30;

/** Renegotiation costs the server a handshake each time that a client asks for it (RFC 9325, 3.5: it is not needed). */
const secureOptions = constants.SSL_OP_NO_RENEGOTIATION;

/** The versions of RFC 9325, 3.1.1. */
const createContext = ({ cert, key, ca }: Certificates) => {
  const context = {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    minVersion: 'TLSv1.2',
    secureOptions,
  } as const;
  try {
    createSecureContext(context);
    // A `ca` without a certificate in it is no error to OpenSSL. It would let nobody in.
    if (ca !== undefined) new X509Certificate(ca);
    return context;
  } catch (cause) {
    throw new ChatError('RX_CHAT_TLS', `the TLS certificates can't be used: ${contextErrorText(cause)}`, {
      cause,
    });
  }
};

const clientCertModeError = (asks: boolean): ChatError => {
  const now = asks ? 'asks for client certificates and needs a ca' : 'asks for no client certificates';
  return new ChatError('RX_CHAT_TLS', `the TLS certificates can't be used: this listener ${now}`);
};

const ERROR_TEXTS: Readonly<Record<string, string>> = {
  ERR_OSSL_PEM_NO_START_LINE: 'one of them is no PEM file; give PEM files',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH:
    'the key is not that of the certificate; give the two that belong together',
  ERR_OSSL_UNSUPPORTED: 'one of them is of a form that is not supported; give PEM files',
};

const contextErrorText = (cause: unknown): string => {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return ERROR_TEXTS[code] ?? message.replace(/^error:[0-9A-F]+:/, '');
};

/** Why a certificate was refused stands at the socket, though Node's types say that it always does. */
const handshakeCloseReason = (error: NodeJS.ErrnoException, socket: TLSSocket): string => {
  const refused = socket.authorizationError as Error | string | null | undefined;
  return refused ? String(refused) : (error.code ?? error.message);
};
