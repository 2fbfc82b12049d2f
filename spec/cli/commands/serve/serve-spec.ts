import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { connect, enter } from '../../../helpers/connect';
import { canHaveTerminal, gather, runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

describe('rx-chat serve', () => {
  const { path, file } = scratch();

  it('says on stdout where it listens and nothing else, and serves IPv4 and IPv6', async () => {
    const program = runProgram(['serve', '0']);
    const port = await program.port();
    const clients = [await connect(port, '127.0.0.1'), await connect(port, '::1')];
    await Promise.all(clients.map((client) => client.seen('[ENTER YOUR NAME]: ')));
    clients.forEach((client) => client.vanish());
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(program.stdout.text).toBe(`listening on tcp://[::]:${port}\n`);
  });

  it('names the host it was told, and refuses the other address family', async () => {
    const program = runProgram(['serve', '--port', '0', '--host', '127.0.0.1']);
    const port = await program.port();
    expect(program.stdout.text).toBe(`listening on tcp://127.0.0.1:${port}\n`);
    await expect(connect(port, '::1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('takes each option from the first source that has it', async () => {
    const config = file('config.json', JSON.stringify({ motd: '/nowhere', 'max-clients': 1, port: 1 }));
    const env = { RX_CHAT_MOTD: file('motd', 'two\nlines\n'), RX_CHAT_CONFIG: config, RX_CHAT_PROT: '1' };
    const program = runProgram(['serve', '0'], { env });
    const port = await program.port();
    const [ann, bob] = [await connect(port), await connect(port)];
    await ann.seen('two\nlines\n[ENTER YOUR NAME]: ');
    expect(ann.text).toBe('two\nlines\n[ENTER YOUR NAME]: ');
    expect(await bob.line()).toBe('! the server is full: 1 clients at most');
    expect(await program.logged('unknown environment variable ignored')).toMatchObject({
      variable: 'RX_CHAT_PROT',
    });
  });

  describe('one line, and 1', () => {
    const fails = async (args: readonly string[], message: string | RegExp, status = 1) => {
      const { exit, stdout, stderr } = runProgram(['serve', '0', ...args]);
      expect(await exit).toBe(status);
      expect(stdout.text).toBe('');
      expect(stderr.text).toMatch(/^rx-chat: .*\n$/);
      expect(stderr.text).toMatch(message);
    };

    it('for a port in use', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { exit, stderr } = runProgram(['serve', String(port), '--host', '127.0.0.1']);
      expect(await exit).toBe(1);
      expect(stderr.text).toMatch(new RegExp(`^rx-chat: tcp://127.0.0.1:${port} is in use: .*\n$`));
      other.close();
    });

    it('for a host that is not here', () => fails(['--host', '203.0.113.7'], 'tcp://203.0.113.7:0 '));
    it('for a motd that is not there', () =>
      fails(['--motd', '/nowhere'], "--motd /nowhere can't be read: no such"));
    it('for a log file that is a folder', () =>
      fails(['--log-file', path()], "can't be written: it is a folder"));
    it('for a config file that is not there', () =>
      fails(['--config', '/nowhere'], "config file /nowhere can't"));
    it('but 2 for a config file that is wrong', () =>
      fails(['--config', file('config.json', '{"prot":\n 1}')], '"prot" is not one of port, ', 2));
  });

  describe('logs', () => {
    it('each connection as JSON lines on stderr: its start, its name, and its end with the cause', async () => {
      const program = runProgram(['serve', '0']);
      const port = await program.port();
      const [ann, bob] = [await enter(port, 'ann'), await enter(port, 'bob')];
      ann.socket.end();
      bob.socket.resetAndDestroy();
      const ended = await program.logged('client disconnected', { name: 'ann', cause: 'FIN' });
      await program.logged('client disconnected', { name: 'bob', cause: 'RST' });
      const { client, remote } = ended;
      expect(ended).toEqual({
        level: 30,
        event: 'client-disconnected',
        time: expect.any(Number) as number,
        client,
        remote,
        name: 'ann',
        cause: 'FIN',
        code: 'fin',
        msg: 'client disconnected',
      });
      expect(program.records('client connected')).toContainEqual(expect.objectContaining({ client, remote }));
      expect(program.records('client entered')).toContainEqual(
        expect.objectContaining({ client, name: 'ann' }),
      );
      expect(program.records('client disconnected')).toHaveLength(2);
      program.child.kill('SIGTERM');
      await program.exit;
      expect(program.stderr.text.split('\n').filter((line) => !line.startsWith('{'))).toEqual(['']);
    });

    it('to a file, and all of it', async () => {
      const path = file('log', '{"msg":"kept"}\n');
      const program = runProgram(['serve', '0', '--log-file', path]);
      await program.port();
      program.child.kill('SIGTERM');
      expect(await program.exit).toBe(0);
      expect(program.stderr.text).toBe('');
      const messages = readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { msg: string }).msg);
      expect(messages).toEqual(['kept', 'server started', 'server stopping', 'server stopped']);
    });

    it('nothing at level silent', async () => {
      const program = runProgram(['serve', '0', '--log-level', 'silent']);
      await program.port();
      program.child.kill('SIGTERM');
      expect(await program.exit).toBe(0);
      expect(program.stderr.text).toBe('');
    });

    (canHaveTerminal ? it : it.skip)('in colour at a terminal, where it also says how to join', async () => {
      const program = runProgram(['serve', '0'], { terminal: true });
      const [, port] = await program.stdout.find(/^join with: nc localhost (\d+)\r$/m);
      (await enter(Number(port), 'ann')).vanish();
      await program.stdout.find(/client disconnected/);
      expect(program.stdout.text).toContain(`listening on tcp://[::]:${port ?? ''}\r\n`);
      expect(program.stdout.text).toContain('\u001b[32mINFO\u001b[39m');
      expect(program.stdout.text).not.toContain('{"level"');
    });
  });

  const hasNetcat = spawnSync('nc', ['-h']).error === undefined;
  (hasNetcat ? it : it.skip)('two people chat with nc; Ctrl-C of one is one leave', async () => {
    const port = await runProgram(['serve', '0']).port();
    const bob = await enter(port, 'bob');
    const nc = spawn('nc', ['localhost', String(port)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const seen = gather(nc.stdout);
    nc.stdin.write('ann\nhi\n');
    expect(await bob.line()).toBe('ann has joined the chat');
    expect(await bob.line()).toMatch(/^\[.*\]\[ann\]:hi$/);
    await seen.find(/\* welcome, ann:/);
    nc.kill('SIGINT');
    expect(await bob.line()).toBe('ann has left the chat');
  });
});
