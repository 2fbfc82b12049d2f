import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { connect, enter } from '../../../helpers/connect';
import { killPrograms, runProgram, type Program } from '../../../helpers/run-program';
import { describeWith } from '../../../helpers/where-installed';

describe('rx-chat serve, to clients of other protocols', () => {
  let program: Program;
  let port: number;
  beforeEach(async () => {
    program = runProgram(['serve', '0']);
    port = await program.port();
  });
  afterEach(killPrograms);

  /** All that is answered to some bytes. */
  const answerTo = async (bytes: string): Promise<string> => {
    const socket = connectSocket({ port, host: '127.0.0.1' });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.write(Buffer.from(bytes, 'latin1'));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  };

  it.each([
    ['TLS', '\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03', /! this port speaks plain text, not TLS: .*\n$/],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', /! this is a chat, not an SSH server: .*\n$/],
    [
      'HTTP',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      /HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\nThis is a chat[^]*\n$/,
    ],
  ])('answers %s, closes, and says so once', async (protocol, bytes, answer) => {
    const bob = await enter(port, 'bob');
    const text = await answerTo(bytes);
    expect(text).toMatch(/^Welcome to rx-chat!\n/);
    expect(text).toMatch(answer);
    await program.logged('client disconnected', { cause: `foreign protocol ${protocol}` });
    expect(program.records('unexpected protocol')).toMatchObject([{ protocol }]);
    bob.send('/who');
    expect(await bob.line()).toMatch(/^\* 1 in lobby: bob \(\d+s\)$/);
  });

  it('takes nobody in the chat for one', async () => {
    const [ann, bob] = [await connect(port), await enter(port, 'bob')];
    for (const byte of 'GET_it\nGET / HTTP/1.1\n') ann.write(byte);
    expect(await bob.line()).toBe('GET_it has joined the chat');
    expect(await bob.line()).toMatch(/\[GET_it\]:GET \/ HTTP\/1\.1$/);
  });

  describeWith('curl', ['how curl is answered', '--version'])('curl', () => {
    const curl = (...args: readonly string[]) =>
      spawnSync('curl', ['--silent', '--show-error', '--max-time', '5', ...args], { encoding: 'utf8' });

    it('is refused in its own words, where it shows them', () => {
      const { status, stdout } = curl('--http0.9', `http://127.0.0.1:${port}/`);
      expect(status).toBe(0);
      expect(stdout).toContain('HTTP/1.1 400 Bad Request\r\n');
      expect(stdout).toContain('This is a chat, not a web server: join with nc or telnet\n');
    });

    it('ends at once with https', () => {
      const { status, stderr } = curl('--insecure', `https://127.0.0.1:${port}/`);
      expect([status, stderr]).toEqual([35, expect.stringContaining('curl: (35)')]);
    });
  });

  describeWith('openssl', ['how a TLS client on the plain port is answered', 'version'])('openssl', () => {
    it('ends at once', async () => {
      const args = ['s_client', '-connect', `127.0.0.1:${port}`];
      const { status } = spawnSync('openssl', args, { input: '', timeout: 5000 });
      expect(status).toBe(1);
      expect(await program.logged('unexpected protocol')).toMatchObject({ protocol: 'TLS' });
    });
  });
});

describe('rx-chat echo', () => {
  afterEach(killPrograms);

  it('answers them as it answers all', async () => {
    const client = await connect(await runProgram(['echo', '0']).port());
    client.send('GET / HTTP/1.1', 'SSH-2.0-x');
    expect(await client.line()).toMatch(/^you sent: GET \/ HTTP\/1\.1 from /);
    expect(await client.line()).toMatch(/^you sent: SSH-2\.0-x from /);
  });
});
