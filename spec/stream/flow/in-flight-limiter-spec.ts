import { Gate } from '../../../src/stream/flow/pause-control';
import { AllInFlight, InFlight, weigh, type Sender } from '../../../src/stream/flow/in-flight-limiter';
import { posts } from '../../helpers/apply-commands';

const sender = (onHold: (on: boolean) => void = () => undefined): Sender => ({
  gate: new Gate(onHold),
  inFlight: 0,
});

describe('weigh', () => {
  it.each([
    ['say', posts.say('a', 'hi'), 66],
    ['act', posts.act('a', ''), 64],
    ['enter', posts.enter('a', 'ann'), 0],
    ['tell', posts.tell('a', 'bob', 'hä'), 67],
    ['topic', posts.topic('a', '€'), 67],
    ['resume', posts.pickUp('a', 'word'), 0],
    ['leave', posts.leave('a', 'a long reason'), 0],
    ['part', posts.part('a'), 0],
    ['join', posts.join('a', 'den'), 64],
    ['reply', posts.reply('a', 'a long answer'), 64],
    ['who', posts.who('a'), 64],
  ])('weighs %s', (_, { command }, bytes) => {
    expect(weigh(command)).toBe(bytes);
  });
});

describe('InFlight', () => {
  it('holds who passes the cap, and nobody else', () => {
    const [one, other] = [sender(), sender()];
    const room = new InFlight(100);
    room.post(one, 100);
    expect(one.gate.held).toBe(false);
    room.post(other, 1);
    expect([one.gate.held, other.gate.held]).toEqual([false, true]);
  });

  it('lets on after a turn, when no more than the cap is left', () => {
    const one = sender();
    const room = new InFlight(100);
    room.post(one, 60);
    room.post(one, 60);
    room.relax();
    expect(one.gate.held).toBe(true);
    room.fold(one, 60);
    expect(one.gate.held).toBe(true);
    room.relax();
    expect([one.gate.held, one.inFlight]).toEqual([false, 60]);
  });

  it('lets the first go on first', () => {
    const order: number[] = [];
    const senders = [1, 2, 3].map((n) => sender((on) => on || order.push(n)));
    const room = new InFlight(0);
    for (const each of senders) room.post(each, 1);
    for (const each of senders) room.fold(each, 1);
    room.relax();
    expect(order).toEqual([1, 2, 3]);
  });

  it('counts no more what somebody had in flight who is gone', () => {
    const [one, other] = [sender(), sender()];
    const room = new InFlight(100);
    room.post(one, 90);
    room.post(other, 20);
    room.forget(one);
    expect(one.inFlight).toBe(0);
    room.relax();
    expect(other.gate.held).toBe(false);
  });

  it('counts no more than that again when it is folded later', () => {
    const [one, other] = [sender(), sender()];
    const [old, next] = [new InFlight(100), new InFlight(100)];
    old.post(one, 90);
    old.forget(one);
    next.post(one, 40);
    next.fold(one, 90);
    expect(one.inFlight).toBe(0);
    next.fold(one, 40);
    next.post(other, 100);
    expect([one.inFlight, other.gate.held]).toEqual([0, false]);
    next.post(other, 1);
    expect(other.gate.held).toBe(true);
  });

  it('does not let on again who is forgotten, and has gone on elsewhere', () => {
    const one = sender();
    const [old, next] = [new InFlight(1), new InFlight(1)];
    old.post(one, 2);
    old.forget(one);
    next.post(one, 2);
    old.relax();
    expect(one.gate.held).toBe(true);
  });

  it('does not hold who is gone', () => {
    const one = sender();
    const room = new InFlight(1);
    room.post(one, 2);
    room.forget(one);
    expect(one.gate.held).toBe(false);
  });
});

describe('AllInFlight', () => {
  const open = (cap: number, rooms = 2) => {
    const all = new AllInFlight(cap);
    return {
      all,
      rooms: Array.from({ length: rooms }, () => new InFlight(100, all)) as [InFlight, InFlight],
    };
  };

  it('holds who posts while all rooms together have too much in flight, though its own has not', () => {
    const [one, other, third] = [sender(), sender(), sender()];
    const {
      all,
      rooms: [here, there],
    } = open(150);
    here.post(one, 90);
    there.post(other, 60);
    expect([all.full, one.gate.held, other.gate.held]).toEqual([false, false, false]);
    there.post(third, 1);
    expect([all.full, one.gate.held, other.gate.held, third.gate.held]).toEqual([true, false, false, true]);
  });

  it('lets on after a turn that leaves no more than that, in whichever room it was folded', () => {
    const [one, other] = [sender(), sender()];
    const {
      all,
      rooms: [here, there],
    } = open(150);
    here.post(one, 100);
    there.post(other, 60);
    there.relax();
    all.relax();
    expect(other.gate.held).toBe(true);
    here.fold(one, 20);
    expect(other.gate.held).toBe(true);
    all.relax();
    expect([other.gate.held, all.waiting.size, all.bytes]).toEqual([false, 0, 140]);
  });

  it('lets nobody on whose own room has too much still', () => {
    const one = sender();
    const {
      all,
      rooms: [here],
    } = open(150);
    here.post(one, 160);
    here.fold(one, 20);
    all.relax();
    expect([all.full, one.gate.held]).toEqual([false, true]);
    here.fold(one, 60);
    all.relax();
    expect(one.gate.held).toBe(false);
  });

  it('counts no more what somebody had in flight who is gone', () => {
    const one = sender();
    const {
      all,
      rooms: [here],
    } = open(150);
    here.post(one, 160);
    here.forget(one);
    here.fold(one, 160);
    expect([all.bytes, one.gate.held]).toEqual([0, false]);
  });

  it('is without a bound at 0', () => {
    const {
      all,
      rooms: [here],
    } = open(0);
    here.post(sender(), 1e9);
    expect(all.full).toBe(false);
  });
});
