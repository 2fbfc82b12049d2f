import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from '../../helpers/connect';
import { main, runProgram } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

describe('rx-chat serve', () => {
  const { path, file } = scratch();

  it('starts beside a Kubernetes Service of its name, and says in one line what it ignored', async () => {
    const link = 'tcp://10.43.161.118:8989';
    const env = { RX_CHAT_PORT: link, RX_CHAT_SERVICE_HOST: '10.43.161.118', RX_CHAT_PORT_8989_TCP: link };
    const program = runProgram(['serve', '--config', file('config', '{"port":0,"host":"127.0.0.1"}')], {
      env,
    });
    expect(await program.port()).not.toBe(8989);
    expect(await program.logged('service link variable ignored')).toMatchObject({
      variable: 'RX_CHAT_PORT',
    });
    await program.logged('server started');
    expect(program.records('unknown environment variable ignored')).toEqual([]);
  });

  it.each([
    ['a byte order mark', Buffer.from('\ufeffsésame\r\n')],
    ['UTF-16', Buffer.from('\ufeffsésame\r\n', 'utf16le')],
  ])('takes a password file with %s', async (_, bytes) => {
    writeFileSync(path('password'), bytes, { mode: 0o600 });
    const program = runProgram(['serve', '0', '--password-file', path('password')]);
    const client = await connect(await program.port());
    client.send('sésame');
    await client.seen('[ENTER YOUR NAME]: ');
    expect(client.text).not.toContain('wrong');
  });

  it('refuses a file that is no text, and says so', async () => {
    writeFileSync(path('password'), Buffer.from('sesame\r\n', 'utf16le'), { mode: 0o600 });
    const { exit, stderr } = runProgram(['serve', '0', '--password-file', path('password')]);
    expect(await exit).toBe(1);
    expect(stderr.text).toMatch(/^rx-chat: --password-file .* it is no text in UTF-8: .*\n$/);
  });
});

describe('without a working folder', () => {
  const { path } = scratch();

  const run = (args: readonly string[]) => {
    mkdirSync(path('gone'));
    const script = `cd '${path('gone')}' && rmdir '${path('gone')}' && exec "$0" "$@"`;
    return spawnSync('sh', ['-c', script, process.execPath, main, ...args], { encoding: 'utf8' });
  };

  it('rx-chat works', () => {
    const { status, stdout, stderr } = run(['--version']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('a path that is not absolute is refused in one line', () => {
    const { status, stderr } = run(['serve', '0', '--data', 'chat']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^rx-chat: [^\n]*\n$/) as string,
    });
  });
});

describe('in a folder with settings of yargs', () => {
  const { path, file } = scratch();

  it('rx-chat takes its command line as ever', () => {
    file('package.json', '{"yargs":{"halt-at-non-option":true,"parse-numbers":true}}');
    const { status, stderr } = spawnSync(process.execPath, [main, 'serve', '--bogus'], {
      cwd: path(),
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^rx-chat: unknown option --bogus\n/);
    expect(status).toBe(2);
  });
});
