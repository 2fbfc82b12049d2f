import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { umask } from 'node:process';
import { Worker } from 'node:worker_threads';
import { firstValueFrom, ReplaySubject, type Subscription } from 'rxjs';
import { ChatError } from '../../../src/chat';
import type { Connection } from '../../../src/stream';
import { unix } from '../../../src/transports';
import { scratch } from '../../helpers/scratch';
import { waitUntil } from '../../helpers/wait-until';
import { watch } from '../../helpers/watch';

describe('unix', () => {
  const { path: pathOf } = scratch();
  let folder: string;
  let path: string;
  const subscriptions: Subscription[] = [];
  const sockets: Socket[] = [];
  beforeEach(() => {
    folder = pathOf();
    path = pathOf('socket');
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
  });

  const listen = async () => {
    const connection$ = unix({ path });
    const met$ = new ReplaySubject<Connection>(1);
    const subscription = connection$.subscribe({ next: (met) => met$.next(met), error: () => undefined });
    subscriptions.push(subscription);
    const addresses = await connection$.listening;
    return { addresses, subscription, met: () => firstValueFrom(met$) };
  };

  const client = async (): Promise<Socket> => {
    const socket = connect({ path });
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };

  const failure = async (): Promise<ChatError> => {
    const error: unknown = await listen().catch((reason: unknown) => reason);
    if (error instanceof ChatError) return error;
    throw new Error('it listens');
  };

  /** A socket that nobody listens on any more, as a killed server leaves it. */
  const leaveBehind = () => {
    const work = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', work]);
  };

  it('carries lines, and reports its address', async () => {
    const { addresses, met } = await listen();
    expect(addresses).toEqual([{ url: `unix:${path}`, host: path, port: 0 }]);
    (await client()).end('one\ntwo\n');
    const { connection, lines, happened } = watch(await met());
    await happened('completed FIN');
    expect([connection.remote, lines]).toEqual(['unix', ['one', 'two']]);
  });

  it('has mode 0600 from its first moment on, and keeps the umask', async () => {
    const before = umask(0);
    try {
      const listening = listen();
      await waitUntil(() => existsSync(path), { description: 'the socket is there' });
      expect(statSync(path).mode & 0o777).toBe(0o600);
      await listening;
    } finally {
      expect(umask(before)).toBe(0);
    }
  });

  it('removes its socket when unsubscribed, and keeps its connections', async () => {
    const { subscription, met } = await listen();
    const socket = await client();
    const { said } = watch(await met());
    subscription.unsubscribe();
    expect(existsSync(path)).toBe(false);
    socket.write('still here\n');
    await said(1);
  });

  it('replaces a stale socket', async () => {
    leaveBehind();
    expect(statSync(path).isSocket()).toBe(true);
    await listen();
    await client();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps a socket that another process has put at its path since', async () => {
    const { subscription } = await listen();
    rmSync(path);
    await listen();
    subscription.unsubscribe();
    await client();
  });

  it('listens in a worker too, with mode 0600', async () => {
    const program = join(__dirname, '../../../dist');
    const work = `
      const { unix } = require(${JSON.stringify(program)});
      const { statSync } = require('node:fs');
      const connection$ = unix({ path: ${JSON.stringify(path)} });
      const listening = connection$.subscribe();
      const { parentPort } = require('node:worker_threads');
      connection$.listening.then(
        () => parentPort.postMessage(statSync(${JSON.stringify(path)}).mode & 0o777),
        (error) => parentPort.postMessage(error.message),
      ).then(() => listening.unsubscribe());`;
    const worker = new Worker(work, { eval: true });
    expect(await once(worker, 'message')).toEqual([0o600]);
    await once(worker, 'exit');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing but its socket in the folder', async () => {
    await listen();
    expect(readdirSync(folder)).toEqual(['socket']);
  });

  it.each(['', ' '])('throws for the path %j', (blank) => {
    expect(() => unix({ path: blank })).toThrow('path is blank: give a text, or leave it out');
  });

  it('refuses a socket that another server listens on, and keeps it', async () => {
    await listen();
    const error = await failure();
    expect(error.code).toBe('RX_CHAT_ADDRESS_IN_USE');
    expect(error.message).toBe(`unix:${path} is in use: choose another path, or stop what has it`);
    await client();
  });

  it('refuses a file that is no socket, and keeps it', async () => {
    writeFileSync(path, 'dear');
    const error = await failure();
    expect([error.code, error.message]).toEqual([
      'RX_CHAT_LISTEN',
      `unix:${path} is there, and is no socket: choose another path, or remove it`,
    ]);
    expect(readFileSync(path, 'utf8')).toBe('dear');
  });

  it.each([
    ['a folder that is not there', () => join(folder, 'nowhere', 'socket'), 'folder that is not there'],
    ['a path that is too long', () => join(folder, 'x'.repeat(104)), 'at most 103 bytes'],
    ['a folder whose path is too long', () => join(folder, 'x'.repeat(100 - folder.length), 's'), 'folder'],
  ])('reports %s', async (_, wrong, why) => {
    path = wrong();
    const error = await failure();
    expect(error.code).toBe('RX_CHAT_LISTEN');
    expect(error.message).toContain(why);
  });

  it('does not listen after unsubscribing', async () => {
    const subscription = unix({ path }).subscribe();
    subscription.unsubscribe();
    const given = path;
    path = pathOf('other');
    await listen();
    expect(existsSync(given)).toBe(false);
  });
});
