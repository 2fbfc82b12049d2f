import { closeReason } from '../../../src/stream/contracts/close-reason';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { survivors } from '../../helpers/memory';
import { closeRawHttp } from '../../helpers/raw-http';
import { BINARY, CLOSE, closeOf, frameOf, Meeting, PING, PONG, TEXT } from '../../helpers/web-sockets';
import { waitUntil } from '../../helpers/wait-until';

const meetings: Meeting[] = [];
const meeting = (maxLine?: number) => {
  const made = new Meeting(maxLine);
  meetings.push(made);
  return made;
};
const meet = (...args: Parameters<Meeting['meet']>) => meeting().meet(...args);
const meetRaw = (...args: Parameters<Meeting['meetRaw']>) => meeting().meetRaw(...args);

afterEach(() => {
  closeRawHttp();
  for (const each of meetings.splice(0)) each.close();
});

/** What comes before the completion, once, and behind it, once. */
const wholeEnd = (events: readonly string[]) => events.filter((event) => event !== 'drain');

/** More than the kernels take. */
const MUCH = `${'x'.repeat((16 << 20) - 1)}\n`;

describe('webSocket', () => {
  describe('emits', () => {
    it('each message as one line, in order', async () => {
      const { client, lines, closed, happened } = await meet();
      const sent = ['one', '', 'ä€𐍈', '{"a": 1}', 'x'.repeat(4096)];
      for (const line of sent) client.send(line);
      client.send(Buffer.from('binary'));
      client.close(1000, 'bye');
      await happened('completed FIN');
      expect(lines).toEqual([...sent, 'binary']);
      expect(await closed).toBe('1000 bye');
    });

    it('a message as one line, in any frames and chunks', async () => {
      const port = meeting();
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: 1, maxLength: 5 }),
          fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
          async (parts, lengths) => {
            const { socket, lines, said } = await port.meetRaw();
            const frames = parts.map((part, i) =>
              Buffer.concat([
                frameOf(i === 0 ? TEXT : 0, part, i === parts.length - 1),
                frameOf(PING, 'between'),
              ]),
            );
            const bytes = Buffer.concat([...frames, frameOf(TEXT, 'next')]);
            for (let at = 0, i = 0; at < bytes.length; i++) {
              const length = lengths[i % lengths.length] ?? 1;
              socket.write(bytes.subarray(at, at + length));
              at += length;
              if (i < 20) await setImmediate();
            }
            await said(2);
            expect(lines).toEqual([parts.join(''), 'next']);
          },
        ),
        { numRuns: 10 },
      );
    });

    it('nothing of an unfinished message', async () => {
      const { socket, lines, happened } = await meetRaw();
      socket.write(Buffer.concat([frameOf(TEXT, 'whole'), frameOf(TEXT, 'begun', false)]));
      socket.end(frameOf(TEXT, 'cut').subarray(0, 8));
      await happened('closed');
      expect(lines).toEqual(['whole']);
    });

    it('an invalid line for a message that is too long, at its place', async () => {
      const { client, lines, said } = await meeting(5).meet();
      for (const line of ['one', '123456', 'two', 'x'.repeat(80), '12345']) client.send(line);
      await said(5);
      expect(lines).toEqual([
        'one',
        { kind: 'too-long', max: 5 },
        'two',
        { kind: 'too-long', max: 5 },
        '12345',
      ]);
    });

    it('a line of any length without a limit', async () => {
      const { client, lines, said } = await meeting(0).meet();
      client.send('x'.repeat(3_000_000));
      await said(1);
      expect(lines).toEqual(['x'.repeat(3_000_000)]);
    });
  });

  describe('completes once with its reason, then closes once,', () => {
    it.each([
      ['it closes', 'FIN', ['end', 'completed FIN', 'closed'], () => closeOf(1001)],
      ['it closes without a code', 'FIN', ['end', 'completed FIN', 'closed'], () => frameOf(CLOSE)],
    ])('when %s', async (_, __, events, frame) => {
      const met = await meetRaw();
      met.socket.write(Buffer.concat([frameOf(TEXT, 'last'), frame(), frameOf(TEXT, 'too late')]));
      await met.closed;
      met.socket.end();
      await met.happened('closed');
      expect([met.lines, wholeEnd(met.events)]).toEqual([['last'], events]);
    });

    it('after a FIN alone', async () => {
      const { socket, lines, events, happened } = await meetRaw();
      socket.end(frameOf(TEXT, 'last'));
      await happened('closed');
      expect([lines, events]).toEqual([['last'], ['end', 'completed FIN', 'closed']]);
    });

    it('after a reset', async () => {
      const { socket, events, happened } = await meetRaw();
      socket.resetAndDestroy();
      await happened('closed');
      expect(events).toEqual(['completed RST', 'closed']);
    });

    it.each([
      ['an unmasked frame', Buffer.from([0x81, 1, 0x61]), 'WS_ERR_EXPECTED_MASK', 1002],
      ['garbage', Buffer.alloc(200, 0xff), 'WS_ERR_UNEXPECTED_RSV_2_3', 1002],
      ['a compressed frame', Buffer.from([0xc1, 0x80, 0, 0, 0, 0]), 'WS_ERR_UNEXPECTED_RSV_1', 1002],
      ['a text that is no UTF-8', frameOf(TEXT, Buffer.from([0xff])), 'WS_ERR_INVALID_UTF8', 1007],
      ['a wrong code', closeOf(999), 'WS_ERR_INVALID_CLOSE_CODE', 1002],
      [
        'a large control frame',
        frameOf(PING, 'x'.repeat(126)),
        'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH',
        1002,
      ],
      [
        'a message of more than 16 lines',
        frameOf(TEXT, 'x'.repeat(16 * 4096 + 1)).subarray(0, 30),
        'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
        1009,
      ],
      [
        'a frame of 2^60 bytes',
        Buffer.from([0x82, 0xff, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
        1009,
      ],
      [
        'a message of too many frames',
        Buffer.concat([
          frameOf(TEXT, 'x', false),
          ...Array.from({ length: 20 }, () => frameOf(0, 'x', false)),
        ]),
        'WS_ERR_TOO_MANY_BUFFERED_PARTS',
        1008,
      ],
    ])('after %s, with the right close code', async (_, bytes, cause, code) => {
      const { client, closed, lines, events, happened } = await meet();
      const { _socket: socket } = client as unknown as { readonly _socket: Socket };
      socket.write(Buffer.concat([frameOf(TEXT, 'fine'), bytes]));
      expect(await closed).toBe(`${code} `);
      await happened('closed');
      expect([lines, events]).toEqual([['fine'], [`completed ${cause}`, 'closed']]);
    });

    it('after a frame in too many pieces', async () => {
      const { socket, under, happened } = await meetRaw();
      const frame = frameOf(TEXT, 'x'.repeat(4000));
      // As they would come over a network, one after the other.
      for (const byte of frame.subarray(0, 1000)) under.emit('data', Buffer.from([byte]));
      await happened('completed WS_ERR_TOO_MANY_BUFFERED_PARTS');
      socket.end();
    });

    it('when ended with a policy reason: with that reason and code 1008', async () => {
      const { connection, closed, events, happened } = await meet();
      connection.write(['bye\n']);
      connection.end(closeReason('kicked', 'kicked'));
      connection.end(closeReason('quit', 'again'));
      await happened('closed');
      expect(events).toEqual(['completed kicked', 'closed']);
      expect(await closed).toBe('1008 kicked');
    });

    it.each(['quit', 'quit: bye'])('when ended for %s: with the code of a normal end', async (cause) => {
      const { connection, closed } = await meet();
      connection.end(closeReason('quit', cause));
      expect(await closed).toBe(`1000 ${cause}`);
    });

    it('when ended with a reason too long for a close frame: with its beginning', async () => {
      const { connection, closed } = await meet();
      connection.end(closeReason('quit', `quit: ${'€'.repeat(100)}`));
      const [, reason = ''] = /^1000 (.*)$/.exec(await closed) ?? [];
      expect(reason).toMatch(/^quit: €{38}$/);
    });

    it('when destroyed: at once and with the first reason', async () => {
      const { connection, under, closed, events, happened } = await meet();
      connection.destroy(closeReason('too-slow'));
      connection.destroy(closeReason('quit', 'again'));
      expect(under.destroyed).toBe(true);
      await happened('closed');
      expect(events).toEqual(['completed too slow', 'closed']);
      expect(await closed).toBe('1006 ');
    });

    it('when its lines are unsubscribed', async () => {
      const { connection, subscription, closed } = await meet();
      subscription.unsubscribe();
      expect(await closed).toBe('1006 ');
      expect(connection.closeReason?.text).toBe('unsubscribed');
    });

    it.each([
      ['pings', PING],
      ['pongs', PONG],
    ])('after a flood of %s', async (_, opcode) => {
      const { socket, events, happened } = await meetRaw();
      for (let i = 0; i < 300; i++) {
        socket.write(frameOf(opcode));
        await setImmediate();
      }
      await happened('closed');
      expect(events).toEqual(['completed too many pings', 'closed']);
    });
  });

  describe('while paused', () => {
    it('emits nothing after the line at which it was paused, and loses nothing', async () => {
      const { client, connection, lines, said } = await meet((_, own) => own.pause());
      for (let i = 0; i < 100; i++) client.send(`line ${i}`);
      for (let i = 0; i < 100; i++) {
        await said(i + 1);
        await setImmediate();
        expect(lines).toHaveLength(i + 1);
        connection.resume();
      }
      expect(lines).toEqual(Array.from({ length: 100 }, (_, i) => `line ${i}`));
    });

    it('buffers no more than its limit, then emits everything in order', async () => {
      const { client, connection, under, lines, said } = await meet();
      connection.pause();
      const sent = Array.from({ length: 10_000 }, (_, i) => `${i} ${'x'.repeat(1000)}`);
      for (const line of sent) client.send(line);
      if (!under.isPaused()) await once(under, 'pause');
      expect(lines).toEqual([]);
      connection.resume();
      await said(sent.length);
      expect(lines).toEqual(sent);
    });

    it('emits what was sent before the close once it is resumed', async () => {
      const { client, connection, lines, events, happened } = await meet();
      connection.pause();
      client.send('one');
      client.send('two');
      client.close();
      await happened('end');
      await setImmediate();
      expect([lines, events]).toEqual([[], ['end']]);
      connection.resume();
      await happened('closed');
      expect([lines, events]).toEqual([
        ['one', 'two'],
        ['end', 'completed FIN', 'closed'],
      ]);
    });

    it('reports a reset at once, and drops its lines', async () => {
      const { socket, under, connection, lines, events, happened } = await meetRaw();
      connection.pause();
      socket.write(Buffer.concat([frameOf(TEXT, 'one'), frameOf(TEXT, 'two')]));
      await once(under, 'data');
      socket.resetAndDestroy();
      await happened('closed');
      expect([lines, events]).toEqual([[], ['completed RST', 'closed']]);
    });

    it('reports a reset within seconds when its buffer is full', async () => {
      const { socket, under, connection, happened } = await meetRaw();
      connection.pause();
      socket.write(Buffer.concat(Array.from({ length: 1000 }, () => frameOf(TEXT, 'x'.repeat(1000)))));
      // Up to that a paused socket goes on reading, and would see it.
      await waitUntil(() => under.readableLength >= under.readableHighWaterMark, {
        description: 'the socket has read all that it has room for',
      });
      socket.resetAndDestroy();
      await happened('completed RST');
    });

    it('can be ended and destroyed', async () => {
      for (const how of ['end', 'destroy'] as const) {
        const { client, connection, lines, events, happened } = await meet();
        connection.pause();
        for (let i = 0; i < 100; i++) client.send('line');
        await setImmediate();
        connection[how](closeReason('quit', 'over'));
        await happened('closed');
        expect([lines, wholeEnd(events)]).toEqual([[], ['completed over', 'closed']]);
      }
    });
  });

  describe('when written to', () => {
    it('writes all pieces in order, one message per line, with pongs in between', async () => {
      const { client, heard, connection } = await meet();
      const sent: string[] = [];
      let pongs = 0;
      client.on('pong', () => pongs++);
      for (let i = 0; i < 200; i++) {
        client.ping();
        sent.push(`a ${i}`, `b ${i}`, `ä ${'x'.repeat(i * 10)}`, `d ${i}`);
        connection.write([Buffer.from(`a ${i}\nb ${i}\n`), `ä ${'x'.repeat(i * 10)}\n`]);
        connection.write([`d ${i}\n`]);
        if (i % 10 === 0) await setImmediate();
      }
      while (heard.length < sent.length || pongs < 200) await once(client, pongs < 200 ? 'pong' : 'message');
      expect(heard).toEqual(sent);
    });

    it.each([
      ['one piece', [MUCH]],
      ['several', ['x\n', MUCH, 'z\n']],
    ])('reports when it is full of %s, and when it has drained', async (_, pieces) => {
      const { client, connection, events, happened } = await meet();
      client.pause();
      expect(connection.write(pieces)).toBe(false);
      expect(connection.writableLength).toBeGreaterThan(1 << 20);
      await setImmediate();
      expect(events).toEqual([]);
      client.resume();
      await happened('drain');
      expect(connection.writableLength).toBe(0);
      expect(connection.write(['more\n'])).toBe(true);
    });

    it('flushes before it ends, and emits no more lines', async () => {
      const { client, heard, closed, connection, lines } = await meet();
      client.pause();
      connection.write([MUCH, 'last\n']);
      connection.end(closeReason('quit'));
      client.send('too late');
      await setImmediate();
      client.resume();
      expect(await closed).toBe('1000 quit');
      expect(heard.map(({ length }) => length)).toEqual([MUCH.length - 1, 4]);
      expect(lines).toEqual([]);
    });

    it('ignores writes after its end', async () => {
      const { client, connection, heard, closed, happened } = await meet();
      connection.end(closeReason('quit', 'over'));
      expect(connection.write(['too late\n'])).toBe(true);
      await closed;
      await happened('closed');
      expect(connection.write(['too late\n'])).toBe(true);
      connection.end(closeReason('quit', 'again'));
      connection.destroy(closeReason('quit', 'again'));
      await setImmediate();
      expect([heard, connection.closeReason?.text, client.readyState]).toEqual([[], 'over', client.CLOSED]);
    });
  });

  describe('over time', () => {
    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    const PING_AFTER = 20_000;
    /** A client that can be asked, and does not answer unless it is told to. */
    const silent = async () => {
      const { client, ...met } = await meet();
      let pings = 0;
      client.on('ping', () => pings++);
      Object.assign(client, { _autoPong: false });
      const pinged = async () => {
        const before = pings;
        jest.advanceTimersByTime(PING_AFTER);
        await waitUntil(() => pings > before || met.under.destroyed, {
          description: 'a ping has come, or the socket is destroyed',
        });
      };
      return { client, pinged, ...met };
    };

    it('is destroyed after two missed pongs', async () => {
      const { under, pinged, events, happened } = await silent();
      await pinged();
      await pinged();
      expect(under.destroyed).toBe(false);
      await pinged();
      expect(under.destroyed).toBe(true);
      await happened('closed');
      expect(events).toEqual(['completed ping timeout', 'closed']);
    });

    it.each([
      ['answers', PONG, ''],
      ['says something', TEXT, 'line'],
      ['says something else', BINARY, 'line'],
    ])('stays open as long as it %s', async (_, opcode, data) => {
      const { client, under, pinged, connection } = await silent();
      const speak = opcode === PONG ? () => client.pong() : () => client.send(data);
      for (let i = 0; i < 10; i++) {
        await pinged();
        const answered = once(under, 'data');
        speak();
        await answered;
      }
      expect([under.destroyed, connection.closeReason?.text]).toEqual([false, undefined]);
    });

    it('stays open while the client reads, however late its pongs', async () => {
      const { client, under, connection } = await silent();
      for (let i = 0; i < 5; i++) {
        client.pause();
        expect(connection.write([MUCH])).toBe(false);
        jest.advanceTimersByTime(2 * PING_AFTER);
        client.resume();
        await once(under, 'drain');
      }
      expect(under.destroyed).toBe(false);
    });

    it('stays open while it is paused with a full buffer', async () => {
      const { client, under, connection } = await silent();
      connection.pause();
      for (let i = 0; i < 100; i++) client.send('line');
      await once(under, 'pause');
      jest.advanceTimersByTime(10 * PING_AFTER);
      expect(under.destroyed).toBe(false);
      connection.resume();
    });

    it('waits 5 s for the client to read the rest', async () => {
      const { client, under, connection, happened } = await meet();
      client.pause();
      connection.write([MUCH]);
      connection.end(closeReason('quit', 'over'));
      await setImmediate();
      jest.advanceTimersByTime(4999);
      expect(under.destroyed).toBe(false);
      jest.advanceTimersByTime(1);
      expect(under.destroyed).toBe(true);
      await happened('completed over');
    });

    it('waits a second for the close after the client has read the rest', async () => {
      const { closed, under, connection, heard, happened } = await meetRaw();
      connection.end(closeReason('quit', 'over'));
      await heard.find(/over$/);
      await setImmediate();
      jest.advanceTimersByTime(999);
      expect(under.destroyed).toBe(false);
      jest.advanceTimersByTime(1);
      await closed;
      await happened('closed');
    });

    it('waits 5 s for the connection to close after the close frame', async () => {
      const { socket, under, happened, heard } = await meetRaw();
      socket.write(closeOf(1000));
      await heard.find(/\ufffd/);
      jest.advanceTimersByTime(5000);
      await happened('completed FIN');
      expect(under.destroyed).toBe(true);
    });

    it.each(['end', 'destroy', 'reset', 'close'] as const)('leaves no timer after its %s', async (how) => {
      const { socket, under, connection, happened } = await meetRaw();
      connection.pause();
      socket.write(Buffer.concat(Array.from({ length: 10 }, () => frameOf(TEXT, 'line'))));
      await once(under, 'data');
      if (how === 'reset') socket.resetAndDestroy();
      else if (how === 'close') socket.end(closeOf(1000));
      else connection[how](closeReason('quit', 'over'));
      if (how === 'end') socket.end(closeOf(1000));
      if (how === 'close') connection.resume();
      await happened('closed');
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  it('retains nothing: 300 WebSockets, however they end', async () => {
    const all = meeting();
    const refs: WeakRef<object>[] = [];
    const visit = async (i: number) => {
      const { client, socket, connection, happened } =
        i % 2 === 0
          ? { ...(await all.meet()), socket: undefined }
          : { ...(await all.meetRaw()), client: undefined };
      refs.push(new WeakRef(connection));
      connection.write(['hello\n']);
      client?.send('hello');
      if (i % 3 === 0) connection.end(closeReason('quit', 'over'));
      else if (i % 3 === 1) socket?.resetAndDestroy();
      client?.close();
      socket?.end();
      await happened('closed');
    };
    for (let i = 0; i < 300; i++) await visit(i);
    all.close();
    meetings.length = 0;
    closeRawHttp();
    expect(await survivors(refs)).toBe(0);
  }, 30_000);
});
