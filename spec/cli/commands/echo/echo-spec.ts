import { connect } from '../../../helpers/connect';
import { killPrograms, runProgram } from '../../../helpers/run-program';

afterEach(killPrograms);

describe('rx-chat echo', () => {
  it('sends each line back, and logs one end with its cause for each connection', async () => {
    const program = runProgram(['echo', '0']);
    const port = await program.port();
    expect(program.stdout.text).toBe(`listening on tcp://127.0.0.1:${port}\n`);
    const [ann, bob] = [await connect(port), await connect(port)];
    const addressOf = (client: typeof ann) => `127.0.0.1:${client.socket.localPort ?? 0}`;
    const [first, second] = [addressOf(ann), addressOf(bob)];
    ann.send('one', '', 'three');
    for (const line of ['one', '', 'three']) expect(await ann.line()).toBe(`you sent: ${line} from ${first}`);
    bob.send('hi');
    expect(await bob.line()).toBe(`you sent: hi from ${second}`);
    ann.socket.end();
    bob.socket.resetAndDestroy();
    await program.logged('client disconnected', { remote: first, cause: 'FIN' });
    await program.logged('client disconnected', { remote: second, cause: 'RST' });
    program.child.kill('SIGINT');
    expect(await program.exit).toBe(0);
    expect(program.records('client disconnected')).toHaveLength(2);
  });

  it('listens on the host it is told, and caps a line', async () => {
    const program = runProgram(['echo', '0', '--host', '::1', '--max-line', '4']);
    const port = await program.port();
    const client = await connect(port, '::1');
    client.send('12345', 'hi');
    expect(await client.line()).toBe('! line too long: 4 bytes at most');
    expect(await client.line()).toBe(`you sent: hi from [::1]:${client.socket.localPort ?? 0}`);
  });

  it('lets a client go whose line has no end', async () => {
    const program = runProgram(['echo', '0', '--max-line', '4']);
    const client = await connect(await program.port());
    client.send('one');
    await client.line('one');
    client.socket.write('x'.repeat(65_537));
    await client.line('! line too long');
    expect(await client.line()).toBe('! a line without an end: 65536 bytes at most');
    await program.logged('client disconnected', { cause: 'endless-line' });
  });
});
