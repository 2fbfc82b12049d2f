import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { connect, enter, type SocketClient } from '../../../helpers/connect';
import { killPrograms, runProgram } from '../../../helpers/run-program';
import { describeWith } from '../../../helpers/where-installed';

const children = new Set<ChildProcessWithoutNullStreams>();
const start = (file: string, args: readonly string[]): ChildProcessWithoutNullStreams => {
  const child = spawn(file, args);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

describe('rx-chat serve, with the clients that people have', () => {
  let port: string;
  let bob: SocketClient;
  beforeEach(async () => {
    port = String(await runProgram(['serve', '0']).port());
    bob = await enter(Number(port), 'bob');
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await killPrograms();
  });

  /** All the leaves that bob has heard of by now. */
  const leaves = async (): Promise<readonly string[]> => {
    bob.send('/who');
    await bob.line('in lobby');
    return bob.lines.filter((line) => line.includes('has left'));
  };

  describeWith('nc', ['how a bare nc is served', '-h'])('nc', () => {
    it('is asked, heard and told; its Ctrl-C is one leave', async () => {
      const nc = start('nc', ['localhost', port]);
      let seen = '';
      const told = new Promise<void>((resolve) =>
        nc.stdout.on('data', (chunk) => (seen += String(chunk)).includes('[bob]:hello') && resolve()),
      );
      nc.stdin.write('ann\nhi\n');
      await bob.line('ann has joined the chat');
      expect(await bob.line()).toMatch(/\[ann\]:hi$/);
      bob.send('hello');
      await told;
      expect(seen).toContain('Welcome to rx-chat!\n[ENTER YOUR NAME]: ');
      expect(seen).not.toContain('[ann]:hi');
      nc.kill('SIGINT');
      await bob.line('ann has left the chat');
      expect(await leaves()).toEqual(['ann has left the chat']);
    });

    it('that ends with its input is served before it is let go', () => {
      const nc = spawnSync('nc', ['-N', 'localhost', port], { input: 'ann\nhi\n/who\n', timeout: 5000 });
      expect(String(nc.stdout)).toMatch(/^\* 2 in lobby: bob \(\d+s\), ann \(\d+s\)$/m);
      return Promise.all([bob.line(/\[ann\]:hi$/), bob.line('ann has left the chat')]);
    });
  });

  describeWith('telnet', ['how telnet is served', '--version'])('telnet', () => {
    it('is heard, with its line ends and its own negotiation; its quit is one leave', async () => {
      const telnet = start('telnet', ['127.0.0.1', port]);
      telnet.stdout.once('data', () => telnet.stdin.write('ann\nhi\n'));
      await bob.line('ann has joined the chat');
      expect(await bob.line()).toMatch(/\[ann\]:hi$/);
      telnet.kill('SIGTERM');
      await bob.line('ann has left the chat');
      expect(await leaves()).toEqual(['ann has left the chat']);
    });
  });
});

describe('rx-chat serve, told to stop', () => {
  afterEach(killPrograms);

  it('under 50 chatting clients: all get the shutdown line, and it exits with 0 within 5 s', async () => {
    const program = runProgram(['serve', '0', '--rate', '0']);
    const port = await program.port();
    const clients = await Promise.all(Array.from({ length: 50 }, (_, i) => enter(port, `user${i}`)));
    const chatting = setInterval(() => clients.forEach((client) => client.send('chatter')), 1);
    const silent = await connect(port);
    await silent.seen('NAME]: ');
    await clients[0]?.line('chatter');
    const told = performance.now();
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(performance.now() - told).toBeLessThan(5000);
    clearInterval(chatting);
    await Promise.all([...clients, silent].map(({ closed }) => closed));
    const last = [...clients, silent].map(({ lines }) => lines.at(-1));
    expect(new Set(last)).toEqual(new Set(['* the server is shutting down']));
    expect(clients.some(({ text }) => text.includes('has left'))).toBe(false);
  });
});
