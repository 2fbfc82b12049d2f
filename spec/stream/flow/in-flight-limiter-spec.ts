import { PauseControl } from '../../../src/stream/flow/pause-control';
import {
  GlobalInFlightLimiter,
  InFlightLimiter,
  estimateBytes,
  type Sender,
} from '../../../src/stream/flow/in-flight-limiter';
import { posts } from '../../helpers/apply-commands';

const sender = (onPause: (on: boolean) => void = () => undefined): Sender => ({
  pauseControl: new PauseControl({ pause: () => onPause(true), resume: () => onPause(false) }),
  inFlight: 0,
});

describe('estimateBytes', () => {
  it.each([
    ['say', posts.say('a', 'hi'), 66],
    ['act', posts.act('a', ''), 64],
    ['enter', posts.enter('a', 'ann'), 0],
    ['talk', { client: 'a', command: { kind: 'talk', texts: ['hi', ''] } } as const, 130],
    ['tell', posts.tell('a', 'bob', 'hä'), 66],
    ['topic', posts.topic('a', '€'), 65],
    ['resume', posts.pickUp('a', 'word'), 0],
    ['leave', posts.leave('a', 'a long reason'), 0],
    ['part', posts.part('a'), 0],
    ['join', posts.join('a', 'den'), 64],
    ['reply', posts.reply('a', 'a long answer'), 64],
    ['who', posts.who('a'), 64],
  ])('estimates %s', (_, { command }, bytes) => {
    expect(estimateBytes(command)).toBe(bytes);
  });
});

describe('InFlightLimiter', () => {
  it('pauses only the sender that exceeds the cap', () => {
    const [one, other] = [sender(), sender()];
    const room = new InFlightLimiter(100);
    room.add(one, 100);
    expect(one.pauseControl.isPaused).toBe(false);
    room.add(other, 1);
    expect([one.pauseControl.isPaused, other.pauseControl.isPaused]).toEqual([false, true]);
  });

  it('resumes senders after a turn that leaves no more than the cap', () => {
    const one = sender();
    const room = new InFlightLimiter(100);
    room.add(one, 60);
    room.add(one, 60);
    room.releaseWaiting();
    expect(one.pauseControl.isPaused).toBe(true);
    room.complete(one, 60);
    expect(one.pauseControl.isPaused).toBe(true);
    room.releaseWaiting();
    expect([one.pauseControl.isPaused, one.inFlight]).toEqual([false, 60]);
  });

  it('resumes the first paused sender first', () => {
    const order: number[] = [];
    const senders = [1, 2, 3].map((n) => sender((on) => on || order.push(n)));
    const room = new InFlightLimiter(0);
    for (const each of senders) room.add(each, 1);
    for (const each of senders) room.complete(each, 1);
    room.releaseWaiting();
    expect(order).toEqual([1, 2, 3]);
  });

  it('stops counting the bytes of a sender that is gone', () => {
    const [one, other] = [sender(), sender()];
    const room = new InFlightLimiter(100);
    room.add(one, 90);
    room.add(other, 20);
    room.remove(one);
    expect(one.inFlight).toBe(0);
    room.releaseWaiting();
    expect(other.pauseControl.isPaused).toBe(false);
  });

  it('does not count those bytes twice when they are reduced later', () => {
    const [one, other] = [sender(), sender()];
    const [old, next] = [new InFlightLimiter(100), new InFlightLimiter(100)];
    old.add(one, 90);
    old.remove(one);
    next.add(one, 40);
    next.complete(one, 90);
    expect(one.inFlight).toBe(0);
    next.complete(one, 40);
    next.add(other, 100);
    expect([one.inFlight, other.pauseControl.isPaused]).toEqual([0, false]);
    next.add(other, 1);
    expect(other.pauseControl.isPaused).toBe(true);
  });

  it('does not resume a forgotten sender that has moved on', () => {
    const one = sender();
    const [old, next] = [new InFlightLimiter(1), new InFlightLimiter(1)];
    old.add(one, 2);
    old.remove(one);
    next.add(one, 2);
    old.releaseWaiting();
    expect(one.pauseControl.isPaused).toBe(true);
  });

  it('does not pause a sender that is gone', () => {
    const one = sender();
    const room = new InFlightLimiter(1);
    room.add(one, 2);
    room.remove(one);
    expect(one.pauseControl.isPaused).toBe(false);
  });
});

describe('GlobalInFlightLimiter', () => {
  const open = (cap: number, rooms = 2) => {
    const all = new GlobalInFlightLimiter(cap);
    return {
      all,
      rooms: Array.from({ length: rooms }, () => new InFlightLimiter(100, all)) as [
        InFlightLimiter,
        InFlightLimiter,
      ],
    };
  };

  it('pauses a sender while all rooms together exceed the cap, though its own room does not', () => {
    const [one, other, third] = [sender(), sender(), sender()];
    const {
      all,
      rooms: [here, there],
    } = open(150);
    here.add(one, 90);
    there.add(other, 60);
    expect([all.full, one.pauseControl.isPaused, other.pauseControl.isPaused]).toEqual([false, false, false]);
    there.add(third, 1);
    expect([
      all.full,
      one.pauseControl.isPaused,
      other.pauseControl.isPaused,
      third.pauseControl.isPaused,
    ]).toEqual([true, false, false, true]);
  });

  it('resumes senders after a turn that goes below the cap, in whichever room it was reduced', () => {
    const [one, other] = [sender(), sender()];
    const {
      all,
      rooms: [here, there],
    } = open(150);
    here.add(one, 100);
    there.add(other, 60);
    there.releaseWaiting();
    all.releaseWaiting();
    expect(other.pauseControl.isPaused).toBe(true);
    here.complete(one, 20);
    expect(other.pauseControl.isPaused).toBe(true);
    all.releaseWaiting();
    expect([other.pauseControl.isPaused, all.waiting.size, all.bytes]).toEqual([false, 0, 140]);
  });

  it('resumes no sender whose own room still exceeds the cap', () => {
    const one = sender();
    const {
      all,
      rooms: [here],
    } = open(150);
    here.add(one, 160);
    here.complete(one, 20);
    all.releaseWaiting();
    expect([all.full, one.pauseControl.isPaused]).toEqual([false, true]);
    here.complete(one, 60);
    all.releaseWaiting();
    expect(one.pauseControl.isPaused).toBe(false);
  });

  it('stops counting the bytes of a sender that is gone', () => {
    const one = sender();
    const {
      all,
      rooms: [here],
    } = open(150);
    here.add(one, 160);
    here.remove(one);
    here.complete(one, 160);
    expect([all.bytes, one.pauseControl.isPaused]).toEqual([0, false]);
  });

  it('has no limit at 0', () => {
    const {
      all,
      rooms: [here],
    } = open(0);
    here.add(sender(), 1e9);
    expect(all.full).toBe(false);
  });
});
