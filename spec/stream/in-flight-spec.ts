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
    ['leave', posts.leave('a', 'a long reason'), 0],
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

  it('does not hold who is gone', () => {
    const one = sender();
    const room = new InFlight(1);
    room.post(one, 2);
    room.forget(one);
    expect(one.gate.held).toBe(false);
  });
});
