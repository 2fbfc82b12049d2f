import { PauseControl, Reason } from '../../../src/stream/flow/pause-control';

const { rate, awaitingReply, inFlight, room } = Reason;

const open = () => {
  const holds: boolean[] = [];
  const source = { pause: () => holds.push(true), resume: () => holds.push(false) };
  return { holds, gate: new PauseControl(source) };
};

describe('Gate', () => {
  it('holds at the first reason, and lets on when the last one is gone', () => {
    const { gate, holds } = open();
    gate.pause(rate);
    gate.pause(awaitingReply);
    gate.resume(rate);
    expect([gate.isPaused, holds]).toEqual([true, [true]]);
    gate.resume(awaitingReply);
    expect([gate.isPaused, holds]).toEqual([false, [true, false]]);
  });

  it('counts a reason once, however often it is given', () => {
    const { gate, holds } = open();
    gate.pause(rate);
    gate.pause(rate);
    gate.resume(rate);
    gate.resume(rate);
    expect(holds).toEqual([true, false]);
  });

  it.each([
    { reason: room, name: 'its room', held: false },
    { reason: rate, name: 'the rate', held: true },
    { reason: awaitingReply, name: 'a reply that is awaited', held: true },
    { reason: inFlight, name: 'what is in flight', held: true },
  ])('holds one in a hurry for $name: $held', ({ reason, held }) => {
    const [before, after] = [open().gate, open().gate];
    before.pause(reason);
    before.onInputEnd();
    after.onInputEnd();
    after.pause(reason);
    expect([before.isPaused, after.isPaused]).toEqual([held, held]);
  });

  it('lets one on that is in a hurry, when only its room held it', () => {
    const { gate, holds } = open();
    gate.pause(room);
    gate.onInputEnd();
    expect(holds).toEqual([true, false]);
  });

  it.each([rate, awaitingReply, inFlight])('holds one on its way out for nothing (%d)', (reason) => {
    const { gate, holds } = open();
    gate.pause(reason);
    gate.disable();
    gate.pause(reason);
    gate.onInputEnd();
    gate.pause(reason);
    expect(holds).toEqual([true, false]);
  });
});
