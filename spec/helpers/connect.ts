import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { clientOver, type TestClient } from '../../src/testing';

export interface SocketClient extends TestClient {
  readonly socket: Socket;
}

/** A real socket to a server on this machine, whose lines can be awaited. */
export const connect = async (
  port: number,
  host = '127.0.0.1',
  localAddress?: string,
): Promise<SocketClient> => {
  const socket = connectSocket({ port, host, localAddress });
  socket.on('error', () => undefined);
  const client = clientOver(socket);
  await once(socket, 'connect');
  return Object.assign(client, { socket });
};

/** The same, with a name, and with the welcome read; from another address of this machine, if one is given. */
export const enter = async (port: number, name: string, from?: string): Promise<SocketClient> => {
  const client = await connect(port, '127.0.0.1', from);
  client.send(name);
  await client.line(`welcome, ${name}`);
  await client.line('* to pick up here later: /resume ');
  return client;
};
