import { Gate, Reason } from '../../../src/stream/flow/pause-control';

const { rate, verdict, inFlight, room } = Reason;

const open = () => {
  const holds: boolean[] = [];
  return { holds, gate: new Gate((on) => holds.push(on)) };
};

describe('Gate', () => {
  it('holds at the first reason, and lets on when the last one is gone', () => {
    const { gate, holds } = open();
    gate.close(rate);
    gate.close(verdict);
    gate.open(rate);
    expect([gate.held, holds]).toEqual([true, [true]]);
    gate.open(verdict);
    expect([gate.held, holds]).toEqual([false, [true, false]]);
  });

  it('counts a reason once, however often it is given', () => {
    const { gate, holds } = open();
    gate.close(rate);
    gate.close(rate);
    gate.open(rate);
    gate.open(rate);
    expect(holds).toEqual([true, false]);
  });

  it.each([
    { reason: room, name: 'its room', held: false },
    { reason: rate, name: 'the rate', held: true },
    { reason: verdict, name: 'the verdict', held: true },
    { reason: inFlight, name: 'what is in flight', held: true },
  ])('holds one in a hurry for $name: $held', ({ reason, held }) => {
    const [before, after] = [open().gate, open().gate];
    before.close(reason);
    before.hurry();
    after.hurry();
    after.close(reason);
    expect([before.held, after.held]).toEqual([held, held]);
  });

  it('lets one on that is in a hurry, when only its room held it', () => {
    const { gate, holds } = open();
    gate.close(room);
    gate.hurry();
    expect(holds).toEqual([true, false]);
  });

  it.each([rate, verdict, inFlight])('holds one on its way out for nothing (%d)', (reason) => {
    const { gate, holds } = open();
    gate.close(reason);
    gate.retire();
    gate.close(reason);
    gate.hurry();
    gate.close(reason);
    expect(holds).toEqual([true, false]);
  });
});
