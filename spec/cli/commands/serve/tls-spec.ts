import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { identity, type Identity } from '../../../helpers/certificate';
import { connect, enter } from '../../../helpers/connect';
import { connectTls } from '../../../helpers/connect-tls';
import { canHaveTerminal, gather, runProgram, type Program } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';
import { describeWith } from '../../../helpers/where-installed';

jest.setTimeout(30_000);

describe('rx-chat serve, with TLS', () => {
  const { path, file } = scratch();

  const write = ({ cert, key }: Identity) => [
    '--tls-cert',
    file('cert.pem', cert),
    '--tls-key',
    file('key.pem', key),
  ];
  const start = (...args: readonly string[]) => runProgram(['serve', '0', '--tls-port', '0', ...args]);
  const tlsPort = async ({ stdout }: Program) =>
    Number((await stdout.find(/^listening on tls:\/\/.*:(\d+)$/m))[1]);

  it('listens beside plain text, and both are one chat', async () => {
    const program = start(...write(identity('server')));
    const [secure, plain] = [await connectTls(await tlsPort(program)), await connect(await program.port())];
    expect(program.stdout.text).toMatch(/^listening on tcp:.*\nlistening on tls:\/\/\[::\]:\d+\n$/);
    plain.send('ann');
    await plain.line('welcome, ann');
    secure.send('bob');
    await secure.line('here are ann');
    await plain.line('bob has joined the chat');
  });

  it('listens instead of it with --no-plain', async () => {
    const program = start('--no-plain', ...write(identity('server')));
    await tlsPort(program);
    expect(program.stdout.text).toMatch(/^listening on tls:.*\n$/);
  });

  it('tells plain text what it speaks, closes, and says so once', async () => {
    const program = start(...write(identity('server')));
    const client = await connect(await tlsPort(program));
    client.send('ann');
    await client.closed;
    expect(client.lines).toEqual([expect.stringMatching(/^! this port speaks TLS: /)]);
    await program.logged('plain text on TLS port');
    expect(program.records('client connected')).toHaveLength(0);
  });

  it('shows new certificates after SIGHUP, with 100 clients on and none dropped', async () => {
    const program = start('--join-rate', '0', ...write(identity('first')));
    const port = await tlsPort(program);
    const clients = await Promise.all(Array.from({ length: 100 }, () => connectTls(port)));
    await Promise.all(
      clients.map(async (client, i) => {
        client.send(`user${i}`);
        await client.line(`welcome, user${i}:`);
      }),
    );
    write(identity('second'));
    program.child.kill('SIGHUP');
    await program.logged('certificates reloaded');
    const late = await connectTls(port);
    expect([clients[0]?.server, late.server]).toEqual(['first', 'second']);
    clients[0]?.send('still here?');
    await Promise.all(clients.slice(1).map((client) => client.line(/\[user0\]:still here\?$/)));
    await Promise.all(
      clients.map(async (client, i) => {
        client.send('/who');
        return client.line(/^\* 100 in lobby/).then(() => i);
      }),
    );
    expect(program.records('client disconnected')).toHaveLength(0);
  });

  it('keeps the old certificates when the new ones are of no use, and says so', async () => {
    const program = start(...write(identity('first')));
    const port = await tlsPort(program);
    file('cert.pem', 'half a certific');
    program.child.kill('SIGHUP');
    const { err } = await program.logged('certificate reload failed, keeping the old ones');
    expect(err).toMatchObject({ code: 'RX_CHAT_TLS' });
    rmSync(path('key.pem'));
    program.child.kill('SIGHUP');
    await program.stderr.find(/--tls-key \S+ can't be read: no such file/);
    expect((await connectTls(port)).server).toBe('first');
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  (canHaveTerminal ? it : it.skip)('stops at SIGHUP when it has a terminal', async () => {
    const words = ['serve', '0', '--tls-port', '0', ...write(identity('server'))];
    const program = runProgram(words, { terminal: true });
    const [, port] = await program.stdout.find(/join with: nc localhost (\d+)/);
    const ann = await enter(Number(port), 'ann');
    // Its terminal is gone with the one who made it.
    program.child.kill('SIGKILL');
    await ann.closed;
    expect(ann.lines.at(-1)).toBe('* the server is shutting down');
  });

  it("warns of a key's file that others may read", async () => {
    const { cert, key } = identity('server');
    const program = start('--tls-cert', file('cert.pem', cert), '--tls-key', file('open.pem', key, 0o644));
    const warning = await program.logged('others may read the secret of --tls-key: chmod 600');
    expect(warning).toMatchObject({ level: 40, file: path('open.pem'), mode: '644' });
  });

  describe('says in one line what is wrong:', () => {
    const fails = async (args: readonly string[], message: string | RegExp, status: number) => {
      const { exit, stdout, stderr } = runProgram(['serve', '0', ...args]);
      expect(await exit).toBe(status);
      expect(stdout.text).toBe('');
      expect(stderr.text.split('\n').find((line) => !line.startsWith('{'))).toMatch(/^rx-chat: /);
      expect(stderr.text).toMatch(message);
    };

    it.each([
      [['--tls-cert', 'x'], '--tls-cert needs --tls-key'],
      [['--tls-key', 'x'], '--tls-key needs --tls-cert'],
      [['--tls-ca', 'x'], '--tls-ca needs --tls-cert'],
      [['--tls-port', '1'], '--tls-port needs --tls-cert'],
      [['--no-plain'], '--no-plain leaves nowhere to listen'],
    ])('%j', (args, message) => fails(args, message, 2));

    it('a file that is not there', () =>
      fails(['--tls-cert', '/nowhere', '--tls-key', 'x'], "--tls-cert /nowhere can't be read: no such", 1));
    it('a key that does not fit', () => {
      const [one, two] = [identity('one'), identity('two')];
      return fails(write({ ...one, key: two.key }), 'the key is not that of the certificate', 1);
    });
  });

  describeWith('openssl', ['how openssl s_client is served', 'version'])('openssl s_client', () => {
    /** Sends lines once it has been asked, and gives all that it hears until it is let go. */
    const client = (port: number, lines: string, ...args: readonly string[]) => {
      const openssl = spawn('openssl', ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`, ...args]);
      const [heard, told] = [gather(openssl.stdout), gather(openssl.stderr)];
      openssl.stdin.on('error', () => undefined);
      const done = new Promise<string>((resolve) => openssl.once('close', () => resolve(heard.text)));
      heard.find(/NAME\]: $/).then(
        () => openssl.stdin.write(lines),
        () => undefined,
      );
      return { done, told };
    };

    it('chats', async () => {
      const port = await tlsPort(start(...write(identity('server'))));
      expect(await client(port, 'ann\n/who\n/quit\n').done).toMatch(/^\* 1 in lobby: ann \(\d+s\)$/m);
    });

    it('needs a certificate of the ca, where there is one', async () => {
      const ca = identity('ca');
      const program = start('--tls-ca', file('ca.pem', ca.cert), ...write(identity('server')));
      const port = await tlsPort(program);
      const own = (name: string, { cert, key }: Identity) => [
        '-cert',
        file(`${name}.pem`, cert),
        '-key',
        file(`${name}.key`, key),
      ];
      expect(await client(port, 'x\n').done).toBe('');
      expect(await client(port, 'x\n', ...own('eve', identity('eve'))).done).toBe('');
      const let_in = await client(port, 'ann\n/quit\n', ...own('ann', identity('ann', ca))).done;
      expect(let_in).toContain('* welcome, ann:');
      expect(program.records('TLS handshake failed').map(({ cause }) => cause)).toEqual([
        'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
        'DEPTH_ZERO_SELF_SIGNED_CERT',
      ]);
    });
  });
});
