import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/bench/build';
import { CHATS, ECHOES, type Contestant } from '../../scripts/bench/servers';
import { Results } from '../../scripts/bench/results';
import { runLoad } from '../../scripts/bench/run-load';
import type { Workload } from '../../scripts/bench/workloads';
import { describeWith } from '../helpers/where-installed';

/** A chat that works, but for every so manieth line, which it loses or sends twice. */
const faulty = (name: string, copies: number): Contestant => ({
  name,
  what: 'faulty',
  protocol: 'chat',
  command: () => [process.execPath, '-e', FAULTY, String(copies)],
});
const FAULTY = `
  const all = new Set();
  let said = 0;
  require('node:net').createServer((socket) => {
    let named = false;
    all.add(socket);
    socket.on('error', () => undefined).on('close', () => all.delete(socket));
    require('node:readline').createInterface({ input: socket }).on('error', () => undefined).on('line', (line) => {
      if (!named) return (named = true);
      const copies = ++said % 10 === 0 ? Number(process.argv[1]) : 1;
      for (const other of all) if (other !== socket) other.write((line + '\\n').repeat(copies));
    });
  }).listen(0, '127.0.0.1', function () {
    console.log('listening on tcp://127.0.0.1:' + this.address().port);
  });`;

/**
 * The same where half of the clients are WebSockets, and it cheats on them alone. Its frames have 382 bytes, 0x017e, so
 * that two bytes of a head are as the marker, and come apart between these.
 */
const faultyWeb = (name: string, copies: number): Contestant => ({
  ...faulty(name, copies),
  webSockets: 0.5,
  command: () => [process.execPath, '-e', FAULTY_WEB, String(copies)],
});
const FAULTY_WEB = `
  const all = new Set();
  let said = 0;
  const frame = (line) => {
    const text = Buffer.from(line.padEnd(382));
    return Buffer.concat([Buffer.from([0x81, 126, text.length >> 8, text.length & 0xff]), text]);
  };
  const tell = (author, line) => {
    const copies = ++said % 50 === 0 ? Number(process.argv[1]) : 1;
    for (const [socket, web] of all)
      if (!web && socket !== author) socket.write(line + '\\n');
      else if (web)
        for (let copy = 0; copy < copies; copy++) {
          socket.write(frame(line).subarray(0, 3));
          socket.write(frame(line).subarray(3));
        }
  };
  const add = (socket, web) => {
    const entry = [socket, web];
    all.add(entry);
    socket.setNoDelay().on('error', () => undefined).on('close', () => all.delete(entry));
  };
  require('node:net').createServer((socket) => {
    let named = false;
    add(socket, false);
    require('node:readline').createInterface({ input: socket }).on('error', () => undefined).on('line', (line) => {
      if (named) tell(socket, line);
      named = true;
    });
  }).listen(0, '127.0.0.1', function () {
    console.log('listening on tcp://127.0.0.1:' + this.address().port);
  });
  const sockets = new (require('ws').WebSocketServer)({ port: 0, host: '127.0.0.1' });
  sockets.on('listening', () => console.log('listening on http://127.0.0.1:' + sockets.address().port));
  sockets.on('connection', (ws, { socket }) => {
    ws.on('error', () => undefined).once('message', () => add(socket, true));
  });`;

/** It has the port, and turns WebSockets away. */
const NO_WEB = `
  require('node:net').createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1', function () {
    console.log('listening on tcp://127.0.0.1:' + this.address().port);
  });
  require('node:http').createServer((_, response) => {
    response.statusCode = 503;
    response.end();
  }).listen(0, '127.0.0.1', function () {
    console.log('listening on http://127.0.0.1:' + this.address().port);
  });`;

describeWith('cc', ['the benchmark with its load', '--version'])('the benchmark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-chat-bench-'));
  const options = { history: 100, built: { folder, node: process.execPath } };
  const args = { clients: 20, senders: 4, ms: 100, still: 1000 };
  beforeAll(() => {
    build(folder);
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const contestant = (name: string): Contestant => {
    const found = CHATS.find((one) => one.name === name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };

  it.each(['rx-chat', 'rx-chat, half WebSockets', 'rx-chat, WebSockets', 'floor', 'plain Node'])(
    'counts every delivery of %s',
    async (name) => {
      const { deliveries, missing, extra } = await runLoad(contestant(name), options, 'storm', args);
      expect({ missing, extra }).toEqual({ missing: 0, extra: 0 });
      expect(deliveries).toBeGreaterThan(0);
    },
    30_000,
  );

  it.each([
    ['loses', 0, /[1-9]\d* lines are missing, 0 too many/],
    ['repeats', 2, /0 lines are missing, [1-9]\d* too many/],
  ])(
    'fails when a server %s a line',
    async (name, copies, message) => {
      await expect(runLoad(faulty(name, copies), options, 'storm', args)).rejects.toThrow(message);
    },
    30_000,
  );

  it('counts what is in the frames of WebSockets, not what their heads are made of', async () => {
    const figures = await runLoad(faultyWeb('is right', 1), options, 'storm', args);
    expect(figures).toMatchObject({ missing: 0, extra: 0 });
  }, 30_000);

  it.each([
    ['loses', 0, /[1-9]\d* lines are missing, 0 too many/],
    ['repeats', 2, /0 lines are missing, [1-9]\d* too many/],
  ])(
    'fails when a server %s a line for its WebSockets',
    async (name, copies, message) => {
      await expect(runLoad(faultyWeb(name, copies), options, 'storm', args)).rejects.toThrow(message);
    },
    30_000,
  );

  it('fails when a server takes no WebSockets', async () => {
    const mistaken: Contestant = {
      ...faultyWeb('answers otherwise', 1),
      command: () => [process.execPath, '-e', NO_WEB],
    };
    await expect(runLoad(mistaken, options, 'storm', args)).rejects.toThrow(
      'the server takes no WebSocket: HTTP/1.1 503',
    );
  }, 30_000);

  it('has rx-chat echo answer 50 clients that pipeline, in bounded memory', async () => {
    const [echo] = ECHOES;
    if (!echo) throw new Error('no echo');
    const figures = await runLoad(echo, options, 'echo', { clients: 50, ms: 1200 });
    expect(figures).toMatchObject({ missing: 0, extra: 0 });
    // It was 500 MiB and more when a turn could be as large as all that had been read.
    expect(figures.peak).toBeLessThan(350 * 1024 * 1024);
  }, 30_000);

  it.each(['ping', 'crowd', 'history'])(
    'has rx-chat run the workload %s',
    async (workload) => {
      const few = { clients: 10, lines: 50, warm: 10, joins: 4, first: 20, then: 40, settle: 50, idle: 50 };
      const figures = await runLoad(contestant('rx-chat'), { ...options, history: 50 }, workload, few);
      expect(figures).toMatchObject({ missing: 0, extra: 0 });
    },
    30_000,
  );
});

describe('results', () => {
  const figure = { key: 'rate', title: 'rate', of: () => 0, show: String };
  const workload: Workload = {
    ...{ name: 'w', what: 'w', load: 'storm', args: {}, quick: {}, history: 0, figures: [figure] },
    contestants: ['a', 'b', 'absent'],
  };
  const results = new Results();
  [
    [10, 20],
    [100, 300],
    [20, 20],
  ].forEach(([a = 0, b = 0], round) => {
    results.add({ workload, contestant: 'a', round, values: { rate: a } });
    results.add({ workload, contestant: 'b', round, values: { rate: b } });
  });

  it('have the median of the rounds', () => {
    expect(results.value(workload, 'a', figure)).toBe(20);
    expect(results.value(workload, 'absent', figure)).toBeNaN();
  });

  it('compare within a round: the median of the ratios is not the ratio of the medians', () => {
    expect(results.ratio(workload, ['b', 'a'], figure)).toBe(2);
    expect(results.contestants(workload)).toEqual(['a', 'b']);
  });
});
