import { setImmediate } from 'node:timers/promises';
import {
  ReplyBacklog,
  type ReplyHolder,
  type RetainedReply,
} from '../../../src/stream/delivery/reply-backlog';
import { testClock } from '../../../src/testing';

const open = (answersTotal: number, live: readonly object[] = []) => {
  const all = new ReplyBacklog({ answersTotal, clock: testClock() }, () => live);
  const gone: string[] = [];
  const holder = (name: string, address: string | undefined, ...kept: readonly RetainedReply[]) => {
    const each: ReplyHolder = { address, retained: () => kept, disconnectSlow: () => gone.push(name) };
    const bytes = kept.reduce((sum, [, size]) => sum + size, 0);
    all.setRetained(each, bytes);
    return { done: () => all.setRetained(each, 0) };
  };
  const settled = async () => {
    await setImmediate();
    await setImmediate();
    return gone.join(' ');
  };
  return { holder, settled };
};
const own = (bytes: number): RetainedReply => [{}, bytes];

describe('ReplyBacklog', () => {
  it('disconnects nobody while all replies fit', async () => {
    const { holder, settled } = open(100);
    holder('a', '1', own(60));
    holder('b', '2', own(40));
    expect(await settled()).toBe('');
  });

  it('disconnects the client that retains most at the address that retains most, until the rest fits', async () => {
    const { holder, settled } = open(100);
    holder('honest', '1', own(50));
    for (let i = 0; i < 6; i++) holder(`bad${i}`, '2', own(20 + i));
    expect(await settled()).toBe('bad5 bad4 bad3 bad2');
  });

  it('counts a shared reply once, and history of the rooms not at all', async () => {
    const [one, other] = [Buffer.alloc(0), []];
    const { holder, settled } = open(100, [other]);
    for (let i = 0; i < 10; i++) holder(`n${i}`, '1', [one, 60], [other, 60]);
    expect(await settled()).toBe('');
    holder('late', '2', own(41));
    expect(await settled()).toBe('n0 n1 n2 n3 n4 n5 n6 n7 n8 n9');
  });

  it('stops counting a reply once it was taken', async () => {
    const { holder, settled } = open(100);
    const { done } = holder('a', '1', own(90));
    done();
    holder('b', '2', own(90));
    expect(await settled()).toBe('');
  });

  it('has no limit at 0', async () => {
    const { holder, settled } = open(0);
    holder('a', undefined, own(1e12));
    expect(await settled()).toBe('');
  });
});
