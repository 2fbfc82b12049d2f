import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { clientOver, type TestClient } from '../../src/testing';

export interface TlsClient extends TestClient {
  readonly socket: TLSSocket;
  /** What is under it: only its bytes pass here, so that it can be reset. */
  readonly raw: Socket;
  /** The name in the certificate that the server has shown. */
  readonly server: string;
}

/** A client over TLS to a server on this machine, whose certificate it takes as it is. */
export const connectTls = async (port: number, options: ConnectionOptions = {}): Promise<TlsClient> => {
  const raw = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
  raw.on('error', () => undefined);
  const [near, far] = duplexPair();
  raw.pipe(far).pipe(raw);
  raw.on('close', () => far.destroy());
  const socket = connect({ socket: near, rejectUnauthorized: false, ...options });
  socket.on('close', () => raw.destroy());
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  const server = String(socket.getPeerCertificate().subject.CN);
  return Object.assign(clientOver(socket), { socket, raw, server });
};
