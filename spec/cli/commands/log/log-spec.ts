import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { localTime } from '../../../../src/dialects/common/time';
import { filesOf } from '../../../../src/journals/store/store';
import { enter as connectAs } from '../../../helpers/connect';
import { posts } from '../../../helpers/apply-commands';
import { editRows, keepPosts } from '../../../helpers/persistent-chat';
import { gather, runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

const { enter, say, act, tell, rename, leave, remove, announce, topic } = posts;

const run = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = runProgram(['log', ...args]);
  return { status: await exit, stdout: stdout.text, stderr: stderr.text };
};

const linesOf = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { status, stdout, stderr } = await run(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').slice(0, -1);
};

/** An entry a minute, the first at 10:00 of a day, in local time. */
const MINUTE = 60_000;
const TEN = new Date(2026, 2, 14, 10).getTime();
const at = (minute: number) => localTime(TEN + minute * MINUTE);

describe('rx-chat log', () => {
  const { path } = scratch();

  const keep = async (): Promise<void> => {
    let now = TEN - MINUTE;
    const batches = [
      [enter('a', 'ann'), enter('b', 'bob', 'Den')],
      [say('a', 'hi'), tell('a', 'bob', 'secret')],
      [act('b', 'waves'), rename('b', 'rob'), topic('b', 'cats')],
      [say('a', 'deleted'), say('a', 'stays')],
      [announce('tea'), remove('server', 8), leave('a', 'bye')],
    ];
    await keepPosts(path(), batches, { now: () => (now += MINUTE) });
  };

  it('prints what was said and happened, each line behind its room', async () => {
    await keep();
    expect(await linesOf(path())).toEqual([
      'lobby: ann has joined the chat',
      'Den: bob has joined the chat',
      `lobby: [${at(1)}][ann]:hi`,
      `Den: [${at(2)}]* bob waves`,
      'Den: bob is now known as rob',
      'Den: * rob set the topic: cats',
      `lobby: [${at(3)}][ann]:stays`,
      '* tea',
      'lobby: ann has left the chat ("bye")',
    ]);
  });

  it('with --room prints exactly what that room was sent', async () => {
    await keep();
    expect(await linesOf(path(), '--room', 'LOBBY')).toEqual([
      'ann has joined the chat',
      `[${at(1)}][ann]:hi`,
      `[${at(3)}][ann]:stays`,
      '* tea',
      'ann has left the chat ("bye")',
    ]);
    expect(await linesOf(path(), '--room', 'attic')).toEqual(['* tea']);
  });

  it('with --json prints the objects that json clients are told', async () => {
    await keep();
    const iso = (minute: number) => new Date(TEN + minute * MINUTE).toISOString();
    const objects = (await linesOf(path(), '--json')).map((line) => JSON.parse(line) as unknown);
    expect(objects).toEqual([
      { type: 'joined', seq: 1, at: iso(0), room: 'lobby', name: 'ann' },
      { type: 'joined', seq: 2, at: iso(0), room: 'Den', name: 'bob' },
      { type: 'said', seq: 3, at: iso(1), room: 'lobby', from: 'ann', text: 'hi' },
      { type: 'acted', seq: 5, at: iso(2), room: 'Den', from: 'bob', text: 'waves' },
      { type: 'renamed', seq: 6, at: iso(2), room: 'Den', from: 'bob', to: 'rob' },
      { type: 'topic', seq: 7, at: iso(2), room: 'Den', from: 'rob', text: 'cats' },
      { type: 'said', seq: 9, at: iso(3), room: 'lobby', from: 'ann', text: 'stays' },
      { type: 'notice', at: iso(4), text: 'tea' },
      { type: 'left', seq: 12, at: iso(4), room: 'lobby', name: 'ann', reason: 'bye' },
    ]);
  });

  const minute = (count: number) => new Date(TEN + count * MINUTE).toISOString();
  it.each([
    ['2026-03-14 10:01', '2026-03-14T10:02:00', ['hi']],
    [minute(1), minute(3), ['hi', 'waves', 'rob', 'cats']],
    ['2026-03-14 10:03', '2026-03-15', ['stays', 'tea', '("bye")']],
    ['2026-03-13', '2026-03-14', []],
  ])('--since %s --until %s prints what was in between', async (since, until, ends) => {
    await keep();
    const lines = await linesOf(path(), '--since', since, '--until', until);
    expect(lines).toEqual(ends.map((end) => expect.stringMatching(`${end.replace(/\W/g, '.')}$`) as unknown));
  });

  it('takes a duration back from now', async () => {
    let now = Date.now() - 3 * 3_600_000;
    await keepPosts(path(), [[enter('a', 'ann')], [say('a', 'old')], [say('a', 'new')]], {
      now: () => (now += 3_590_000),
    });
    expect(await linesOf(path(), '--since', '30m')).toEqual([expect.stringMatching(/new$/)]);
    expect(await linesOf(path(), '--until', '30m')).toHaveLength(2);
  });

  it('--follow goes on with what a server keeps, and a signal ends it with 0', async () => {
    const server = runProgram(['serve', '0', '--data', path()]);
    const port = await server.port();
    const [ann, bob] = [await connectAs(port, 'ann'), await connectAs(port, 'bob')];
    const log = runProgram(['log', path(), '--follow', '--room', 'lobby']);
    await log.stdout.find(/^bob has joined the chat$/m);
    ann.send('over here', '/msg bob secret');
    await bob.line('secret');
    bob.send('and here');
    await log.stdout.find(/\[bob\]:and here$/m);
    log.child.kill('SIGTERM');
    expect(await log.exit).toBe(0);
    expect(log.stdout.text).toMatch(/^ann has joined[^]*\[ann\]:over here\n\[[^\]]*\]\[bob\]:and here\n$/);
    expect(log.stdout.text + log.stderr.text).not.toContain('secret');
  });

  it('ends quietly with 0 when who reads has enough', async () => {
    const many = Array.from({ length: 200 }, () =>
      Array.from({ length: 100 }, (_, index) => say('a', `${index} ${'x'.repeat(100)}`)),
    );
    await keepPosts(path(), [[enter('a', 'ann')], ...many]);
    const main = join(__dirname, '../../../../dist/cli/main.js');
    const script = `set -o pipefail; "${process.execPath}" "${main}" log "${path()}" --room lobby | head -2`;
    const shell = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr] = [gather(shell.stdout), gather(shell.stderr)];
    expect(await once(shell, 'close')).toEqual([0, null]);
    expect(stdout.text).toMatch(/^ann has joined the chat\n\[[^\]]*\]\[ann\]:0 x+\n$/);
    expect(stderr.text).toBe('');
  });

  it('--follow is ended by a signal also while who reads has stopped', async () => {
    const many = Array.from({ length: 200 }, () =>
      Array.from({ length: 100 }, () => say('a', 'x'.repeat(100))),
    );
    await keepPosts(path(), [[enter('a', 'ann')], ...many]);
    const main = join(__dirname, '../../../../dist/cli/main.js');
    // A pipe of the shell, which nobody reads: more than it holds is to be written.
    const script = `"${process.execPath}" "${main}" log "${path()}" --follow > >(read -r line; echo "$line" >&2; read -r <&3)`;
    const shell = spawn('bash', ['-c', `exec ${script}`], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    try {
      await gather(shell.stderr).find(/ann has joined the chat/);
      shell.kill('SIGINT');
      expect(await once(shell, 'exit', { signal: AbortSignal.timeout(10_000) })).toEqual([0, null]);
    } finally {
      shell.kill('SIGKILL');
      (shell.stdio[3] as Writable).end();
    }
  });

  it('says on stderr what is missing, goes on, and ends with 1', async () => {
    await keep();
    await editRows(path(), 'batches', (rows) => rows.removeSync(3));
    const { status, stdout, stderr } = await run(path());
    expect(status).toBe(1);
    expect(stdout).toMatch(/joined the chat\nDen: \[/);
    expect(stderr).toBe(
      `rx-chat: ${path()} is damaged: entries 3 to 4 are missing; rx-chat verify ${path()} tells more\n`,
    );
  });

  it('says in one line that what follows can not be read', async () => {
    await keep();
    await editRows(path(), 'batches', (rows) => rows.putSync(3, Buffer.from('\x1b{')));
    const { status, stderr } = await run(path());
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `rx-chat: ${path()} is damaged in what follows: it is not JSON; rx-chat verify ${path()} tells more\n`,
    });
  });

  it.each(['log', 'verify'])('%s writes nothing to the folder, not even beside the file', async (command) => {
    await keep();
    rmSync(`${filesOf(path()).data}-lock`);
    const before = readFileSync(filesOf(path()).data);
    const { mtimeMs } = statSync(filesOf(path()).data);
    expect(await runProgram([command, path()]).exit).toBe(0);
    expect(readdirSync(path())).toEqual(['chat.mdb']);
    expect(readFileSync(filesOf(path()).data).equals(before)).toBe(true);
    expect(statSync(filesOf(path()).data).mtimeMs).toBe(mtimeMs);
  });

  it('is one line and 1 where there is no chat, or its file was cut', async () => {
    const none = await run(path('nowhere'));
    expect(none).toEqual({
      status: 1,
      stdout: '',
      stderr: `rx-chat: ${path('nowhere')} holds no chat: name a folder that was given to --data\n`,
    });
    await keep();
    truncateSync(filesOf(path()).data, 20_000);
    const { status, stdout, stderr } = await run(path());
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^rx-chat: \S+ was cut off: [^\n]*\n$/);
  });

  it.each([
    [[], 'DIR is missing: the folder of --data'],
    [['a', 'b'], 'unexpected argument "b": one folder is all'],
    [['a', '--bogus'], 'unknown option --bogus'],
    [['a', '--room', 'a b'], '--room "a b" is not a room\'s name'],
    [['a', '--since', '2026-02-30'], /^--since "2026-02-30" is not a time such as /],
    [['a', '--since', '2026-13-01T10:00Z'], /^--since "2026-13-01T10:00Z" is not a time such as /],
    [['a', '--until', 'tomorrow'], /^--until "tomorrow" is not a time such as /],
    [['a', '--since', '1h', '--until', '2h'], '--since is not before --until: nothing lies between'],
  ])('%j is wrong usage', async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const [line = '', usage] = stderr.split('\n');
    const said = line.replace('rx-chat: ', '');
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
    expect(usage).toMatch(/^usage: rx-chat log DIR /);
  });

  it.each(['log', 'verify', 'backup'])('%s --help fits a screen, with an example', async (command) => {
    const { exit, stdout } = runProgram([command, '--help']);
    expect(await exit).toBe(0);
    const lines = stdout.text.trimEnd().split('\n');
    expect(stdout.text).toMatch(/^usage: rx-chat [^]*\nExample: rx-chat /);
    expect(lines.length).toBeLessThan(24);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});
