import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { connect, enter } from '../../helpers/connect';
import { runProgram } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

const { path } = scratch();

/** Arguments that make `node` do something at SIGUSR2, before the program starts. */
const atSignal = (work: string): string[] => {
  const rxjs =
    "import { createRequire } from 'node:module'; const rxjs = createRequire(process.cwd() + '/')('rxjs');";
  return [
    '--import',
    `data:text/javascript,${encodeURIComponent(`${rxjs} process.on('SIGUSR2', () => { ${work} });`)}`,
  ];
};

describe('a stop', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s: goodbye to all, and 0', async (signal) => {
    const program = runProgram(['serve', '0']);
    const port = await program.port();
    const [ann, bob] = [await enter(port, 'ann'), await connect(port)];
    await bob.seen('[ENTER YOUR NAME]: ');
    program.child.kill(signal);
    await Promise.all([ann.closed, bob.closed]);
    expect(ann.lines.at(-1)).toBe('* the server is shutting down');
    expect(await program.exit).toBe(0);
    expect(await program.logged('server stopping')).toMatchObject({ signal });
    expect(program.records('client disconnected')).toHaveLength(2);
  });

  it('under 50 chatting clients: all hear of it', async () => {
    const program = runProgram(['serve', '0', '--rate', '0', '--log-level', 'error']);
    const port = await program.port();
    const clients = await Promise.all(Array.from({ length: 50 }, (_, i) => enter(port, `client${i}`)));
    const chatting = clients.map((client) => setInterval(() => client.send('hello'), 1));
    await clients[0]?.line(/:hello$/);
    program.child.kill('SIGTERM');
    const began = performance.now();
    await Promise.all(clients.map((client) => client.closed));
    expect(await program.exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    chatting.forEach(clearInterval);
    expect(clients.filter(({ lines }) => lines.at(-1) === '* the server is shutting down')).toHaveLength(50);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by a second %s: at once, with %i', async (signal, status) => {
    const program = runProgram(['serve', '0']);
    const socket = connectSocket({ port: await program.port(), host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined).resume();
    await once(socket, 'data');
    program.child.kill(signal);
    // The server waits for this client, which keeps its half open.
    await once(socket, 'end');
    const began = performance.now();
    program.child.kill(signal);
    expect(await program.exit).toBe(status);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('an error', () => {
  it.each([
    ['that nobody caught', "throw new Error('boom');"],
    ['of a promise that nobody handled', "void Promise.reject(new Error('boom'));"],
  ])('%s is logged, says goodbye to all, and is 1', async (_, work) => {
    const program = runProgram(['serve', '0'], { node: atSignal(work) });
    const ann = await enter(await program.port(), 'ann');
    program.child.kill('SIGUSR2');
    await ann.closed;
    expect(ann.lines.at(-1)).toBe('* the server is shutting down');
    expect(await program.exit).toBe(1);
    expect(await program.logged('uncaught error: closing')).toMatchObject({
      level: 60,
      err: { message: 'boom', stack: expect.stringContaining('boom') as string },
    });
  });

  it("of an embedder's subscriber is one log line, and the chat goes on", async () => {
    const program = runProgram(['serve', '0'], {
      node: atSignal("rxjs.of(1).subscribe(() => { throw new Error('boom'); });"),
    });
    const port = await program.port();
    const [ann, bob] = [await enter(port, 'ann'), await enter(port, 'bob')];
    program.child.kill('SIGUSR2');
    const record = await program.logged('unhandled error in a subscriber');
    expect(record).toMatchObject({ level: 50, err: { message: 'boom' } });
    ann.send('still here');
    expect(await bob.line(/still here$/)).toBeTruthy();
  });
});

describe('readers of its output', () => {
  it('of stdout that are gone before it is ready end nothing', async () => {
    const program = runProgram(['serve', '0']);
    program.child.stdout?.destroy();
    const { listening } = await program.logged('server started');
    const client = await enter(Number(/\d+$/.exec(String(listening))?.[0]), 'ann');
    program.child.kill('SIGTERM');
    await client.closed;
    expect(await program.exit).toBe(0);
  });

  it.each([
    ['of stderr that are gone', [], true],
    ['that have no room left', ['--log-file', '/dev/full'], existsSync('/dev/full')],
  ])('%s end nothing', async (_, args, possible) => {
    if (!possible) return;
    const program = runProgram(['serve', '0', ...args], { node: atSignal("process.stderr.write('x');") });
    const port = await program.port();
    program.child.stderr?.destroy();
    program.child.kill('SIGUSR2');
    const bob = await enter(port, 'bob');
    for (const name of ['ann', 'cid']) {
      (await enter(port, name)).vanish();
      await bob.line(`${name} has left the chat`);
    }
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  it('that are gone do not change its exit status', async () => {
    const program = runProgram(['serve', '--bogus']);
    program.child.stderr?.destroy();
    expect(await program.exit).toBe(2);
  });

  it('that stopped reading hold neither the chat nor its end', async () => {
    const pipe = path('pipe');
    execFileSync('mkfifo', [pipe]);
    const ours = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    expect(() => {
      for (;;) writeSync(ours, 'x'.repeat(4096));
    }).toThrow('EAGAIN');
    const theirs = openSync(pipe, constants.O_WRONLY);
    const program = runProgram(['serve', '0'], { stderr: theirs });
    const bob = await enter(await program.port(), 'bob');
    program.child.kill('SIGTERM');
    await bob.closed;
    expect(await program.exit).toBe(0);
    [ours, theirs].forEach(closeSync);
  });
});
