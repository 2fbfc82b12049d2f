import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { clientLimit, parseOpenFileLimit } from '../../../../src/cli/commands/serve/file-descriptor-limit';
import { identity } from '../../../helpers/certificate';
import { connect, enter } from '../../../helpers/connect';
import { gather } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

jest.setTimeout(30_000);

describe('clientsWithin', () => {
  it.each([
    [10_000, 1_048_576, 10_000],
    [10_000, 1024, 960],
    [10_000, 128, 64],
    [10, 128, 10],
    [0, 128, 64],
    [0, Infinity, 0],
    [10_000, Infinity, 10_000],
    [10_000, 64, 1],
    [10_000, 20, 1],
  ])('makes of %i clients, with %i open files, %i', (wanted, files, clients) => {
    expect(clientLimit(wanted, files)).toBe(clients);
  });

  it('leaves to the listeners what they may take', () => {
    expect(clientLimit(10_000, 1024, 384)).toBe(576);
    expect(clientLimit(10_000, Infinity, 3072)).toBe(10_000);
  });
});

describe('openFilesIn', () => {
  const limits = (soft: string) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             96365                96365                processes
Max open files            ${soft.padEnd(20)} 1048576              files
Max locked memory         8388608              8388608              bytes
`;

  it.each([
    [limits('1024'), 1024],
    [limits('unlimited'), Infinity],
    ['', Infinity],
  ])('reads the soft limit', (text, files) => {
    expect(parseOpenFileLimit(text)).toBe(files);
  });
});

const saysLimits = existsSync('/proc/self/limits');
(saysLimits ? describe : describe.skip)('rx-chat serve, under ulimit -n 128', () => {
  const { file } = scratch();

  it.each([
    ['TLS', ['--tls-port', '0'], 48],
    ['a page', ['--http', '0'], 48],
    ['TLS and a page', ['--tls-port', '0', '--http', '0'], 16],
  ])('leaves of 64 to %s what its handshakes and requests may take', async (_, words, left) => {
    const { cert, key } = identity('server');
    const tls = ['--tls-cert', file('cert.pem', cert), '--tls-key', file('key.pem', key)];
    const args = ['serve', '0', ...words, ...(words.includes('--tls-port') ? tls : [])];
    const limited = ['-c', 'ulimit -n 128; exec "$0" dist/cli/main.js "$@"', process.execPath, ...args];
    const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const found = await gather(child.stderr).find(/"openFiles":128,"maxClients":(\d+),/);
      expect(Number(found[1])).toBe(left);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('serves 64, tells the next, and takes others as some leave', async () => {
    const words = ['-c', 'ulimit -n 128; exec "$0" dist/cli/main.js serve 0 --join-rate 0', process.execPath];
    const child = spawn('sh', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err] = [gather(child.stdout), gather(child.stderr)];
    try {
      const port = Number((await out.find(/:(\d+)\n/))[1]);
      const clients = await Promise.all(Array.from({ length: 64 }, (_, i) => enter(port, `user${i}`)));
      const others = await Promise.all(Array.from({ length: 30 }, () => connect(port)));
      await Promise.all(others.map((client) => client.closed));
      const told = new Set(others.map(({ text }) => text));
      expect(told).toEqual(new Set(['! the server is full: 64 clients at most\n']));
      const [first, second] = clients;
      first?.vanish();
      second?.vanish();
      // A place is free once a connection is closed both ways.
      await err.find(/"client disconnected"[^]*"client disconnected"/);
      await Promise.all([enter(port, 'ann'), enter(port, 'bob')]);
      const last = await connect(port);
      expect(await last.line()).toContain('! the server is full');
      expect(err.text.match(/"openFiles":128,"maxClients":64,/g)).toHaveLength(1);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
