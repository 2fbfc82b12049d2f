import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Duplex } from 'node:stream';
import { PipeliningLimiter } from '../../src/http-server/pipelining';

const ask = (oneByOne: PipeliningLimiter, socket: Duplex): EventEmitter => {
  const response = new EventEmitter();
  oneByOne.handle(
    { socket } as unknown as IncomingMessage,
    response as unknown as ServerResponse & { req: IncomingMessage },
  );
  return response;
};

describe('PipeliningLimiter', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('counts a connection as busy until all its responses are taken', () => {
    const oneByOne = new PipeliningLimiter(() => undefined);
    const [socket, other] = [new PassThrough(), new PassThrough()];
    const [first, second] = [ask(oneByOne, socket), ask(oneByOne, socket)];
    expect([oneByOne.isBusy(socket), oneByOne.isBusy(other)]).toEqual([true, false]);
    first.emit('close');
    expect(oneByOne.isBusy(socket)).toBe(true);
    second.emit('close');
    expect(oneByOne.isBusy(socket)).toBe(false);
  });

  it('closes a connection whose time is over, unless a request is read first', () => {
    const oneByOne = new PipeliningLimiter(() => undefined);
    const [silent, asked, asking] = [new PassThrough(), new PassThrough(), new PassThrough()];
    ask(oneByOne, asked).emit('close');
    for (const socket of [silent, asked, asking]) oneByOne.onTimeout(socket);
    ask(oneByOne, asking);
    expect([silent, asked, asking].map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
    jest.advanceTimersByTime(1);
    expect([silent, asked, asking].map(({ destroyed }) => destroyed)).toEqual([true, true, false]);
  });

  it('closes a connection that does not read a response within a minute, and no other', () => {
    const oneByOne = new PipeliningLimiter(() => undefined);
    const [slow, quick] = [new PassThrough(), new PassThrough()];
    ask(oneByOne, slow);
    const answered = ask(oneByOne, quick);
    jest.advanceTimersByTime(59_999);
    answered.emit('close');
    expect(slow.destroyed).toBe(false);
    jest.advanceTimersByTime(60_000);
    expect([slow.destroyed, quick.destroyed]).toEqual([true, false]);
  });

  it('stops waiting for a closed connection', () => {
    const oneByOne = new PipeliningLimiter(() => undefined);
    const socket = new PassThrough();
    ask(oneByOne, socket);
    ask(oneByOne, socket);
    expect(jest.getTimerCount()).toBe(2);
    socket.emit('close');
    expect(jest.getTimerCount()).toBe(0);
  });
});
