import { chmodSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { enter } from '../../helpers/connect';
import { runProgram } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

describe('rx-chat serve, with files', () => {
  const { path, file } = scratch();
  let before: number;
  beforeEach(() => {
    before = process.umask(0);
  });
  afterEach(() => void process.umask(before));

  const modeOf = (name: string) => (statSync(path(name)).mode & 0o777).toString(8);
  const serve = (...more: readonly string[]) => runProgram(['serve', '0', '--data', path('data'), ...more]);

  it("makes them its owner's alone, whatever the mask, and warns of nothing", async () => {
    const program = serve('--log-file', path('log'));
    await program.port();
    const files = readdirSync(path('data'));
    expect(files).toEqual(expect.arrayContaining(['chat.mdb', 'chat.mdb-lock']));
    expect([modeOf('data'), modeOf('log'), ...files.map((name) => modeOf(`data/${name}`))]).toEqual([
      '700',
      '600',
      ...files.map(() => '600'),
    ]);
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  it('warns of a folder and of a log file that others may read, and leaves both as they are', async () => {
    mkdirSync(path('data'));
    chmodSync(path('data'), 0o755);
    chmodSync(file('log', ''), 0o640);
    const program = serve();
    expect(await program.logged('others may read what is kept in --data: chmod 700')).toMatchObject({
      file: path('data'),
      mode: '755',
    });
    const other = runProgram(['echo', '--port', '0', '--log-file', path('log')]);
    await other.port();
    other.child.kill('SIGTERM');
    await other.exit;
    expect(modeOf('log')).toBe('640');
    expect(modeOf('data')).toBe('755');
    expect(modeOf('data/chat.mdb')).toBe('600');
  });

  it('stops with 1 when what it writes to was moved away, and tells everybody why', async () => {
    const program = serve();
    const ann = await enter(await program.port(), 'ann');
    renameSync(path('data'), path('away'));
    mkdirSync(path('data'));
    const talking = setInterval(() => ann.send('anybody?'), 100);
    await ann.closed;
    clearInterval(talking);
    expect(ann.lines.at(-1)).toMatch(
      /^\* the server stops: \S+chat\.mdb was moved or removed while it was written to: put it back/,
    );
    expect(await program.exit).toBe(1);
    expect(readdirSync(path('data'))).toEqual([]);
    expect(readdirSync(path('away'))).toEqual(['chat.mdb', 'chat.mdb-lock']);
  });
});
