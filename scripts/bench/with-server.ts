import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { sleep } from '../soak/wait';
import type { Contestant, ServerOptions } from './servers';

/** How long a server may take to listen, in ms. */
const READY = 10_000;

/** Where a server listens. */
export interface Ports {
  readonly port: number;
  /** For WebSockets, where it takes them. */
  readonly webPort?: number;
}

/** Starts a server of its own, has it used, and ends it. */
export const withServer = async <T>(
  contestant: Contestant,
  options: ServerOptions,
  use: (ports: Ports, pid: number) => Promise<T>,
): Promise<T> => {
  const free = await freePort();
  const [program = '', ...args] = contestant.command(free, options);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return await use(await listening(child, free, contestant.webSockets !== undefined), child.pid ?? 0);
  } finally {
    child.kill(contestant.signal ?? 'SIGKILL');
    if (child.exitCode === null && child.pid !== undefined) await once(child, 'exit');
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Where it listens: as it says, or else at the port it was told, once that takes a connection. */
const listening = async (child: ChildProcess, told: number, web: boolean): Promise<Ports> => {
  let port: number | undefined;
  let webPort: number | undefined;
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, scheme, number] = /^listening on (tcp|http):.*:(\d+)$/.exec(line) ?? [];
      if (scheme === 'tcp') port ??= Number(number);
      if (scheme === 'http') webPort ??= Number(number);
    });
  const deadline = performance.now() + READY;
  while (performance.now() < deadline) {
    if (failed) throw failed;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (port !== undefined && !web) return { port };
    if (port !== undefined && webPort !== undefined) return { port, webPort };
    if (!web && (await takesConnections(told))) return { port: told };
    await sleep(20);
  }
  throw new Error(`it does not listen within ${READY / 1000} s`);
};

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
