import { readFileSync } from 'node:fs';
import { killPrograms, runProgram } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

afterEach(killPrograms);

/** Says at the end which of the heavy packages were loaded. */
const PROBE = `process.on('exit', () => {
  const loaded = (name) => Object.keys(require.cache).some((file) => file.includes('/node_modules/' + name + '/'));
  process.stderr.write(['yargs', 'rxjs', 'lmdb', 'pino'].filter(loaded).join(' '));
});`;

const run = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = runProgram(args);
  return { status: await exit, stdout: stdout.text, stderr: stderr.text };
};

describe('rx-chat', () => {
  it.each([[['--help']], [['serve', '--help']], [['echo', '--help', '--bogus']]])(
    '%j fits a screen, with an example',
    async (args) => {
      const { status, stdout, stderr } = await run(...args);
      const lines = stdout.trimEnd().split('\n');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^usage: rx-chat [^]*\nExample: rx-chat /);
      expect(lines.length).toBeLessThan(24);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    },
  );

  describe('what only a server needs', () => {
    const { file } = scratch();

    it.each([
      [['--help']],
      [['serve', '--help']],
      [['serve', '--bogus']],
      [['verify']],
      [['backup', '--help']],
      [['conform', '--help']],
    ])('is not loaded for %j', async (args) => {
      const { exit, stderr } = runProgram(args, { node: ['--require', file('probe.cjs', PROBE)] });
      await exit;
      expect(stderr.text.split('\n').at(-1)).toBe('yargs');
    });
  });

  it('--version is that of the package', async () => {
    expect(await run('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [[], 'a command is missing', 'COMMAND'],
    [['--bogus'], 'a command is missing', 'COMMAND'],
    [['sreve'], 'unknown command "sreve"', 'COMMAND'],
    [['serve', '--bogus'], 'unknown option --bogus', 'serve'],
    [['serve', '--no-port'], 'unknown option --no-port', 'serve'],
    [['serve', '--maxLine', '9'], 'unknown option --maxLine', 'serve'],
    [['serve', 'abc'], '--port "abc" is not a whole number from 0 to 65535', 'serve'],
    [['serve', '--port', '-1'], '--port "-1" is not a whole number from 0 to 65535', 'serve'],
    [['serve', '--port='], '--port needs a value: a whole number from 0 to 65535', 'serve'],
    [['serve', '--port'], '--port needs a value: a whole number from 0 to 65535', 'serve'],
    [['serve', '--rate', '1', '--rate', '2'], '--rate is given 2 times: once is enough', 'serve'],
    [['echo', '--rate', '1'], 'unknown option --rate', 'echo'],
  ])('%j: says what is wrong and how it is used', async (args, message, usage) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      `rx-chat: ${message}`,
      expect.stringMatching(new RegExp(`^usage: rx-chat ${usage} `)),
    ]);
  });
});
