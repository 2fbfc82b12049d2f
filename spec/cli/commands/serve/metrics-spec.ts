import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from '../../../helpers/connect';
import { scrape } from '../../../helpers/prometheus';
import { closeRawHttp, rawHttp } from '../../../helpers/raw-http';
import { runProgram, type Program } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

jest.setTimeout(30_000);

describe('rx-chat serve --metrics', () => {
  const { file } = scratch();
  afterEach(closeRawHttp);
  const url = async ({ stdout }: Program) => (await stdout.find(/^listening on (http:.*)$/m))[1] ?? '';

  it.each([
    ['0', /^http:\/\/127\.0\.0\.1:\d+\/metrics$/],
    ['[::1]:0', /^http:\/\/\[::1\]:\d+\/metrics$/],
  ])('%s: says where, behind the other listeners, and answers there', async (where, form) => {
    const program = runProgram(['serve', '0', '--metrics', where]);
    expect(await url(program)).toMatch(form);
    expect(program.stdout.text).toMatch(/^listening on tcp:.*\nlistening on http:.*\n$/);
    const client = await connect(await program.port());
    client.send('ann');
    await client.line('welcome, ann');
    expect((await scrape(await url(program))).by('rx_chat_clients')).toEqual({ chat: 1 });
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  it('is a variable, and a key of the config file, which may be a number', async () => {
    const byVariable = runProgram(['serve', '0'], { env: { RX_CHAT_METRICS: '127.0.0.1:0' } });
    await scrape(await url(byVariable));
    const config = file('config.json', '{ "metrics": 0 }');
    await scrape(await url(runProgram(['serve', '0', '--config', config])));
  });

  it('answers who asks for its host in the target, and nobody who asks for a host that it does not know', async () => {
    const program = runProgram(['serve', '0', '--metrics', '127.0.0.1:0', '--host-name', 'scrape.example']);
    const port = Number(new URL(await url(program)).port);
    const ask = async (target: string, host: string) =>
      (await rawHttp(port, `GET ${target} HTTP/1.0\r\nHost: ${host}\r\n\r\n`)).closed;
    expect(await ask('/metrics', 'evil.example')).toMatch(/^HTTP\/1\.1 421 [^]*--host-name\n$/);
    expect(await ask('/metrics', 'scrape.example')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask('http://evil.example/metrics', 'evil.example')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('listens nowhere when the port is taken, says so in a line, and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { exit, stdout, stderr } = runProgram(['serve', '0', '--metrics', String(port)]);
    expect(await exit).toBe(1);
    expect({ stdout: stdout.text, stderr: stderr.text }).toEqual({
      stdout: '',
      stderr: `rx-chat: http://127.0.0.1:${port}/metrics is in use: choose another port, or stop what has it\n`,
    });
    other.close();
  });
});
