import { connect, enter } from '../../../helpers/connect';
import { canHaveTerminal, runProgram } from '../../../helpers/run-program';
import { scratch } from '../../../helpers/scratch';

const URL = 'tcp://127.0.0.1:0';

describe('rx-chat serve, in dialects', () => {
  const { file } = scratch();

  it('listens on more ports, each with its dialect, and names them in the order given', async () => {
    const more = ['json', 'netcat', 'budget'].flatMap((name) => ['--listen', `${URL}?dialect=${name}`]);
    const program = runProgram(['serve', '0', '--host', '127.0.0.1', ...more, '--listen', URL]);
    const [, ...ports] = await program.stdout.find(
      /^listening on tcp:\/\/127\.0\.0\.1:(\d+)\nlistening on tcp:\/\/127\.0\.0\.1:(\d+)\?dialect=json\nlistening on tcp:\/\/127\.0\.0\.1:(\d+)\?dialect=netcat\nlistening on tcp:\/\/127\.0\.0\.1:(\d+)\?dialect=budget\nlistening on tcp:\/\/127\.0\.0\.1:(\d+)\n$/,
    );
    const [ann, json, netcat, budget, bob] = await Promise.all(ports.map((port) => connect(Number(port))));
    ann?.send('ann');
    await ann?.line('welcome, ann');
    await json?.line('{"type":"hello","server":"rx-chat","version":"');
    await netcat?.seen("`-'       `--'\n[ENTER YOUR NAME]:");
    await budget?.line('What shall I call you?');
    bob?.send('bob');
    await bob?.line('here are ann');
    budget?.send('cid');
    await budget?.line('* The room contains: ann, bob');
    json?.send('{"type":"enter","name":"dan"}');
    await json?.line('"members":["ann","bob","cid","dan"]');
    netcat?.send('eve', 'hi');
    for (const client of [ann, json, budget, bob]) await client?.line('hi');
  });

  it('netcat: as the exercise has it, for ten, with all that was said', async () => {
    const program = runProgram(['serve', '0', '--dialect', 'netcat']);
    const [, port, again] = await program.stdout.find(
      /^Listening on the port :(\d+)\nlistening on tcp:\/\/\[::\]:(\d+)\?dialect=netcat\n$/,
    );
    expect(again).toBe(port);
    const clients = [];
    for (let i = 0; i < 10; i++) {
      const client = await connect(Number(port));
      client.send(`c${i}`);
      await client.seen(`][c${i}]:`);
      clients.push(client);
    }
    const eleventh = await connect(Number(port));
    await eleventh.closed;
    expect(eleventh.text).toBe('! the server is full: 10 clients at most\n');
    clients[0]?.send(...Array.from({ length: 150 }, (_, i) => `m${i}`));
    await clients[1]?.seen('m149');
    clients[9]?.vanish();
    await clients[0]?.line('c9 has left our chat...');
    await program.logged('client disconnected', { name: 'c9' });
    const late = await connect(Number(port));
    late.send('late');
    await late.seen('][late]:');
    expect(late.lines.filter((line) => line.includes('[c0]:m'))).toHaveLength(150);
  });

  it('netcat: an option that is given wins over what the exercise has', async () => {
    const program = runProgram(['serve', '0', '--dialect', 'netcat', '--max-clients', '1', '--history', '1']);
    const [, port] = await program.stdout.find(/:(\d+)\?dialect=netcat\n/);
    const ann = await connect(Number(port));
    ann.send('ann', 'one', 'two');
    await ann.seen('][ann]:');
    const bob = await connect(Number(port));
    await bob.line('! the server is full: 1 clients at most');
    ann.vanish();
    await program.logged('client disconnected');
    const cid = await connect(Number(port));
    cid.send('cid');
    await cid.seen('][cid]:');
    expect(cid.text).toContain('two');
    expect(cid.text).not.toContain('one');
  });

  it('asks for the password in all of them but budget, and warns of that', async () => {
    const password = file('password', 'sesame\n');
    const more = ['budget', 'json'].flatMap((name) => ['--listen', `${URL}?dialect=${name}`]);
    const program = runProgram(['serve', '0', '--dialect', 'netcat', '--password-file', password, ...more]);
    const [, main, open, programs] = await program.stdout.find(
      /:(\d+)\?dialect=netcat\n.*:(\d+)\?dialect=budget\n.*:(\d+)\?/,
    );
    const [ann, bob, cid] = [
      await connect(Number(main)),
      await connect(Number(open)),
      await connect(Number(programs)),
    ];
    await ann.seen('[ENTER THE PASSWORD]: ');
    ann.send('sesame', 'ann');
    await ann.seen('][ann]:');
    bob.send('bob');
    await bob.line('The room contains');
    const enterAs = (password: string) => JSON.stringify({ type: 'enter', name: 'cid', password, id: 7 });
    cid.send('{"type":"who"}', '{"type":"enter","name":"cid"}', enterAs('x'), enterAs('sesame'));
    await cid.line('"error","code":"not-entered"');
    await cid.line('"error","code":"wrong-password","message":"wrong password"}');
    await cid.line('"error","code":"wrong-password","message":"wrong password","id":7}');
    await cid.line('"entered"');
    expect(program.records('dialect budget ignores the password')).toHaveLength(1);
  });

  it.each([
    [['--dialect', 'irc'], '--dialect "irc" is not one of chat, netcat, budget, json'],
    [
      ['--listen', 'x:1'],
      '--listen "x:1" is not tcp://HOST:PORT or tcp://HOST:PORT?dialect=NAME, with one of chat',
    ],
  ])('%j is refused in a line, and 2', async (args, message) => {
    const { exit, stdout, stderr } = runProgram(['serve', '0', ...args]);
    expect([await exit, stdout.text]).toEqual([2, '']);
    expect(stderr.text).toContain(`rx-chat: ${message}`);
  });

  it('ends, and listens nowhere, if one of its ports is taken', async () => {
    const other = runProgram(['serve', '0', '--host', '127.0.0.1']);
    const port = await other.port();
    const { exit, stdout, stderr } = runProgram([
      'serve',
      '0',
      '--listen',
      `tcp://127.0.0.1:${port}?dialect=json`,
    ]);
    expect([await exit, stdout.text]).toEqual([1, '']);
    expect(stderr.text).toContain(`tcp://127.0.0.1:${port} is in use`);
  });
});

describe('rx-chat serve --op-file', () => {
  const { path, file } = scratch();

  it('makes operators of those who know its first line', async () => {
    const program = runProgram(['serve', '0', '--op-file', file('secret', 'open sesame\n')]);
    const ann = await enter(await program.port(), 'ann');
    ann.send('/op sesame', '/op open sesame', '/say hi');
    await ann.line('! wrong operator secret');
    await ann.line('* you are an operator');
    expect(await program.logged('operator: announce', { by: 'ann' })).toMatchObject({ whom: 'everybody' });
    expect(program.stderr.text).not.toContain('sesame');
  });

  it.each([
    ['an empty file', () => file('secret', ''), 'has nothing in its first line'],
    ['no file', () => path('nowhere'), "can't be read: no such file"],
  ])('ends in one line, and 1, for %s', async (_, where, why) => {
    const { exit, stderr } = runProgram(['serve', '0', '--op-file', where()]);
    expect(await exit).toBe(1);
    expect(stderr.text).toMatch(/^rx-chat: --op-file .*\n$/);
    expect(stderr.text).toContain(why);
  });
});

(canHaveTerminal ? describe : describe.skip)('rx-chat serve, at a terminal', () => {
  scratch();

  it('takes what is typed as the operator console; its end stops nothing', async () => {
    const program = runProgram(['serve', '0', '--log-level', 'warn'], { terminal: true, stdin: 'pipe' });
    const [, port] = await program.stdout.find(
      /^join with: nc localhost (\d+)\r\nthis terminal is the operator console/m,
    );
    const ann = await enter(Number(port), 'ann');
    program.child.stdin?.write('hello from above\n/who\n');
    expect(await ann.line()).toBe('* hello from above');
    await program.stdout.find(/\* 1 in lobby: ann \(\d+s, 127\.0\.0\.1:\d+\)/);
    program.child.stdin?.write('\u0004');
    const bob = await enter(Number(port), 'bob');
    bob.send('still here');
    await ann.line('still here');
    program.child.stdin?.write('\u0003');
    await ann.line('* the server is shutting down');
    expect(await program.exit).toBe(0);
  });
});

describe('rx-chat serve, without a terminal', () => {
  scratch();

  it('does not read its stdin', async () => {
    const program = runProgram(['serve', '0'], { stdin: 'pipe' });
    const ann = await enter(await program.port(), 'ann');
    program.child.stdin?.end('not to be heard\n');
    const bob = await enter(await program.port(), 'bob');
    bob.send('heard');
    expect(await ann.line()).toBe('bob has joined the chat');
    expect(await ann.line()).toMatch(/heard$/);
    expect(ann.text).not.toContain('not to be');
  });
});
