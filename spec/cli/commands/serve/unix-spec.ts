import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { clientOver } from '../../../../src/testing';
import { runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

describe('rx-chat serve --unix', () => {
  const { path: pathOf } = scratch();
  let path: string;
  beforeEach(() => {
    path = pathOf('chat.sock');
  });

  const start = async (...args: readonly string[]) => {
    const program = runProgram(['serve', '0', '--unix', path, ...args]);
    await program.stdout.find(/^listening on unix:(.*)$/m);
    return program;
  };
  const connect = async () => {
    const socket = connectSocket({ path });
    await once(socket, 'connect');
    return clientOver(socket);
  };

  it('serves it beside the port, to its owner only, and removes it at the end', async () => {
    const program = await start();
    expect(program.stdout.text).toMatch(new RegExp(`^listening on tcp:.*\nlistening on unix:${path}\n$`));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const ann = await connect();
    ann.send('ann');
    await ann.line('welcome, ann');
    expect(await program.logged('client entered')).toMatchObject({ remote: 'unix' });
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it('is enough without a port, also over what a killed server left', async () => {
    const first = await start('--no-plain');
    first.child.kill('SIGKILL');
    await first.exit;
    expect(existsSync(path)).toBe(true);
    const second = await start('--no-plain');
    expect(second.stdout.text).toBe(`listening on unix:${path}\n`);
    (await connect()).vanish();
  });

  it('leaves it to the server that has it', async () => {
    await start();
    const { exit, stderr } = runProgram(['serve', '0', '--unix', path]);
    expect(await exit).toBe(1);
    expect(stderr.text).toMatch(/^rx-chat: unix:\S+ is in use: .*\n$/);
    (await connect()).vanish();
  });

  it('never touches what is no socket', async () => {
    writeFileSync(path, 'dear');
    const { exit, stderr } = runProgram(['serve', '0', '--unix', path]);
    expect(await exit).toBe(1);
    expect(stderr.text).toMatch(/^rx-chat: unix:\S+ is there, and is no socket: .*\n$/);
    expect(statSync(path).isFile()).toBe(true);
  });

  const hasUnixNetcat = String(spawnSync('nc', ['-h']).stderr).includes('-U');
  (hasUnixNetcat ? it : it.skip)('is joined by nc -U', async () => {
    await start();
    const { stdout } = spawnSync('nc', ['-N', '-U', path], { input: 'ann\n/who\n', timeout: 5000 });
    expect(String(stdout)).toMatch(/^\* 1 in lobby: ann \(\d+s\)$/m);
  });
});
