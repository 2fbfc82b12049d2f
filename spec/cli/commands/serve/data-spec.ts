import { readFileSync } from 'node:fs';
import { serveOptions } from '../../../../src/cli/commands/serve/serve-options';
import { resolveOptions, type OptionSources } from '../../../../src/cli/options/resolve-options';
import { connect, enter } from '../../../helpers/connect';
import { posts } from '../../../helpers/apply-commands';
import { keepPosts } from '../../../helpers/persistent-chat';
import { runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

describe('--keep', () => {
  it.each([
    ['0', {}],
    ['1', { messages: 1 }],
    ['1000000', { messages: 1_000_000 }],
    ['12h', { age: 43_200_000 }],
    ['30d', { age: 2_592_000_000 }],
    ['500KB', { bytes: 500_000 }],
    ['5MB', { bytes: 5_000_000 }],
    ['2GB', { bytes: 2_000_000_000 }],
    ['1TB', { bytes: 1_000_000_000_000 }],
    ['500KiB', { bytes: 512_000 }],
    ['5MiB', { bytes: 5 * 1024 ** 2 }],
    ['2GiB', { bytes: 2 * 1024 ** 3 }],
    ['1TiB', { bytes: 1024 ** 4 }],
    ['30d,2GB', { age: 2_592_000_000, bytes: 2_000_000_000 }],
    [' 5000, 30d  2GB ', { messages: 5000, age: 2_592_000_000, bytes: 2_000_000_000 }],
  ])('takes %s', (text, keep) => expect(serveOptions.keep.fromText(text)).toEqual(keep));

  it.each([
    ...['', 'x', '-1', '1.5', '30 d x', '1e3', '2gb', '2G', '0GB', '1.5GB', '2B', ',', '30d,', ',30d'],
    ...['30d,12h', '1GB 2GB', '5 6', '1,000,000', '0,30d', '2GB 0', '00', '0 0'],
  ])('does not take %j', (text) => expect(serveOptions.keep.fromText(text)).toBeUndefined());

  const both = { age: 2_592_000_000, bytes: 2_000_000_000 };

  it.each<[string, Partial<OptionSources>]>([
    ['a text on the command line', { commandLine: { keep: '30d,2GB' } }],
    ['given twice on the command line', { commandLine: { keep: ['30d', '2GB'] } }],
    ['a variable', { environment: { RX_CHAT_KEEP: '2GB 30d' } }],
    ['a text in the config file', { config: { keep: '30d, 2GB' } }],
    ['a list in the config file', { config: { keep: ['30d', '2GB'] } }],
  ])('may have several bounds: %s', (_, sources) =>
    expect(resolveOptions(serveOptions, { commandLine: {}, ...sources }).keep).toEqual(both),
  );

  it.each<[unknown, unknown]>([
    [0, {}],
    [5000, { messages: 5000 }],
    [[5000, '2GB'], { messages: 5000, bytes: 2_000_000_000 }],
    [1.5, undefined],
    [-1, undefined],
    [true, undefined],
    [[], undefined],
    [['30d', null], undefined],
    [{ bytes: 1 }, undefined],
  ])('reads %j of a config file', (value, keep) => expect(serveOptions.keep.fromJson(value)).toEqual(keep));
});

describe('serve --data', () => {
  const { path } = scratch();
  const serve = () => runProgram(['serve', '--port', '0', '--data', path('data')]);

  it('refuses a bad --keep', async () => {
    const program = runProgram(['serve', '--data', path('data'), '--keep', 'x']);
    expect(await program.exit).not.toBe(0);
    expect(program.stderr.text).toContain('a number of messages, an age such as 30d, bytes such as 2GB');
  });

  it('refuses a folder that another server has, naming the folder and the process', async () => {
    const first = serve();
    const client = await enter(await first.port(), 'ann');
    const before = readFileSync(path('data/chat.mdb'));
    const second = serve();
    expect(await second.exit).toBe(1);
    expect(second.stderr.text).toContain(
      `${path('data')} is in use by another server (process ${first.child.pid})`,
    );
    expect(readFileSync(path('data/chat.mdb')).equals(before)).toBe(true);
    client.vanish();
  });

  it('refuses a folder that ends in the future, and takes it with --accept-clock', async () => {
    const later = Date.now() + 3650 * 86_400_000;
    await keepPosts(path('data'), [[posts.enter('a', 'ann'), posts.say('a', 'too early')]], {
      now: () => later,
    });
    const refused = serve();
    expect(await refused.exit).toBe(1);
    expect(refused.stderr.text).toContain(`${path('data/chat.mdb')} ends 3649d 23h in the future, at 20`);
    expect(refused.stderr.text).toContain('set the clock, or take it for right with --accept-clock');
    const taken = runProgram(['serve', '0', '--data', path('data'), '--accept-clock']);
    const client = await enter(await taken.port(), 'bob');
    await taken.stderr.find(/the wall clock was set back by 36/);
    client.vanish();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('has after %s what was said', async (signal) => {
    const first = serve();
    const port = await first.port();
    const [ann, bob] = [await enter(port, 'ann'), await enter(port, 'bob')];
    ann.send('remember this');
    await bob.line('remember this');
    first.child.kill(signal);
    expect(await first.exit).toBe(signal === 'SIGTERM' ? 0 : signal);
    const client = await connect(await serve().port());
    client.send('cid');
    await client.line('remember this');
    client.vanish();
  });
});
