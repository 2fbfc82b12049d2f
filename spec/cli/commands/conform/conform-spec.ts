import { readFileSync } from 'node:fs';
import type { ProfileName } from '../../../../src/conform';
import { reference } from '../../../helpers/reference';
import type { ReferenceServer } from '../../../helpers/reference/listen';
import { runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';
import { readXml } from '../../../helpers/xml';

jest.setTimeout(40_000);

const run = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = runProgram(['conform', ...args]);
  return { status: await exit, stdout: stdout.text, stderr: stderr.text };
};

describe('rx-chat conform', () => {
  const { path, file } = scratch();
  const servers: ReferenceServer[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  const start = async (profile: ProfileName, fault?: string): Promise<string> => {
    const server = await reference(profile, fault);
    servers.push(server);
    return String(server.port);
  };

  it('says pass for each rule that a server keeps to, and exits with 0', async () => {
    const port = await start('budget');
    const { status, stdout, stderr } = await run(`localhost:${port}`, '--profile', 'budget');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`localhost:${port}, profile budget`);
    expect(lines.slice(2, -3).every((line) => /^pass {2}\S+ +\S/.test(line))).toBe(true);
    expect(lines.at(-2)).toMatch(/^(\d+) checks: \1 passed, 0 failed, 0 skipped, in \d+\.\d s$/);
  });

  it('says FAIL with what was expected and what came, and exits with 1; the same as JUnit XML', async () => {
    const port = await start('budget', 'echoes to the sender');
    const { status, stdout } = await run(`:${port}`, '--profile=budget', '--junit', path('results.xml'));
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /\nFAIL {2}no-echo .*\n {8}expected {2}sender: nothing .*\n {8}came {6}sender: "\[s\w+\] word-\w+"\n/,
    );
    expect(stdout).toMatch(/ 1 failed, 0 skipped, in /);
    const [suite] = readXml(readFileSync(path('results.xml'), 'utf8')).children;
    expect(suite?.attributes.failures).toBe('1');
    expect(suite?.children.filter(({ children }) => children.length > 0)).toMatchObject([
      {
        attributes: { name: expect.stringMatching(/^no-echo: /) as string },
        children: [{ name: 'failure' }],
      },
    ]);
  });

  describe('passes rx-chat serve', () => {
    const passes = async (dialect: string, options: readonly string[], rounds: number) => {
      const server = runProgram(['serve', '0', '--dialect', dialect, ...options]);
      const port = String((await server.stdout.find(/^listening on tcp:\/\/\S*?:(\d+)(\?\S*)?$/m))[1]);
      for (let round = 0; round < rounds; round++) {
        const { status, stdout } = await run(port, '--profile', dialect);
        expect(stdout).toMatch(/^(\d+) checks: \1 passed, 0 failed, 0 skipped, in /m);
        expect(status).toBe(0);
      }
    };

    it.each(['netcat', 'budget', 'chat', 'json'])('--dialect %s', (dialect) => passes(dialect, [], 1));

    it.each(['netcat', 'chat'])('--dialect %s a second time, what was said still there', (dialect) =>
      passes(dialect, ['--join-rate', '0'], 2),
    );
  });

  it('is one line and 1 when there is no server', async () => {
    const port = await start('chat');
    servers.splice(0).forEach((server) => server.close());
    expect(await run(`[::1]:${port}`, '--profile', 'chat')).toEqual({
      status: 1,
      stdout: '',
      stderr: `rx-chat: can't connect to [::1]:${port}: connection refused; is the server running?\n`,
    });
  });

  it('is one line and 1 when the JUnit file can not be written, before anything is checked', async () => {
    const junit = path('nowhere/results.xml');
    const { status, stdout, stderr } = await run('1', '--profile', 'chat', '--junit', junit);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      `rx-chat: --junit ${junit} can't be written: no such file or folder; name a file in a folder that is there\n`,
    );
    expect((await run('1', '--profile', 'chat', '--junit', path())).stderr).toContain('it is a folder');
    expect((await run('1', '--profile', 'chat', '--junit', file('x', ''))).stderr).toContain(
      "can't connect to",
    );
  });

  it.each([
    [[], 'HOST:PORT is missing'],
    [['--profile', 'chat'], 'HOST:PORT is missing'],
    [['8989'], '--profile is missing: one of netcat, budget, chat, json'],
    [['8989', '--profile', 'irc'], '--profile "irc" is not one of netcat, budget, chat, json'],
    [['8989', '--profile'], '--profile needs a value: one of netcat, budget, chat, json'],
    [['8989', '--profile', 'chat', '--profile', 'json'], '--profile is given 2 times: once is enough'],
    [['8989', '--profile', 'chat', '--junit'], '--junit needs a value: a text that is not blank'],
    [['nowhere', '--profile', 'chat'], '"nowhere" is not HOST:PORT, such as localhost:8989 or [::1]:8989'],
    [['8989', '9', '--profile', 'chat'], 'unexpected argument "9": one server is all'],
    [['8989', '--bogus'], 'unknown option --bogus'],
  ])('%j is wrong usage: 2', async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `rx-chat: ${message}\nusage: rx-chat conform HOST:PORT [options]    (rx-chat conform --help lists them)\n`,
    );
  });

  it('--help fits a screen, with an example', async () => {
    const { status, stdout, stderr } = await run('--help');
    const lines = stdout.trimEnd().split('\n');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^usage: rx-chat conform HOST:PORT [^]*\nExample: rx-chat conform /);
    expect(lines.length).toBeLessThan(24);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});
