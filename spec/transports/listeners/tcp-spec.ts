import { closeReason } from '../../../src/stream/contracts/close-reason';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text as readAll } from 'node:stream/consumers';
import { firstValueFrom, ReplaySubject, type Subscription } from 'rxjs';
import { ChatError } from '../../../src/chat';
import type { Connection } from '../../../src/stream';
import { tcp, type TcpOptions } from '../../../src/transports';
import { watch } from '../../helpers/watch';

const subscriptions: Subscription[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
});

/** Listens on any free port. `meet` connects a client, and gives both ends. */
const listen = async (options: TcpOptions = { host: '127.0.0.1' }) => {
  const connection$ = tcp({ port: 0, ...options });
  const met$ = new ReplaySubject<Connection>(1);
  const subscription = connection$.subscribe((connection) => met$.next(connection));
  subscriptions.push(subscription);
  const [address] = await connection$.listening;
  if (!address) throw new Error('it listens nowhere');
  const meet = async (onLine?: (connection: Connection) => void, host = '127.0.0.1') => {
    const client = connect({ port: address.port, host, allowHalfOpen: true });
    client.on('error', () => undefined);
    sockets.push(client);
    const [connection] = await Promise.all([firstValueFrom(met$), once(client, 'connect')]);
    return { client, ...watch(connection, () => onLine?.(connection)) };
  };
  return { address, subscription, meet };
};

/** The error that listening ends in, and the one of the stream. */
const failToListen = async (options: TcpOptions): Promise<ChatError> => {
  const connection$ = tcp(options);
  const errors: unknown[] = [];
  subscriptions.push(connection$.subscribe({ error: (error: unknown) => errors.push(error) }));
  const error: unknown = await connection$.listening.catch((reason: unknown) => reason);
  expect(errors).toEqual([error]);
  if (error instanceof ChatError) return error;
  throw new Error('it listens');
};

const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

describe('tcp', () => {
  it('listens while it is subscribed, and reports its address', async () => {
    const { address } = await listen();
    expect(address).toEqual({
      url: `tcp://127.0.0.1:${address.port}`,
      host: '127.0.0.1',
      port: address.port,
    });
    expect(address.port).toBeGreaterThan(0);
  });

  it('reports an IPv4 client as IPv4, also when it listens on IPv6 too', async () => {
    const { meet } = await listen({});
    const { client, connection } = await meet();
    expect(connection.remote).toBe(`127.0.0.1:${client.localPort}`);
  });

  (hasIPv6 ? it : it.skip)('puts IPv6 addresses in brackets', async () => {
    const { address, meet } = await listen({ host: '::1' });
    const { client, connection } = await meet(undefined, '::1');
    expect(address.url).toBe(`tcp://[::1]:${address.port}`);
    expect(connection.remote).toBe(`[::1]:${client.localPort}`);
  });

  it('carries lines up to its cap in, and writes out', async () => {
    const { meet } = await listen({ host: '127.0.0.1', maxLine: 4 });
    const { client, connection, lines, happened } = await meet();
    client.end('one\r\nwas too long\ntwo\nend');
    await happened('completed FIN');
    expect(lines).toEqual(['one', { kind: 'too-long', max: 4 }, 'two']);
    connection.write(['answer\n']);
    connection.end(closeReason('quit', 'over'));
    expect(await readAll(client)).toBe('answer\n');
    await happened('closed');
  });

  it('reports RST for a client that resets', async () => {
    const { meet } = await listen();
    const { client, events, happened } = await meet();
    client.resetAndDestroy();
    await happened('closed');
    expect(events).toEqual(['completed RST', 'closed']);
  });

  it('reports a reset while it is paused with lines waiting', async () => {
    const { meet } = await listen();
    const { client, lines, events, happened, said } = await meet((connection) => connection.pause());
    client.write('1\n2\n3\n');
    await said(1);
    client.resetAndDestroy();
    await happened('closed');
    expect([lines, events]).toEqual([['1'], ['completed RST', 'closed']]);
  });

  it('reports a FIN while it is paused', async () => {
    const { meet } = await listen();
    const { client, connection, lines, happened } = await meet();
    connection.pause();
    client.end('1\n');
    await happened('end');
    expect(lines).toEqual([]);
    connection.resume();
    await happened('completed FIN');
    expect(lines).toEqual(['1']);
  });

  it('reports a full connection while the client does not read, until it does', async () => {
    const { meet } = await listen();
    const { client, connection } = await meet();
    const line = `${'x'.repeat((1 << 20) - 1)}\n`;
    let written = 1;
    while (connection.write([line])) written++;
    expect(connection.writableLength).toBeGreaterThan(0);
    const drained = new Promise<void>((resolve) => (connection.onDrain = resolve));
    let read = 0;
    client.on('data', (chunk: Buffer) => (read += chunk.length));
    await drained;
    expect(connection.writableLength).toBe(0);
    connection.end(closeReason('quit', 'over'));
    await once(client, 'end');
    expect(read).toBe(written * line.length);
  });

  it('stops listening when unsubscribed, and keeps its connections', async () => {
    const { address, subscription, meet } = await listen();
    const { client, connection, lines, said } = await meet();
    subscription.unsubscribe();
    const late = connect(address.port, '127.0.0.1');
    sockets.push(late);
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    client.write('still here\n');
    await said(1);
    connection.write(['so am I\n']);
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect([lines, answer.toString()]).toEqual([['still here'], 'so am I\n']);
  });

  it('reports the port in use, and a remedy', async () => {
    const { address } = await listen();
    const error = await failToListen({ host: '127.0.0.1', port: address.port });
    expect(error.code).toBe('RX_CHAT_ADDRESS_IN_USE');
    expect(error.message).toBe(`${address.url} is in use: choose another port, or stop what has it`);
    expect(error.cause).toMatchObject({ code: 'EADDRINUSE' });
  });

  it('reports a host that is not on this machine', async () => {
    const error = await failToListen({ host: '192.0.2.1', port: 0 });
    expect(error.code).toBe('RX_CHAT_LISTEN');
    expect(error.message).toBe('tcp://192.0.2.1:0 is not on this machine: choose another host');
  });
});
