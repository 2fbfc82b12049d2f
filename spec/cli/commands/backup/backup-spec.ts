import { mkdirSync, readdirSync } from 'node:fs';
import { connect, enter } from '../../../helpers/connect';
import { posts } from '../../../helpers/apply-commands';
import { editRows, keepPosts } from '../../../helpers/persistent-chat';
import { runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

const { enter: come, say } = posts;

const run = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = runProgram(args);
  return { status: await exit, stdout: stdout.text, stderr: stderr.text };
};

/** Stops itself by a signal as it makes the folder. */
const STOPPED = `const fs = require('node:fs');
const { mkdtempSync } = fs;
fs.mkdtempSync = (path) => {
  process.kill(process.pid, process.env.SIGNAL);
  return mkdtempSync(path);
};`;

describe('rx-chat backup', () => {
  const { path, file } = scratch();
  const keep = () => keepPosts(path('data'), [[come('a', 'ann')], [say('a', '1')], [say('a', '2')]]);
  const serve = async (folder: string) => {
    const more = ['--op-file', file('op', 'op secret'), '--listen', 'tcp://127.0.0.1:0?dialect=json'];
    const program = runProgram(['serve', '0', '--data', path(folder), ...more]);
    const [, json] = await program.stdout.find(/^listening on .*:(\d+)\?dialect=json$/m);
    return { program, port: await program.port(), json: Number(json) };
  };

  /** What a json client is told as it enters. */
  const entered = async (port: number, after?: object) => {
    const robot = await connect(port);
    robot.send(JSON.stringify({ type: 'enter', name: 'robot', after }));
    return JSON.parse(await robot.line('"entered"')) as {
      log: string;
      complete: boolean;
      history: unknown[];
    };
  };

  it('beside a server copies what a restored one goes on from', async () => {
    const { program, port, json } = await serve('data');
    const [ann, bob] = [await enter(port, 'ann'), await enter(port, 'bob')];
    const [, word = 'none'] = /\/resume (\S+)$/m.exec(bob.text) ?? [];
    ann.send('/op op secret', '/topic cats', '/ban eve', 'remember this');
    await bob.line('remember this');
    const { log } = await entered(json);
    const { status, stdout, stderr } = await run('backup', path('data'), path('copy'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /copy is a backup of \S+data: \d+ entries, 1 message in 1 room, from \S+ \S+ to \S+ \S+\n$/,
    );
    ann.send('later than the backup');
    await bob.line('later than the backup');
    program.child.kill('SIGKILL');
    await program.exit;
    expect(await run('verify', path('copy'))).toMatchObject({ status: 0 });

    const restored = await serve('copy');
    const again = await connect(restored.port);
    again.send(`/resume ${word}`);
    await again.line('welcome, bob');
    again.send('/topic');
    await again.line('cats');
    expect(again.text).toContain('[ann]:remember this\n');
    expect(again.text).not.toContain('later than');
    const eve = await connect(restored.port);
    eve.send('eve');
    await eve.line('! ');
    expect(eve.text).toContain('banned');
    const anew = await entered(restored.json, { log, seq: 99 });
    expect(anew).toMatchObject({ complete: false, history: [{ text: 'remember this' }] });
    expect(anew.log).not.toBe(log);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('stopped by %s leaves nothing, says so, and ends with %i', async (SIGNAL, status) => {
    await keep();
    const node = ['--require', file('stop.cjs', STOPPED)];
    const program = runProgram(['backup', path('data'), path('copy')], { node, env: { SIGNAL } });
    expect(await program.exit).toBe(status);
    expect(program.stderr.text).toBe(`rx-chat: stopped: there is no ${path('copy')}\n`);
    expect(program.stdout.text).toBe('');
    expect(readdirSync(path()).sort()).toEqual(['data', 'stop.cjs']);
  });

  it('takes a name with a slash behind it', async () => {
    await keep();
    expect(await run('backup', `${path('data')}/`, `${path('copy')}//`)).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(readdirSync(path()).sort()).toEqual(['copy', 'data']);
  });

  it('is one line and 1 where something is there already, there is no chat, or it is damaged', async () => {
    await keep();
    mkdirSync(path('copy'));
    const refused = async (from: string, to: string) => {
      const { status, stdout, stderr } = await run('backup', path(from), path(to));
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      return stderr.replaceAll(path(), 'PATH');
    };
    expect(await refused('data', 'copy')).toBe(
      'rx-chat: PATH/copy is there already: name a folder that is not\n',
    );
    expect(await refused('nowhere', 'new')).toBe(
      'rx-chat: PATH/nowhere holds no chat: name a folder that was given to --data\n',
    );
    await editRows(path('data'), 'batches', (rows) => rows.removeSync(2));
    expect(await refused('data', 'new')).toBe(
      'rx-chat: PATH/data is damaged: entries 2 to 2 are missing; rx-chat verify PATH/data tells more\n',
    );
    expect(readdirSync(path()).sort()).toEqual(['copy', 'data']);
  });

  it.each([
    [[], 'DIR is missing: the folder of --data'],
    [['a'], 'TO is missing: the folder to make'],
    [['a', 'b', 'c'], 'unexpected argument "c": two folders are all'],
    [['a', 'b', '--force'], 'unknown option --force'],
  ])('%j is wrong usage', async (args, message) => {
    const { status, stdout, stderr } = await run('backup', ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      `rx-chat: ${message}`,
      expect.stringMatching(/^usage: rx-chat backup DIR TO /),
    ]);
  });
});
