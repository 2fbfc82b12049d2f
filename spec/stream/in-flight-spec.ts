import { Gate } from '../../src/stream/gate';
import { InFlight, weigh, type Sender } from '../../src/stream/in-flight';
import { posts } from '../helpers/fold';

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
