import { connect } from '../../../helpers/connect';
import { runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

const PROMPT = '[ENTER THE PASSWORD]: ';

describe('rx-chat serve --password-file', () => {
  const { path, file: write } = scratch();

  const file = (text: string, mode?: number) => write('password', text, mode);
  const start = (path: string) => runProgram(['serve', '0', '--password-file', path]);

  it.each(['open sesame\n', 'open sesame', 'open sesame\r\nand a second line\n'])(
    'asks for the first line of %j, before the name',
    async (text) => {
      const program = start(file(text));
      const ann = await connect(await program.port());
      await ann.seen(PROMPT);
      ann.send('open sesame');
      await ann.seen('[ENTER YOUR NAME]: ');
      ann.send('ann');
      await ann.line('welcome, ann');
      expect(program.stderr.text).not.toContain('sesame');
      expect(program.records('others may read the secret of --password-file: chmod 600')).toEqual([]);
    },
  );

  it('lets nobody in without it', async () => {
    const program = start(file('open sesame\n'));
    const eve = await connect(await program.port());
    eve.send('eve', 'Open Sesame', 'open sesame ');
    await eve.closed;
    expect(eve.text).not.toContain('NAME');
    expect(program.records('client entered')).toEqual([]);
  });

  it.each([0o640, 0o604])('warns of a file of mode %o', async (mode) => {
    const program = start(file('x\n', mode));
    const warning = await program.logged('others may read the secret of --password-file: chmod 600');
    expect(warning).toMatchObject({ level: 40, mode: mode.toString(8) });
    await program.port();
  });

  it.each([
    ['an empty file', () => file(''), 'has nothing in its first line'],
    ['a blank first line', () => file('\nsesame\n'), 'has nothing in its first line'],
    ['no file', () => path('nowhere'), "can't be read: no such file"],
  ])('ends in one line, and 1, for %s', async (_, path, why) => {
    const { exit, stdout, stderr } = start(path());
    expect([await exit, stdout.text]).toEqual([1, '']);
    expect(stderr.text).toMatch(/^rx-chat: --password-file .*\n$/);
    expect(stderr.text).toContain(why);
  });
});
