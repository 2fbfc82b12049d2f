import { createChat, type Chat } from 'rx-chat';
import { join, testClient, testClock } from 'rx-chat/testing';

describe('testClient', () => {
  let chat: Chat;
  beforeEach(() => {
    chat = createChat();
  });
  afterEach(() => chat.close());

  it('sees what the server writes, prompts too', async () => {
    const ann = testClient(chat);
    await ann.seen('NAME]: ');
    expect(ann.text).toBe('Welcome to rx-chat!\n[ENTER YOUR NAME]: ');
    expect(ann.lines).toEqual(['Welcome to rx-chat!']);
  });

  it('gives the next line, or the next that fits, and skips what is before it', async () => {
    const ann = await join(chat, 'ann');
    const bob = await join(chat, 'bob');
    ann.send('one', 'two', 'three', 'four', 'five');
    expect(await bob.line('[ann]')).toMatch(/:one$/);
    expect(await bob.line(':three')).toMatch(/:three$/);
    expect(await bob.line(/:(two|four|five)$/)).toMatch(/:four$/);
    expect(await bob.line()).toMatch(/:five$/);
  });

  it('gives a line to come to who waits for it', async () => {
    const ann = await join(chat, 'ann');
    const line = ann.line('* hello');
    chat.say('goodbye');
    chat.say('hello');
    expect(await line).toBe('* hello');
  });

  it('writes as it is told, part of a line too, and several bytes of one character', async () => {
    const ann = await join(chat, 'ann');
    const bob = await join(chat, 'bob');
    const bytes = Buffer.from('ä\n');
    ann.write('half ');
    ann.write(bytes.subarray(0, 1));
    ann.write(bytes.subarray(1));
    expect(await bob.line('half')).toMatch(/:half ä$/);
  });

  it('says that the connection ended to who waits for a line, and what had come', async () => {
    const ann = await join(chat, 'ann');
    const line = ann.line('never said');
    ann.send('/quit');
    await expect(line).rejects.toThrow(/ended before a line with never said came.*welcome, ann/s);
    await expect(ann.seen('nor this')).rejects.toThrow('ended before the text nor this came');
    await ann.closed;
  });

  it('still gives what had come before the end', async () => {
    const ann = await join(chat, 'ann');
    chat.say('hello');
    ann.send('/quit');
    await ann.closed;
    expect(await ann.line('hello')).toBe('* hello');
  });

  it('can say that it sends no more, and read on', async () => {
    const ann = await join(chat, 'ann');
    const bob = await join(chat, 'bob');
    ann.send('/who');
    ann.end();
    expect(await ann.line('in lobby')).toMatch(/^\* 2 in lobby: ann \(\d+s\), bob \(\d+s\)$/);
    await ann.closed;
    expect(await bob.line('left')).toBe('ann has left the chat');
  });

  it('can vanish', async () => {
    const ann = await join(chat, 'ann');
    const bob = await join(chat, 'bob');
    ann.vanish();
    expect(await bob.line('left')).toBe('ann has left the chat');
  });
});

describe('testClock', () => {
  const START = Date.UTC(2020, 1, 2);

  it('stands at its start until it is turned', () => {
    const clock = testClock(START);
    expect([clock.now(), clock.elapsed()]).toEqual([START, 0]);
    clock.advance(1500);
    expect([clock.now(), clock.elapsed()]).toEqual([START + 1500, 1500]);
  });

  it('runs what is due, in order, each at its time, also what that schedules', () => {
    const clock = testClock(START);
    const log: [string, number][] = [];
    const note = (what: string) => () => void log.push([what, clock.elapsed()]);
    clock.setTimeout(note('late'), 101);
    clock.setTimeout(note('third'), 50);
    clock.setTimeout(() => {
      note('first')();
      clock.setTimeout(note('second'), 10);
    }, 20);
    clock.setTimeout(note('as third, but later'), 50);
    clock.advance(100);
    expect(log).toEqual([
      ['first', 20],
      ['second', 30],
      ['third', 50],
      ['as third, but later', 50],
    ]);
    clock.advance(1);
    expect(log.at(-1)).toEqual(['late', 101]);
  });

  it('does not run what was cancelled', () => {
    const clock = testClock();
    const work = jest.fn();
    clock.setTimeout(work, 1)();
    clock.advance(10);
    expect(work).not.toHaveBeenCalled();
  });

  it('ends a pass of the event loop without being turned, unless that is cancelled', async () => {
    const clock = testClock();
    const cancelled = jest.fn();
    clock.setImmediate(cancelled)();
    await new Promise<void>((resolve) => clock.setImmediate(resolve));
    expect(cancelled).not.toHaveBeenCalled();
  });
});
