import { FakeConnection } from '../../helpers/fake-connection';
import fc from 'fast-check';
import { RoomBackpressure, type Reader } from '../../../src/stream/flow/room-backpressure';
import { PauseControl } from '../../../src/stream/flow/pause-control';
import { testClock } from '../../../src/testing';

type TestReader = { -readonly [Key in keyof Reader]: Reader[Key] } & { readonly log: string[] };

/** A reader that says of itself what the test wants. */
const reader = (lag: number, stalledFor = 0, address?: string): TestReader => {
  const log: string[] = [];
  return {
    pauseControl: new PauseControl(new FakeConnection('a')),
    address,
    slowness: undefined,
    takenBytes: 0,
    lag,
    backlogBytes: lag,
    stalledFor,
    log,
    dropBacklog() {
      log.push('skip');
      this.lag = 0;
    },
    disconnectSlow: () => log.push('give up'),
  };
};

const congestion = (clock = testClock(), stall = 30, stallTimeout = 60) =>
  new RoomBackpressure({ tape: 1000, stall, stallTimeout }, clock);

/** So many that lag, or that do not, of an address. */
const readers = (count: number, lag: number, address?: string) =>
  Array.from({ length: count }, () => reader(lag, 0, address));

const enterRoom = (room: RoomBackpressure, list: readonly Reader[]): void => {
  for (const each of list) {
    room.add(each);
    if (each.lag > 0) room.setLagging(each, true);
  }
};

describe('RoomBackpressure', () => {
  /** A room of so many readers, of whom these lag. */
  const roomOf = (count: number, ...laggards: readonly Reader[]): RoomBackpressure => {
    const room = congestion();
    enterRoom(room, [...laggards, ...readers(count - laggards.length, 0)]);
    return room;
  };

  it.each([
    ['is congested when more than half of the readers lag over a quarter', 3, [251, 251], true],
    ['is not congested when half of the readers lag over a quarter', 4, [251, 251], false],
    ['is not congested when more than half lag exactly a quarter', 3, [250, 250], false],
    ['is congested when the only reader lags over a quarter', 1, [251], true],
    ['is not congested without readers', 0, [], false],
  ])('%s', (_, count, lags, congested) => {
    const room = roomOf(count, ...lags.map((lag) => reader(lag)));
    room.evaluate();
    expect(room.isCongested).toBe(congested);
  });

  it('ends when at most half of the readers lag over an eighth', () => {
    const [one, other] = [reader(251), reader(251)];
    const room = roomOf(3, one, other);
    room.evaluate();
    one.lag = 126;
    room.evaluate();
    expect(room.isCongested).toBe(true);
    one.lag = 125;
    room.evaluate();
    expect(room.isCongested).toBe(false);
  });

  it('pauses each sender meanwhile, and resumes all of them at its end', () => {
    const one = reader(251);
    const room = roomOf(1, one);
    const gates = [new PauseControl(new FakeConnection('a')), new PauseControl(new FakeConnection('a'))];
    gates.forEach((gate) => room.pauseIfCongested(gate));
    expect(gates.map(({ isPaused }) => isPaused)).toEqual([false, false]);
    room.evaluate();
    gates.forEach((gate) => room.pauseIfCongested(gate));
    expect(gates.map(({ isPaused }) => isPaused)).toEqual([true, true]);
    room.setLagging(one, false);
    room.evaluate();
    expect(gates.map(({ isPaused }) => isPaused)).toEqual([false, false]);
  });

  it('skips only the readers that lag over the whole tape', () => {
    const [near, far] = [reader(1000), reader(1001)];
    roomOf(10, near, far).evaluate();
    expect([near.log, far.log]).toEqual([[], ['skip']]);
  });

  it('does not count a reader that has taken nothing for the stall time', () => {
    const laggards = [reader(251, 30), reader(251, 30), reader(251, 29)];
    const four = roomOf(4, ...laggards);
    four.evaluate();
    expect(four.isCongested).toBe(false);
    const three = roomOf(3, ...laggards);
    three.evaluate();
    expect(three.isCongested).toBe(true);
  });

  it('disconnects a reader that has taken nothing for the stall timeout', () => {
    const [one, other] = [reader(1, 59), reader(1, 60)];
    roomOf(10, one, other).evaluate();
    expect([one.log, other.log]).toEqual([[], ['give up']]);
  });

  it('skips the reader furthest behind when told to', () => {
    const [near, far] = [reader(10), reader(20)];
    const room = roomOf(2, near, far);
    expect(room.retainedBytes).toBe(20);
    room.skipFurthest();
    expect([near.log, far.log]).toEqual([[], ['skip']]);
  });

  it('forgets a reader that is gone', () => {
    const one = reader(251);
    const room = roomOf(1, one);
    room.forget(one);
    room.evaluate();
    expect([room.isCongested, room.laggingReaders.size]).toEqual([false, 0]);
  });

  it('resumes a sender that moves to another room, and does not pause it again', () => {
    const [one, other] = [reader(251), reader(251)];
    const room = roomOf(2, one, other);
    room.evaluate();
    room.pauseIfCongested(one.pauseControl);
    room.pauseIfCongested(other.pauseControl);
    room.forget(one);
    expect([one.pauseControl.isPaused, other.pauseControl.isPaused, room.isCongested]).toEqual([
      false,
      true,
      true,
    ]);
    const elsewhere = congestion();
    enterRoom(elsewhere, [one]);
    elsewhere.evaluate();
    elsewhere.pauseIfCongested(one.pauseControl);
    room.setLagging(other, false);
    room.evaluate();
    expect([one.pauseControl.isPaused, other.pauseControl.isPaused]).toEqual([true, false]);
  });

  describe('with a few late readers that take bytes', () => {
    const late = () => {
      const clock = testClock();
      const one = reader(501);
      const room = congestion(clock);
      enterRoom(room, [one, ...readers(9, 0)]);
      return { clock, one, room };
    };

    it('waits until they have caught up', () => {
      const { one, room } = late();
      room.evaluate();
      expect(room.isCongested).toBe(true);
      one.lag = 251;
      room.evaluate();
      expect(room.isCongested).toBe(true);
      one.lag = 250;
      room.evaluate();
      expect(room.isCongested).toBe(false);
    });

    it('does not wait for a reader that takes nothing', () => {
      const room = congestion(testClock(), 0, 0);
      enterRoom(room, [reader(501, 500), ...readers(9, 0)]);
      room.evaluate();
      expect(room.isCongested).toBe(false);
    });

    it('waits for at most five seconds, then for at most half of the time', () => {
      const { clock, room } = late();
      let waited = 0;
      for (let ms = 0; ms < 100_000; ms += 10) {
        room.evaluate();
        if (room.isCongested) waited += 10;
        clock.advance(10);
      }
      expect(waited).toBeGreaterThan(45_000);
      expect(waited).toBeLessThan(58_000);
    });
  });

  describe('by the addresses of the readers', () => {
    /** Whether a room with these readers is congested at its first evaluation. */
    const isHeld = (...groups: readonly (readonly Reader[])[]): boolean => {
      const room = congestion();
      enterRoom(room, groups.flat());
      room.evaluate();
      return room.isCongested;
    };
    /** So many addresses with so many readers each. */
    const addresses = (count: number, each: number, lag: number) =>
      Array.from({ length: count }, (_, i) => readers(each, lag, `${lag}-${i}`)).flat();

    it.each([
      [
        'is not congested when 120 readers of one address lag and 40 of 40 other addresses do not',
        [120, 251],
        [40, 1, 0],
        false,
      ],
      [
        'is not congested when 120 readers of one address lag and one other does not',
        [120, 251],
        [1, 1, 0],
        false,
      ],
      [
        'is congested when 120 readers of one address do not lag and 9 of 9 other addresses do',
        [120, 0],
        [9, 1, 251],
        true,
      ],
      [
        'is not congested when 120 readers of one address do not lag and one other does',
        [120, 0],
        [1, 1, 251],
        false,
      ],
      [
        'is not congested when 9 readers of one address lag and 8 of 8 other addresses do not',
        [9, 251],
        [8, 1, 0],
        false,
      ],
      [
        'is not congested when 8 readers of one address lag and 7 of one other do not',
        [8, 251],
        [1, 7, 0],
        false,
      ],
      [
        'is congested when 8 readers of one address and 33 of 73 other addresses lag',
        [8, 251],
        [33, 1, 251, 40, 1, 0],
        true,
      ],
      [
        'is not congested when 8 readers of one address and 32 of 72 other addresses lag',
        [8, 251],
        [32, 1, 251, 40, 1, 0],
        false,
      ],
      [
        'is congested when 100 readers of one address and 2 of 9 others lag',
        [100, 251],
        [2, 1, 251, 7, 1, 0],
        true,
      ],
      [
        'is not congested when 100 readers of one address and 1 of 10 others lag',
        [100, 251],
        [1, 1, 251, 9, 1, 0],
        false,
      ],
    ])('%s', (_, [count = 0, lag = 0], [n = 0, each = 0, itsLag = 0, ...more], held) => {
      const [m = 0, eachMore = 0, moreLag = 0] = more;
      const one = readers(count, lag, 'one');
      expect(isHeld(one, addresses(n, each, itsLag), addresses(m, eachMore, moreLag))).toBe(held);
    });

    it('counts readers without an address as one address', () => {
      expect(isHeld(readers(120, 251), readers(40, 0, 'one'))).toBe(false);
      expect(isHeld(readers(120, 0), addresses(9, 1, 251))).toBe(true);
    });

    const lag$ = fc.constantFrom(0, 1, 250, 251, 500);

    it('counts each reader when all come from one address', () => {
      fc.assert(
        fc.property(fc.option(fc.ipV4(), { nil: undefined }), fc.array(lag$), (address, lags) => {
          const behind = lags.filter((lag) => lag > 250).length;
          expect(isHeld(lags.map((lag) => reader(lag, 0, address)))).toBe(behind * 2 > lags.length);
        }),
      );
    });

    it('lets no address slow a room alone, nor outrun the rest', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (many, few) => {
          expect(isHeld(readers(many, 251, 'one'), addresses(few, 1, 0))).toBe(false);
          expect(isHeld(readers(many, 0, 'one'), addresses(few, 1, 251))).toBe(few > Math.min(many, 8));
        }),
      );
    });

    it('counts the current readers, whoever came and left before', () => {
      const who$ = fc.record({
        from: fc.constantFrom('a', 'b', 'c', undefined),
        lag: lag$,
        stays: fc.boolean(),
      });
      fc.assert(
        fc.property(fc.array(who$, { maxLength: 60 }), (list) => {
          const all = list.map(({ from, lag, stays }) => ({ it: reader(lag, 0, from), stays }));
          const room = congestion();
          enterRoom(
            room,
            all.map(({ it }) => it),
          );
          for (const { it, stays } of all) if (!stays) room.forget(it);
          room.evaluate();
          expect(room.isCongested).toBe(isHeld(all.filter(({ stays }) => stays).map(({ it }) => it)));
        }),
      );
    });
  });

  describe('with readers that are slow for long', () => {
    /** Twice as many that lag as others, each of an address of its own; `pass` lets seconds go by, and who lags take so much in each. */
    const slowMost = (clock = testClock()) => {
      const slow = Array.from({ length: 20 }, (_, i) => reader(251, 0, `slow${i}`));
      const quick = Array.from({ length: 10 }, (_, i) => reader(0, 0, `quick${i}`));
      const room = congestion(clock, 0, 0);
      enterRoom(room, [...slow, ...quick]);
      room.evaluate();
      const pass = (seconds: number, bytes: number) => {
        for (let i = 0; i < seconds; i++) {
          clock.advance(1000);
          for (const each of slow) each.takenBytes += bytes;
          room.evaluate();
        }
        return room.isCongested;
      };
      return { room, slow, quick, pass };
    };

    it('waits for them for ten seconds, and no longer', () => {
      const { room, pass } = slowMost();
      expect([room.isCongested, pass(10, 0), pass(1, 0), pass(1000, 0)]).toEqual([true, true, false, false]);
    });

    it('judges by bytes taken: an eighth of the tape in ten seconds is not slow', () => {
      expect([slowMost().pass(1000, 12.5), slowMost().pass(1000, 12)]).toEqual([true, false]);
    });

    it('judges the same when the bytes are taken in lumps', () => {
      const { pass } = slowMost();
      for (let i = 0; i < 100; i++) expect([pass(9, 0), pass(1, 125)]).toEqual([true, true]);
    });

    it('forgives a reader within a minute of taking bytes again', () => {
      const { pass } = slowMost();
      pass(1000, 0);
      expect([pass(1, 600), pass(1, 100)]).toEqual([false, true]);
    });

    it('remembers them when they are skipped forward or move', () => {
      const clock = testClock();
      const { room, slow, quick, pass } = slowMost(clock);
      pass(60, 0);
      for (const each of slow) each.dropBacklog();
      pass(1, 0);
      for (const each of slow) each.lag = 251;
      expect(pass(1, 0)).toBe(false);
      for (const each of [...slow, ...quick]) room.forget(each);
      const elsewhere = congestion(clock, 0, 0);
      enterRoom(elsewhere, [...slow, ...quick]);
      elsewhere.evaluate();
      expect(elsewhere.isCongested).toBe(false);
    });

    it('waits for them when no reader is faster', () => {
      const { room, quick, pass } = slowMost();
      for (const each of quick) room.forget(each);
      expect(pass(1000, 0)).toBe(true);
    });

    it('waits for them when all come from one address', () => {
      const clock = testClock();
      const room = congestion(clock, 0, 0);
      enterRoom(room, [...readers(20, 251, 'one'), ...readers(10, 0, 'one')]);
      for (let i = 0; i < 1000; i++) {
        room.evaluate();
        expect(room.isCongested).toBe(true);
        clock.advance(1000);
      }
    });

    it('does not count the time in which the process was suspended', () => {
      const clock = testClock();
      const room = congestion(clock, 0, 0);
      enterRoom(room, [...readers(1, 251, 'one'), ...readers(1, 251, 'two'), ...readers(1, 0, 'three')]);
      room.evaluate();
      clock.advance(600_000);
      room.evaluate();
      expect(room.isCongested).toBe(true);
    });

    it('does not wait for one of them that is late', () => {
      const clock = testClock();
      const room = congestion(clock, 0, 0);
      const one = reader(501, 0, 'one');
      enterRoom(room, [one, ...readers(9, 0, 'other')]);
      let held = 0;
      for (let ms = 0; ms < 100_000; ms += 100) {
        room.evaluate();
        if (room.isCongested) held += 100;
        clock.advance(100);
      }
      expect(held).toBeGreaterThan(5000);
      expect(held).toBeLessThan(11_000);
    });
  });
});
