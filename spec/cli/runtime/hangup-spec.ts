import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, readFileSync, renameSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { enter } from '../../helpers/connect';
import { canHaveTerminal, gather, main, runProgram } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

const messagesIn = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

describe('a hangup without a terminal', () => {
  const { path } = scratch();

  it.each(['serve', 'echo'])('does not end rx-chat %s', async (command) => {
    const program = runProgram([command, '0', '--port', '0']);
    await program.port();
    program.child.kill('SIGHUP');
    await program.logged('hangup: there is nothing to read again');
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(await program.logged('server stopping')).toMatchObject({ signal: 'SIGTERM' });
  });

  it('opens the log file anew, and what was moved away has all that came before', async () => {
    const program = runProgram(['serve', '0', '--log-file', path('log')]);
    const ann = await enter(await program.port(), 'ann');
    renameSync(path('log'), path('log.1'));
    program.child.kill('SIGHUP');
    while (!existsSync(path('log')) || !messagesIn(path('log')).includes('log file reopened'))
      await new Promise(setImmediate);
    ann.vanish();
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(messagesIn(path('log.1'))).toEqual(['server started', 'client connected', 'client entered']);
    expect(messagesIn(path('log'))).toEqual(
      expect.arrayContaining([
        'log file reopened',
        'client disconnected',
        'server stopping',
        'server stopped',
      ]),
    );
  });

  it('goes on with the old log file where a new one can not be had', async () => {
    const program = runProgram(['serve', '0', '--log-file', path('folder/log')], {});
    expect(await program.exit).toBe(1);
    spawnSync('mkdir', [path('folder')]);
    const again = runProgram(['serve', '0', '--log-file', path('folder/log')], {});
    await again.port();
    renameSync(path('folder'), path('moved'));
    again.child.kill('SIGHUP');
    while (!messagesIn(path('moved/log')).includes('log file reopen failed, keeping the old one'))
      await new Promise(setImmediate);
    again.child.kill('SIGTERM');
    expect(await again.exit).toBe(0);
    expect(messagesIn(path('moved/log'))).toContain('server stopped');
  });
});

(canHaveTerminal ? describe : describe.skip)('a terminal that is closed', () => {
  const { path } = scratch();

  /** Runs the server at a terminal, below a shell that lives on and writes its exit status to a pipe. */
  const start = async () => {
    spawnSync('mkfifo', [path('status')]);
    const server = `'${process.execPath}' '${main}' serve 0 --host 127.0.0.1 --log-file '${path('log')}'`;
    const script = `trap '' HUP; ${server} & echo "pid $!"; wait $!; echo $? > '${path('status')}'`;
    const terminal = spawn('script', ['-qfec', script, '/dev/null'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const seen = gather(terminal.stdout);
    const pid = Number((await seen.find(/pid (\d+)/))[1]);
    const port = Number((await seen.find(/listening on tcp:.*:(\d+)/))[1]);
    const close = async () => {
      terminal.kill('SIGKILL');
      await once(terminal, 'exit');
    };
    return { pid, port, close, status: text(createReadStream(path('status'))) };
  };

  it('ends the server: goodbye to all, and 0', async () => {
    const { pid, port, close, status } = await start();
    const ann = await enter(port, 'ann');
    await close();
    // Of a terminal that closes one hears more than once: of the kernel, and of the shell.
    process.kill(pid, 'SIGHUP');
    process.kill(pid, 'SIGHUP');
    await ann.closed;
    expect(ann.lines.at(-1)).toBe('* the server is shutting down');
    expect(await status).toBe('0\n');
    expect(messagesIn(path('log'))).toContain('server stopped');
  });
});
