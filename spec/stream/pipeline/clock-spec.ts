import { Timer } from '../../../src/stream/flow/timer';
import { runAfterReads, type Clock } from '../../../src/stream';

/** A process whose timers fire when it is told to, and whose next pass comes when it is told to. */
const process = () => {
  let [now, timers, passes] = [0, [] as (() => void)[], [] as (() => void)[]];
  const run = (works: (() => void)[]) => {
    for (const work of works) work();
  };
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    setTimeout: (work) => (timers.push(work), () => (timers = timers.filter((other) => other !== work))),
    setImmediate: (work) => (passes.push(work), () => (passes = passes.filter((other) => other !== work))),
  };
  return {
    clock: runAfterReads(clock),
    fireAt: (at: number) => {
      now = at;
      run(timers.splice(0));
    },
    nextPass: () => {
      run(passes.splice(0));
    },
  };
};

describe('readingFirst', () => {
  it('runs the work of a timer at once when it fires in time, or nearly', () => {
    for (const at of [1000, 1099]) {
      const { clock, fireAt } = process();
      const work = jest.fn();
      clock.setTimeout(work, 1000);
      fireAt(at);
      expect(work).toHaveBeenCalledTimes(1);
    }
  });

  it('lets the event loop read pending input before the work of a late timer', () => {
    const { clock, fireAt, nextPass } = process();
    const work = jest.fn();
    clock.setTimeout(work, 1000);
    fireAt(1100);
    expect(work).not.toHaveBeenCalled();
    nextPass();
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('runs nothing once cancelled, before or after a late timer', () => {
    const { clock, fireAt, nextPass } = process();
    const work = jest.fn();
    clock.setTimeout(work, 1000)();
    const cancel = clock.setTimeout(work, 1000);
    fireAt(60_000);
    cancel();
    nextPass();
    expect(work).not.toHaveBeenCalled();
  });

  it('lets input that is read behind a late timer clear or restart a deadline', () => {
    const { clock, fireAt, nextPass } = process();
    const [first, second] = [jest.fn(), jest.fn()];
    const deadline = new Timer(clock);
    deadline.start(1000, first);
    fireAt(60_000);
    expect(deadline.pending).toBe(true);
    deadline.start(1000, second);
    nextPass();
    fireAt(61_000);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
  });
});
