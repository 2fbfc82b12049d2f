import { readFileSync, writeFileSync } from 'node:fs';
import { localTime } from '../../../../src/dialects/common/time';
import { filesOf } from '../../../../src/journals/store/store';
import { enter as connectAs } from '../../../helpers/connect';
import { posts } from '../../../helpers/apply-commands';
import { editRows, keepPosts } from '../../../helpers/persistent-chat';
import { runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

const { enter, say } = posts;

const run = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = runProgram(['verify', ...args]);
  return { status: await exit, stdout: stdout.text, stderr: stderr.text };
};

const whole = (stdout: string) => ({ status: 0, stdout, stderr: '' });

describe('rx-chat verify', () => {
  const { path } = scratch();

  it('says in a line that a chat is whole, and how much it holds; 0', async () => {
    let now = 1_900_000_000_000;
    await keepPosts(path(), [[enter('a', 'ann'), say('a', '1')], [say('a', '2')]], {
      now: () => (now += 1000),
    });
    const [from, to] = [1_900_000_001_000, 1_900_000_002_000].map(localTime);
    expect(await run(path())).toEqual(
      whole(`${path()} is whole: 3 entries, 2 messages in 1 room, from ${from} to ${to}\n`),
    );
  });

  it('says so of one that holds nothing', async () => {
    await keepPosts(path(), []);
    expect(await run(path())).toEqual(whole(`${path()} is whole: 0 entries, 0 messages in 0 rooms\n`));
  });

  it('says so while a server writes to it, and after that was killed', async () => {
    const server = runProgram(['serve', '0', '--data', path(), '--keep', '20']);
    const ann = await connectAs(await server.port(), 'ann');
    let said = 0;
    const talk = setInterval(() => ann.send(`line ${said++}`), 1);
    const results = [];
    while (results.length < 3) results.push(await run(path()));
    server.child.kill('SIGKILL');
    await server.exit;
    clearInterval(talk);
    results.push(await run(path()));
    for (const { status, stdout } of results) {
      expect(stdout).toMatch(/ is whole: \d+ entr(y|ies), \d+ messages? in [01] rooms?/);
      expect(status).toBe(0);
    }
    expect(said).toBeGreaterThan(20);
  });

  it('says what is damaged, a line each; 1', async () => {
    await keepPosts(path(), [[enter('a', 'ann')], [say('a', 'x')], [say('a', 'y')]]);
    await editRows(path(), 'index', (rows) => rows.removeSync(['lobby', 2]));
    await editRows(path(), '', (rows) => rows.putSync('count', Buffer.from('{"seq":3,"messages":7}')));
    expect(await run(path())).toEqual({
      status: 1,
      stdout: [
        'damaged: the index of room lobby at entry 2 is missing\n',
        'damaged: 7 messages are counted up to entry 3, but there are 2\n',
      ].join(''),
      stderr: '',
    });
  });

  it('says at most 20 damages, and how many more there are', async () => {
    await keepPosts(path(), [[enter('a', 'ann')]]);
    await editRows(path(), 'index', (rows) => {
      for (let seq = 100; seq < 125; seq++) rows.putSync(['den', seq], Buffer.from('{}'));
    });
    const { status, stdout } = await run(path());
    expect(status).toBe(1);
    expect(stdout).toMatch(/^(damaged: .*\n){20}and 5 more\n$/);
  });

  it('says so of a file whose trees make no sense', async () => {
    const many = Array.from({ length: 100 }, (_, batch) => [say('a', `${batch} ${'x'.repeat(400)}`)]);
    await keepPosts(path(), [[enter('a', 'ann')], ...many]);
    const { data } = filesOf(path());
    const bytes = readFileSync(data);
    // Branch pages (they begin with their own number, and have the flag 1) that say they end before they begin.
    for (let page = 2 * 4096; page < bytes.length; page += 4096)
      if (bytes.readBigUInt64LE(page) === BigInt(page / 4096) && bytes.readUInt16LE(page + 18) === 1)
        bytes.writeUInt16LE(0, page + 20);
    writeFileSync(data, bytes);
    expect(await run(path())).toEqual({
      status: 1,
      stdout: expect.stringMatching(
        /^damaged: the rest of the file can't be read: page \d+ has nodes that are not inside it\n$/,
      ) as string,
      stderr: '',
    });
  });

  it('is one line and 1 where there is no chat', async () => {
    expect(await run(path())).toEqual({
      status: 1,
      stdout: '',
      stderr: `rx-chat: ${path()} holds no chat: name a folder that was given to --data\n`,
    });
  });

  it.each([
    ['empty', '', / is empty: /],
    ['foreign', 'no file of LMDB\n'.repeat(1000), / is damaged, or no file of rx-chat: /],
  ])('is one line and 1 where the file is %s', async (_, content, line) => {
    writeFileSync(filesOf(path()).data, content);
    const { status, stdout, stderr } = await run(path());
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('is one line and 1 where the file is of a newer rx-chat', async () => {
    await keepPosts(path(), []);
    await editRows(path(), '', (rows) => rows.putSync('format', Buffer.from('{"format":99,"log":"x"}')));
    const { status, stderr } = await run(path());
    expect(status).toBe(1);
    expect(stderr).toMatch(/^rx-chat: \S+ is of a newer rx-chat \(format 99\): [^\n]*\n$/);
  });

  it.each([
    [[], 'DIR is missing: the folder of --data'],
    [['a', 'b'], 'unexpected argument "b": one folder is all'],
    [['a', '--json'], 'unknown option --json'],
  ])('%j is wrong usage', async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      `rx-chat: ${message}`,
      expect.stringMatching(/^usage: rx-chat verify DIR /),
    ]);
  });
});
