import {
  applyTurn,
  emptyChat,
  type ChatState,
  type JournalItem,
  type ClientCommand,
} from '../../../src/chat';
import { clockJumpRecord, logRecord, sequenceItems, WallClock } from '../../../src/stream';
import { posts } from '../../helpers/apply-commands';

const { say } = posts;
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const YEARS = 3650 * DAY;
const T0 = Date.UTC(2026, 0, 1);

/** A machine: time passes, its wall clock is set, and its server is started again. */
const machine = () => {
  let [passed, off] = [0, 0];
  let state: ChatState = emptyChat;
  let order: (posts: readonly ClientCommand[]) => readonly JournalItem[];
  let clock: WallClock;
  const now = () => T0 + passed + off;
  const start = (accept = false) => {
    const since = passed;
    clock = new WallClock({ now, elapsed: () => passed - since, from: state, accept });
    order = sequenceItems(clock, state.seq);
  };
  start();
  return {
    start,
    pass: (ms: number) => (passed += ms),
    set: (ms: number) => (off += ms),
    /** Something is said: how many entries that made, and what an operator is told. */
    say: () => {
      const before = state.clock;
      const items = order([say('a', 'hi')]);
      state = applyTurn(state, items).state;
      return { entries: items.length, line: clockJumpRecord(before, state.clock) };
    },
    get state() {
      return state;
    },
    get time() {
      return clock.time - T0;
    },
    get certain() {
      return clock.certain - T0;
    },
    /** The log's own clock as it is folded. */
    get folded() {
      return state.clock.time - T0;
    },
    get date() {
      return state.at - T0;
    },
  };
};

describe('WallClock', () => {
  it('follows the wall clock, and makes no entry while NTP slews it', () => {
    const it = machine();
    for (let count = 0; count < 5; count++) {
      expect(it.say()).toEqual({ entries: 1, line: undefined });
      it.pass(MINUTE);
      it.set(count % 2 ? 400 : -400);
    }
    expect(Math.abs(it.folded - 4 * MINUTE)).toBeLessThan(SECOND);
  });

  it('ignores a jump of years that lasts a moment, and reports it twice', () => {
    const it = machine();
    it.say();
    it.pass(SECOND);
    it.set(YEARS);
    expect(it.say()).toEqual({
      entries: 2,
      line: logRecord('clock-set', { ms: YEARS }, 'the wall clock was set forward by 3650d'),
    });
    expect([it.date, it.folded]).toEqual([YEARS + SECOND, SECOND]);
    it.pass(SECOND);
    expect(it.say().entries).toBe(1);
    it.set(-YEARS);
    expect(it.say()).toEqual({
      entries: 2,
      line: logRecord('clock-set', { ms: -YEARS }, 'the wall clock was set back by 3650d'),
    });
    it.pass(SECOND);
    expect(it.say().entries).toBe(1);
    expect([it.date, it.folded, it.state.clock.skew]).toEqual([3 * SECOND, 3 * SECOND, 0]);
  });

  it('continues after a restart by the wall clock', () => {
    const it = machine();
    it.say();
    it.pass(5 * MINUTE);
    it.start();
    expect(it.say()).toEqual({ entries: 1, line: undefined });
    expect(it.folded).toBe(5 * MINUTE);
  });

  it('continues after a restart from its last time when the wall clock is before the newest entry', () => {
    const it = machine();
    it.set(YEARS);
    it.say();
    it.set(-YEARS);
    it.pass(MINUTE);
    it.start(true);
    expect(it.say().line?.message).toBe('the wall clock was set back by 3649d 23h');
    const before = it.folded;
    it.pass(MINUTE);
    it.say();
    expect([it.date, it.folded - before]).toEqual([2 * MINUTE, MINUTE]);
  });

  it('accepts a long silence before a start once the clock has run for an hour without being set', () => {
    const it = machine();
    it.say();
    it.pass(60 * DAY);
    it.start();
    const { entries, line } = it.say();
    expect([entries, line?.level]).toEqual([2, 'info']);
    expect(line?.message).toMatch(/^nothing is kept of the last 60d: /);
    expect([it.date, it.folded, it.certain]).toEqual([60 * DAY, 60 * DAY, 0]);
    it.pass(HOUR - 1);
    expect(it.say().entries).toBe(1);
    it.pass(1);
    expect(it.say()).toEqual({ entries: 2, line: undefined });
    expect([it.folded, it.certain, it.state.clock.doubt]).toEqual([60 * DAY + HOUR, 60 * DAY + HOUR, 0]);
  });

  it('accepts it at once when asked to', () => {
    const it = machine();
    it.say();
    it.pass(60 * DAY);
    it.start(true);
    expect(it.say()).toEqual({ entries: 1, line: undefined });
    expect([it.folded, it.certain]).toEqual([60 * DAY, 60 * DAY]);
  });

  it('does not accept a silence that the wall clock takes back within the hour', () => {
    const it = machine();
    it.say();
    it.pass(MINUTE);
    it.set(YEARS);
    it.start();
    it.say();
    it.pass(MINUTE);
    expect(it.certain).toBe(MINUTE);
    it.set(-YEARS);
    expect(it.say().line?.message).toBe('the wall clock was set back by 3650d');
    expect([it.date, it.certain - YEARS]).toEqual([2 * MINUTE, MINUTE]);
    it.pass(2 * HOUR);
    it.say();
    expect(it.state.clock).toMatchObject({ skew: -YEARS, doubt: 0 });
  });

  it('remembers over a restart what it has not accepted yet', () => {
    const it = machine();
    it.say();
    it.pass(2 * DAY);
    it.start();
    it.say();
    it.pass(MINUTE);
    it.start();
    expect(it.say().entries).toBe(1);
    expect([it.folded, it.certain]).toEqual([2 * DAY + MINUTE, MINUTE]);
    it.pass(HOUR);
    it.say();
    expect([it.folded - it.certain, it.state.clock.doubt]).toEqual([0, 0]);
  });

  it('has its time before any command is ordered', () => {
    const it = machine();
    it.pass(MINUTE);
    expect(it.time).toBe(MINUTE);
  });
});
