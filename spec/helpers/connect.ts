import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { clientOver, type TestClient } from '../../src/testing';

export interface SocketClient extends TestClient {
  readonly socket: Socket;
}

/** A real socket to a server on this machine, whose lines can be awaited. */
export const connect = async (port: number, host = '127.0.0.1'): Promise<SocketClient> => {
  const socket = connectSocket({ port, host });
  socket.on('error', () => undefined);
  const client = clientOver(socket);
  await once(socket, 'connect');
  return Object.assign(client, { socket });
};

/** The same, with a name, and with the welcome read. */
export const enter = async (port: number, name: string): Promise<SocketClient> => {
  const client = await connect(port);
  client.send(name);
  await client.line(`welcome, ${name}`);
  await client.line('* to pick up here later: /resume ');
  return client;
};
