import { closeReason } from '../../../src/stream/contracts/close-reason';
import { once } from 'node:events';
import { Duplex, type DuplexOptions as DuplexOptionsOfNode } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { text as readAll } from 'node:stream/consumers';
import fc from 'fast-check';
import type { InvalidLine } from '../../../src/stream';
import { LineFilter } from '../../../src/transports/duplex/line-filter';
import { duplex, memoryPair, type DuplexOptions } from '../../../src/transports';
import { cut, cuts } from '../../helpers/chunks';
import { watch } from '../../helpers/watch';
import { waitUntil } from '../../helpers/wait-until';

const opened: Duplex[] = [];

afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

const open = (options: DuplexOptions = {}, onLine?: (line: string | InvalidLine) => void) => {
  const [client, socket] = memoryPair();
  opened.push(socket);
  return { client, socket, ...watch(duplex(socket, options), onLine) };
};

/** Writes, and resolves once the other end has taken it. */
const write = (stream: Duplex, bytes: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => stream.write(bytes, () => resolve()));

const fault = (code?: string): Error =>
  Object.assign(new Error('it broke'), code === undefined ? {} : { code });

describe('duplex', () => {
  it('splits the same bytes into the same lines, in any chunks', async () => {
    const part = fc.constantFrom('a', 'ä€𐍈', '\r\n', '\n', '/who', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 20 }), cuts, async (parts, places) => {
        const { client, lines, happened } = open();
        for (const chunk of cut(Buffer.from(parts.join('')), places)) client.write(chunk);
        client.end();
        await happened('completed FIN');
        const whole = parts.join('').split('\n').slice(0, -1);
        expect(lines).toEqual(whole.map((line) => line.replace(/\r$/, '')));
      }),
      { numRuns: 50 },
    );
  });

  it('emits an invalid line at its place among the lines', async () => {
    const { client, lines, happened } = open({ maxLine: 5 });
    client.end('one\n123456\ntwo\n12345\n');
    await happened('completed');
    expect(lines).toEqual(['one', { kind: 'too-long', max: 5 }, 'two', '12345']);
  });

  it('accepts lines of up to 4096 bytes by default', async () => {
    const { client, lines, happened } = open();
    client.end(`${'x'.repeat(4096)}\n${'x'.repeat(4097)}\n`);
    await happened('completed');
    expect(lines).toEqual(['x'.repeat(4096), { kind: 'too-long', max: 4096 }]);
  });

  it('has a unique id or the given one, and the remote address', () => {
    const of = (options?: DuplexOptions) => duplex(memoryPair()[1], options);
    expect(of().id).not.toBe(of().id);
    expect(of({ id: 'x', remote: 'y' })).toMatchObject({ id: 'x', remote: 'y' });
    expect(of().remote).toBe('local');
  });

  describe.each<[string, DuplexOptionsOfNode]>([
    ['never says that it is closed', { emitClose: false }],
    ['is never closed', { destroy: () => undefined }],
  ])('over a stream that %s', (_, options) => {
    const odd = () =>
      new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done(), ...options });

    it('reports close soon after it is destroyed', async () => {
      const { connection, events, happened } = watch(duplex(odd()));
      connection.destroy(closeReason('quit', 'kicked'));
      await happened('closed');
      expect(events).toEqual(['completed kicked', 'closed']);
    });

    it('reports close soon after an error', async () => {
      const socket = odd();
      const { events, happened } = watch(duplex(socket));
      socket.emit('error', fault());
      await happened('closed');
      expect(events).toEqual(['completed it broke', 'closed']);
    });
  });

  it.each([{ not: 'bytes' }, 42])(
    'closes when the stream reads %j, which is neither bytes nor text',
    async (thing) => {
      const socket = new Duplex({ objectMode: true, read: () => undefined });
      const { connection, happened } = watch(duplex(socket));
      socket.push(thing);
      await happened('closed');
      expect(connection.closeReason?.text).toBe(
        'the stream has something in it that is neither bytes nor text',
      );
    },
  );

  it.each([NaN, -1, '5' as unknown as number])('throws for a maxLine of %j', (maxLine) => {
    expect(() => duplex(memoryPair()[1], { maxLine })).toThrow('maxLine is');
  });

  describe('at its end', () => {
    it('completes for a subscriber that comes after the end', async () => {
      const [client, socket] = memoryPair();
      const connection = duplex(socket);
      client.destroy();
      await once(socket, 'close');
      await new Promise<void>((complete) => connection.line$.subscribe({ complete }));
      expect(connection.closeReason?.text).toBe('closed');
    });

    it('reports a FIN before the last lines, completes after them, and stays open for replies', async () => {
      const { client, connection, lines, events, happened } = open();
      client.end('one\ntwo\nnot ended');
      await happened('completed');
      expect([lines, events]).toEqual([
        ['one', 'two'],
        ['end', 'completed FIN'],
      ]);
      connection.write(['answer\n']);
      connection.end(closeReason('quit', 'over'));
      expect(await readAll(client)).toBe('answer\n');
      await happened('closed');
      expect(events).toEqual(['end', 'completed FIN', 'closed']);
    });

    it.each([
      ['ECONNRESET', 'RST'],
      ['EPIPE', 'RST'],
      ['ETIMEDOUT', 'ETIMEDOUT'],
      [undefined, 'it broke'],
    ])('reports an error of code %s with the reason %s', async (code, cause) => {
      const { socket, events, happened } = open();
      socket.destroy(fault(code));
      await happened('closed');
      expect(events).toEqual([`completed ${cause}`, 'closed']);
    });

    it('reports a client that is cut off as closed', async () => {
      const { client, events, happened } = open();
      client.destroy();
      await happened('closed');
      expect(events).toEqual(['completed closed', 'closed']);
    });

    it('is destroyed at once, with the first reason given', async () => {
      const { client, connection, events, happened } = open();
      connection.destroy(closeReason('quit', 'kicked'));
      connection.destroy(closeReason('quit', 'again'));
      await happened('closed');
      expect(events).toEqual(['completed kicked', 'closed']);
      expect(client.destroyed).toBe(true);
    });

    it('keeps FIN as the reason, whatever follows', async () => {
      const { client, connection, happened } = open();
      client.end();
      await happened('completed');
      connection.destroy(closeReason('quit', 'too slow'));
      await happened('closed');
      expect(connection.closeReason?.text).toBe('FIN');
    });

    it('completes at once over a stream that was already destroyed', async () => {
      const [, socket] = memoryPair();
      socket.destroy();
      const { events, happened } = watch(duplex(socket));
      await happened('closed');
      await setImmediate();
      expect(events.filter((event) => event.startsWith('completed'))).toEqual(['completed closed']);
      expect(events.filter((event) => event === 'closed')).toHaveLength(1);
    });

    it('destroys the stream when its lines are unsubscribed', async () => {
      const { client, connection, subscription } = open();
      subscription.unsubscribe();
      await once(client, 'close');
      expect(connection.closeReason?.text).toBe('unsubscribed');
    });
  });

  describe('while paused', () => {
    it('emits nothing, buffers no more than its limit, then emits everything in order', async () => {
      const { client, socket, connection, lines, happened } = open();
      connection.pause();
      const sent = Array.from({ length: 20_000 }, (_, n) => `line ${n}`);
      const bytes = Buffer.from(sent.map((line) => `${line}\n`).join(''));
      const paused = once(socket, 'pause');
      for (const chunk of cut(bytes, [10_000])) client.write(chunk);
      client.end();
      await paused;
      expect(lines).toEqual([]);
      expect(client.writableLength).toBeGreaterThan(bytes.length / 2);
      connection.resume();
      await happened('completed FIN');
      expect(lines).toEqual(sent);
    });

    it('emits nothing after the line at which it was paused', async () => {
      const { client, connection, lines, happened } = open({}, () => connection.pause());
      client.end('1\n2\n3\n');
      await happened('end');
      await setImmediate();
      expect(lines).toEqual(['1']);
      connection.resume();
      await setImmediate();
      expect(lines).toEqual(['1', '2']);
      connection.resume();
      await setImmediate();
      connection.resume();
      await happened('completed FIN');
      expect(lines).toEqual(['1', '2', '3']);
    });

    it('reports a FIN, and completes once its lines are emitted', async () => {
      const { client, connection, lines, events, happened } = open();
      connection.pause();
      client.end('1\n2\n');
      await happened('end');
      expect([lines, events]).toEqual([[], ['end']]);
      connection.resume();
      await happened('completed');
      expect([lines, events]).toEqual([
        ['1', '2'],
        ['end', 'completed FIN'],
      ]);
    });

    it('reports a reset at once, and drops its lines', async () => {
      const { client, socket, connection, lines, events, happened } = open();
      connection.pause();
      await write(client, '1\n2\n');
      socket.destroy(fault('ECONNRESET'));
      await happened('closed');
      expect([lines, events]).toEqual([[], ['completed RST', 'closed']]);
    });
  });

  it('reads single bytes in slices, one per pass of the event loop, and loses none', async () => {
    const { client, lines, happened } = open({ maxLine: 0 });
    const pass = jest.spyOn(LineFilter.prototype, 'filter');
    client.write(Buffer.alloc(65_536, 255));
    client.end(Buffer.from('é\nplain\n'));
    await happened('completed FIN');
    const took = pass.mock.calls.map(([bytes]) => bytes.length);
    pass.mockRestore();
    expect(took.slice(0, 4)).toEqual([16_384, 16_384, 16_384, 16_384]);
    expect(lines).toEqual([`${'\ufffd'.repeat(32_768)}é`, 'plain']);
  });

  describe('with a telnet client', () => {
    const [DO_TIMING_MARK, WILL_TIMING_MARK] = [Buffer.from([255, 253, 6]), Buffer.from([255, 251, 6])];

    it('writes telnet answers between written lines', async () => {
      const { client, connection, happened } = open();
      const read: Buffer[] = [];
      client.on('data', (chunk: Buffer) => read.push(chunk));
      connection.write(['one\n']);
      client.write(DO_TIMING_MARK);
      await once(client, 'data');
      while (Buffer.concat(read).length < 7) await once(client, 'data');
      connection.end(closeReason('quit', 'over'));
      await happened('closed');
      expect(Buffer.concat(read)).toEqual(Buffer.concat([Buffer.from('one\n'), WILL_TIMING_MARK]));
    });

    it('answers a client that reads nothing once it reads, before its next lines', async () => {
      const { client, connection, happened, said } = open();
      expect(connection.write(['x'.repeat(200_000)])).toBe(false);
      const { writableLength } = connection;
      client.write(DO_TIMING_MARK);
      client.write('hi\n');
      await said(1);
      expect(connection.writableLength).toBe(writableLength);
      connection.onDrain = () => {
        connection.write(['next\n']);
        connection.end(closeReason('quit', 'over'));
      };
      const read: Buffer[] = [];
      client.on('data', (chunk: Buffer) => read.push(chunk));
      await happened('closed');
      expect(Buffer.concat(read).subarray(200_000)).toEqual(
        Buffer.concat([WILL_TIMING_MARK, Buffer.from('next\n')]),
      );
    });

    it('answers nothing after its end', async () => {
      const { client, connection, socket } = open();
      client.resume();
      connection.end(closeReason('quit', 'over'));
      expect(() => client.write(DO_TIMING_MARK)).not.toThrow();
      await once(socket, 'finish');
      expect(socket.errored).toBeNull();
    });
  });

  describe('when written to', () => {
    it('writes all pieces in order', async () => {
      const { client, connection } = open();
      expect(connection.write(['ä\n'])).toBe(true);
      expect(connection.write([Buffer.from('one\n'), 'two\n', Buffer.from('three\n')])).toBe(true);
      connection.end(closeReason('quit', 'over'));
      expect(await readAll(client)).toBe('ä\none\ntwo\nthree\n');
    });

    it.each([
      ['one piece', ['x'.repeat(200_000)]],
      ['several', ['x', 'y'.repeat(200_000), 'z']],
    ])('reports when it is full of %s, and when it has drained', async (_, pieces) => {
      const { client, connection, events, happened } = open();
      expect(connection.write(pieces)).toBe(false);
      expect(connection.writableLength).toBeGreaterThan(100_000);
      await setImmediate();
      expect(events).toEqual([]);
      client.resume();
      await happened('drain');
      expect(connection.writableLength).toBe(0);
      expect(connection.write(['more\n'])).toBe(true);
    });

    it('flushes before it ends, and emits no more lines', async () => {
      const { client, connection, lines, events, happened } = open();
      connection.write(['x'.repeat(200_000)]);
      connection.end(closeReason('quit', 'over'));
      connection.end(closeReason('quit', 'over'));
      client.write('too late\n');
      let read = 0;
      client.on('data', (chunk: Buffer) => (read += chunk.length));
      await once(client, 'end');
      expect(read).toBe(200_000);
      client.end();
      await happened('closed');
      expect([lines, events.filter((event) => event !== 'drain')]).toEqual([
        [],
        ['end', 'completed over', 'closed'],
      ]);
    });

    it('drops later input one chunk per pass of the event loop', async () => {
      const { client, connection, socket } = open();
      client.allowHalfOpen = true;
      client.resume();
      connection.end(closeReason('quit', 'over'));
      let [pass, chunks] = [0, 0];
      const passes = new Set<number>();
      const count = () => {
        pass++;
        if (chunks < 10) globalThis.setImmediate(count);
      };
      count();
      socket.on('data', () => {
        chunks++;
        passes.add(pass);
      });
      for (let i = 0; i < 10; i++) await write(client, 'x'.repeat(10));
      await waitUntil(() => chunks >= 10, { description: '10 chunks are read' });
      expect(passes.size).toBe(10);
    });

    it('keeps the reason given to end, unless one is known', async () => {
      const [one, other] = [open(), open()];
      one.connection.end(closeReason('quit', 'over'));
      other.client.end();
      await other.happened('completed FIN');
      other.connection.end(closeReason('quit', 'over'));
      expect([one.connection.closeReason?.text, other.connection.closeReason?.text]).toEqual(['over', 'FIN']);
    });

    it('stops flushing after 5 s', async () => {
      await withFakeTimers(() => {
        const { connection, socket } = open();
        connection.write(['x'.repeat(200_000)]);
        connection.end(closeReason('quit', 'over'));
        jest.advanceTimersByTime(4999);
        expect(socket.destroyed).toBe(false);
        jest.advanceTimersByTime(1);
        expect(socket.destroyed).toBe(true);
      });
    });

    it('waits a second after the flush for the client to end too', async () => {
      await withFakeTimers(async () => {
        const { client, connection, socket, happened } = open();
        client.allowHalfOpen = true;
        client.resume();
        connection.end(closeReason('quit', 'over'));
        await once(socket, 'finish');
        jest.advanceTimersByTime(999);
        expect(socket.destroyed).toBe(false);
        jest.advanceTimersByTime(1);
        expect(socket.destroyed).toBe(true);
        await happened('completed over');
      });
    });

    it('leaves no timer after close', async () => {
      await withFakeTimers(async () => {
        const { client, connection, happened } = open();
        client.resume();
        connection.end(closeReason('quit', 'over'));
        await happened('closed');
        expect(jest.getTimerCount()).toBe(0);
      });
    });
  });
});

/** With timers that wait for the test; what is not a timer goes on. */
const withFakeTimers = async (work: () => void | Promise<void>): Promise<void> => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    await work();
  } finally {
    jest.useRealTimers();
  }
};
