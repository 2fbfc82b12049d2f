import { Congestion, type Reader } from '../../src/stream/congestion';
import { Gate } from '../../src/stream/gate';
import { testClock } from '../../src/testing';

/** A reader that says of itself what the test wants. */
const reader = (lag: number, stalledFor = 0): Reader & { lag: number; stalledFor: number; log: string[] } => {
  const log: string[] = [];
  return {
    gate: new Gate(() => undefined),
    lag,
    behind: lag,
    stalledFor,
    log,
    skip() {
      log.push('skip');
      this.lag = 0;
    },
    giveUp: () => log.push('give up'),
  };
};

const congestion = (clock = testClock()) =>
  new Congestion({ tape: 1000, stall: 30, stallTimeout: 60 }, clock);

describe('Congestion', () => {
  const withLaggards = (...laggards: readonly Reader[]): Congestion => {
    const room = congestion();
    for (const laggard of laggards) room.note(laggard, true);
    return room;
  };

  it.each([
    ['more than half lag over a quarter', 3, [251, 251], true],
    ['half do', 4, [251, 251], false],
    ['more than half lag a quarter, and not over it', 3, [250, 250], false],
    ['one of one does', 1, [251], true],
    ['nobody reads', 0, [], false],
  ])('%s', (_, readers, lags, congested) => {
    const room = withLaggards(...lags.map((lag) => reader(lag)));
    room.judge(readers);
    expect(room.congested).toBe(congested);
  });

  it('is over once no more than half lag over an eighth', () => {
    const [one, other] = [reader(251), reader(251)];
    const room = withLaggards(one, other);
    room.judge(3);
    one.lag = 126;
    room.judge(3);
    expect(room.congested).toBe(true);
    one.lag = 125;
    room.judge(3);
    expect(room.congested).toBe(false);
  });

  it('holds who speaks while it lasts, and lets all of them on', () => {
    const one = reader(251);
    const room = withLaggards(one);
    const gates = [new Gate(() => undefined), new Gate(() => undefined)];
    gates.forEach((gate) => room.hold(gate));
    expect(gates.map(({ held }) => held)).toEqual([false, false]);
    room.judge(1);
    gates.forEach((gate) => room.hold(gate));
    expect(gates.map(({ held }) => held)).toEqual([true, true]);
    room.note(one, false);
    room.judge(1);
    expect(gates.map(({ held }) => held)).toEqual([false, false]);
  });

  it('skips who lags over the whole tape, and nobody else', () => {
    const [near, far] = [reader(1000), reader(1001)];
    withLaggards(near, far).judge(10);
    expect([near.log, far.log]).toEqual([[], ['skip']]);
  });

  it('does not count who has taken nothing for the stall time, neither among the laggards nor among the rest', () => {
    const room = withLaggards(reader(251, 30), reader(251, 30), reader(251, 29));
    room.judge(4);
    expect(room.congested).toBe(false);
    room.judge(3);
    expect(room.congested).toBe(true);
  });

  it('lets go who has taken nothing for the stall timeout', () => {
    const [one, other] = [reader(1, 59), reader(1, 60)];
    withLaggards(one, other).judge(10);
    expect([one.log, other.log]).toEqual([[], ['give up']]);
  });

  it('skips the one who is furthest behind when it is told to', () => {
    const [near, far] = [reader(10), reader(20)];
    const room = withLaggards(near, far);
    expect(room.kept).toBe(20);
    room.skipFurthest();
    expect([near.log, far.log]).toEqual([[], ['skip']]);
  });

  it('forgets who is gone', () => {
    const one = reader(251);
    const room = withLaggards(one);
    room.forget(one);
    room.judge(1);
    expect([room.congested, room.laggards.size]).toEqual([false, 0]);
  });

  it('lets on who goes elsewhere, and holds it no more', () => {
    const [one, other] = [reader(251), reader(251)];
    const room = withLaggards(one, other);
    room.judge(2);
    room.hold(one.gate);
    room.hold(other.gate);
    room.forget(one);
    expect([one.gate.held, other.gate.held, room.congested]).toEqual([false, true, true]);
    const elsewhere = congestion();
    elsewhere.note(one, true);
    elsewhere.judge(1);
    elsewhere.hold(one.gate);
    room.note(other, false);
    room.judge(1);
    expect([one.gate.held, other.gate.held]).toEqual([true, false]);
  });

  describe('with a few who are late, and taking bytes', () => {
    const late = () => {
      const clock = testClock();
      const one = reader(501);
      const room = congestion(clock);
      room.note(one, true);
      return { clock, one, room };
    };

    it('waits for them, until they have caught up', () => {
      const { one, room } = late();
      room.judge(10);
      expect(room.congested).toBe(true);
      one.lag = 251;
      room.judge(10);
      expect(room.congested).toBe(true);
      one.lag = 250;
      room.judge(10);
      expect(room.congested).toBe(false);
    });

    it('does not wait for one that takes nothing', () => {
      const room = new Congestion({ tape: 1000, stall: 0, stallTimeout: 0 }, testClock());
      room.note(reader(501, 500), true);
      room.judge(10);
      expect(room.congested).toBe(false);
    });

    it('waits no longer than five seconds, and then half of the time', () => {
      const { clock, room } = late();
      let waited = 0;
      for (let ms = 0; ms < 100_000; ms += 10) {
        room.judge(10);
        if (room.congested) waited += 10;
        clock.advance(10);
      }
      expect(waited).toBeGreaterThan(45_000);
      expect(waited).toBeLessThan(58_000);
    });
  });
});
