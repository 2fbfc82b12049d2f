import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { RoundRobinReader } from '../../src/http-server/round-robin-reader';
import { closeRawHttp, rawHttp, requestOf } from '../helpers/raw-http';
import { waitUntil } from '../helpers/wait-until';

/** A stream whose bytes come when it is told to, and what its reader has had of them. */
const sent = (inTurns: RoundRobinReader) => {
  let asked = 0;
  const read = () => {
    asked++;
  };
  const socket = new Duplex({ read, write: (_chunk, _encoding, done) => done() });
  const chunks: string[] = [];
  inTurns.add(socket);
  socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { socket, chunks, text: () => chunks.join(''), asked: () => asked };
};

describe('RoundRobinReader', () => {
  it('reads all input in order, and asks for more when it is read', async () => {
    const { socket, text, chunks, asked } = sent(new RoundRobinReader());
    const all = Array.from({ length: 10_000 }, (_, i) => String(i)).join();
    await setImmediate();
    const before = asked();
    socket.push(Buffer.from(all));
    expect(asked()).toBe(before);
    await waitUntil(() => text() === all, { description: 'all is read' });
    expect(Math.max(...chunks.map(({ length }) => length))).toBe(1024);
    await waitUntil(() => asked() > before, { description: 'more is asked for' });
  });

  it('reads 8 KiB per pass over all sockets, in turns', async () => {
    const inTurns = new RoundRobinReader();
    const all = Array.from({ length: 20 }, () => sent(inTurns));
    await setImmediate();
    for (const { socket } of all) socket.push(Buffer.alloc(4096, 'x'));
    const read = () => all.reduce((sum, { text }) => sum + text().length, 0);
    for (let had = 0; had < 20 * 4096;) {
      await setImmediate();
      const now = read();
      expect(now - had).toBeLessThanOrEqual(8192);
      had = now;
      const lengths = all.map(({ text }) => text().length);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1024);
    }
  });

  it('ends a stream after all its input', async () => {
    const { socket, text } = sent(new RoundRobinReader());
    const ended = jest.fn(() => text().length);
    socket.on('end', ended);
    socket.push(Buffer.alloc(5000, 'x'));
    socket.push(null);
    await waitUntil(() => ended.mock.calls.length > 0, { description: 'the stream has ended' });
    expect(ended).toHaveReturnedWith(5000);
  });

  it('reads nothing from a destroyed or paused socket', async () => {
    const inTurns = new RoundRobinReader();
    const [gone, paused, other] = [sent(inTurns), sent(inTurns), sent(inTurns)];
    for (const { socket } of [gone, paused, other]) socket.push(Buffer.alloc(3000, 'x'));
    gone.socket.destroy();
    paused.socket.pause();
    await waitUntil(() => other.text().length === 3000, { description: 'the other stream is read' });
    expect([gone.text(), paused.text()]).toEqual(['', '']);
    paused.socket.resume();
    await waitUntil(() => paused.text().length === 3000, { description: 'the paused stream is read' });
  });

  it('delivers pending input at once when released', async () => {
    const inTurns = new RoundRobinReader();
    const { socket, text } = sent(inTurns);
    await setImmediate();
    socket.push(Buffer.alloc(3000, 'x'));
    inTurns.release(socket);
    expect(text()).toHaveLength(3000);
    socket.push(Buffer.from('y'));
    expect(text()).toHaveLength(3001);
  });

  describe('in a server', () => {
    let server: Server;
    afterEach(() => {
      closeRawHttp();
      server.close().closeAllConnections();
    });

    it('limits the requests of a connection parsed in one pass', async () => {
      let [now, most, all] = [0, 0, 0];
      server = createServer((_, response) => {
        if (now === 0) globalThis.setImmediate(() => (now = 0));
        most = Math.max(most, ++now);
        all++;
        response.end('ok');
      });
      new RoundRobinReader().serve(server);
      server.listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const request = requestOf('GET /');
      const { socket } = await rawHttp(port);
      socket.write(request.repeat(1000));
      await waitUntil(() => all === 1000, { description: 'all requests are answered' });
      expect(most).toBeLessThanOrEqual(2 * Math.ceil(1024 / request.length));
    });
  });
});
