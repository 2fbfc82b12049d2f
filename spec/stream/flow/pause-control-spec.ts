import { PauseControl, Reason } from '../../../src/stream/flow/pause-control';

const { rate, awaitingReply, inFlight, room } = Reason;

const open = () => {
  const holds: boolean[] = [];
  const source = { pause: () => holds.push(true), resume: () => holds.push(false) };
  return { holds, gate: new PauseControl(source) };
};

describe('PauseControl', () => {
  it('pauses at the first reason, and resumes when the last one is gone', () => {
    const { gate, holds } = open();
    gate.pause(rate);
    gate.pause(awaitingReply);
    gate.resume(rate);
    expect([gate.isPaused, holds]).toEqual([true, [true]]);
    gate.resume(awaitingReply);
    expect([gate.isPaused, holds]).toEqual([false, [true, false]]);
  });

  it('counts a reason once, however often it is set', () => {
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
  ])('after the end of the input pauses for $name: $held', ({ reason, held }) => {
    const [before, after] = [open().gate, open().gate];
    before.pause(reason);
    before.onInputEnd();
    after.onInputEnd();
    after.pause(reason);
    expect([before.isPaused, after.isPaused]).toEqual([held, held]);
  });

  it('resumes at the end of the input when only the room paused it', () => {
    const { gate, holds } = open();
    gate.pause(room);
    gate.onInputEnd();
    expect(holds).toEqual([true, false]);
  });

  it.each([rate, awaitingReply, inFlight])('never pauses once disabled (%d)', (reason) => {
    const { gate, holds } = open();
    gate.pause(reason);
    gate.disable();
    gate.pause(reason);
    gate.onInputEnd();
    gate.pause(reason);
    expect(holds).toEqual([true, false]);
  });
});
