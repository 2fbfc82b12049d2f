import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { sleep } from '../soak/wait';
import type { Contestant, ServerOptions } from './contestants';

/** What the load prints. */
export type Figures = Readonly<Record<string, unknown>>;

/** How long a server may take to listen, in ms. */
const READY = 10_000;
/** How long a load may take, in ms. */
const TIME = 400_000;

/** Starts a server of its own, has the load run against it, and ends it. Lines that are missing or too many are an error. */
export const runLoad = async (
  contestant: Contestant,
  options: ServerOptions,
  workload: string,
  args: Readonly<Record<string, number>>,
): Promise<Figures> => {
  const free = await freePort();
  const [program = '', ...rest] = contestant.command(free, options);
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const port = await listening(child, free);
    const words = Object.entries({ ...args, port, pid: child.pid ?? 0 }).map(
      ([key, value]) => `${key}=${value}`,
    );
    const load = join(options.built.folder, 'load');
    const { stdout } = await promisify(execFile)(
      load,
      [workload, `protocol=${contestant.protocol}`, ...words],
      {
        timeout: TIME,
      },
    );
    const figures = JSON.parse(stdout) as Figures;
    const { missing, extra } = figures;
    if (missing !== 0 || extra !== 0)
      throw new Error(`${String(missing)} lines are missing, ${String(extra)} too many`);
    return figures;
  } finally {
    child.kill(contestant.signal ?? 'SIGKILL');
    if (child.exitCode === null) await once(child, 'exit');
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
export const listening = async (child: ChildProcess, told?: number): Promise<number> => {
  let said: number | undefined;
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^listening on tcp:.*:(\d+)$/.exec(line)?.[1];
      if (port) said ??= Number(port);
    });
  const deadline = performance.now() + READY;
  while (performance.now() < deadline) {
    if (failed) throw failed;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (said !== undefined) return said;
    if (told !== undefined && (await takesConnections(told))) return told;
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
