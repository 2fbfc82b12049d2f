import { concatMap, delay, of, tap } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { measureDownstream, BatchTiming } from '../../../src/stream/pipeline/batch-timing';
import { bufferTurn } from '../../../src/stream';
import { marbleClock, type MarbleClock } from '../../helpers/marble-clock';

const mayWait = (value: string): boolean => value === value.toLowerCase();

const marbles = (work: (helpers: RunHelpers, clock: MarbleClock) => void): void => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => work(helpers, marbleClock(scheduler)));
};

describe('BatchTiming', () => {
  it('holds the duration and the end of the last batch', () => {
    marbles((_, clock) => {
      const pace = new BatchTiming(clock);
      expect([pace.cost, pace.doneAt]).toEqual([0, -Infinity]);
      pace.measure(() => clock.spend(7));
      pace.measure(() => clock.spend(3));
      expect([pace.cost, pace.doneAt]).toEqual([3, 10]);
    });
  });
});

describe('measureDownstream', () => {
  it('measures the downstream time of each value, and passes all values on', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }, clock) => {
      const pace = new BatchTiming(clock);
      const costs: number[] = [];
      const value$ = hot('     -a--b--|');
      const expected = '       -a--b--|';
      const subscription = '   ^------!';

      const behind$ = value$.pipe(
        tap(() => costs.push(pace.cost)),
        measureDownstream(pace),
        tap((value) => clock.spend(value === 'a' ? 5 : 2)),
      );
      expectObservable(behind$).toBe(expected);
      expectSubscriptions(value$.subscriptions).toBe(subscription);
      flush();
      expect([costs, pace.cost]).toEqual([[0, 5], 2]);
    });
  });

  it('passes an error on, and unsubscribes', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }, clock) => {
      const failing$ = hot('-a--#');
      const open$ = hot('   -a--a--a');
      expectObservable(failing$.pipe(measureDownstream(new BatchTiming(clock)))).toBe('-a--#');
      expectObservable(open$.pipe(measureDownstream(new BatchTiming(clock))), '^----!').toBe('-a--a-');
      expectSubscriptions(failing$.subscriptions).toBe('^---!');
      expectSubscriptions(open$.subscriptions).toBe('^----!');
    });
  });
});

describe('bufferTurn before a slow journal', () => {
  /** Each batch is kept 3 ms after the one before it, and then takes its consumer `cost` ms. */
  const kept = (clock: MarbleClock, cost: number) => {
    const timing = new BatchTiming(clock);
    return [
      bufferTurn({ clock, isDeferrable: mayWait, timing }),
      concatMap((batch: readonly string[]) => of(batch).pipe(delay(3))),
      measureDownstream<readonly string[]>(timing),
      tap<readonly string[]>(() => clock.spend(cost)),
    ] as const;
  };

  it('adapts to the work behind the journal, not to the journal itself', () => {
    marbles(({ hot, expectObservable }, clock) => {
      // Done at 8, as the clock has it: presence waits for three times 4 ms from then on.
      const value$ = hot('-A---b----------------|');
      const expected = '  ----x--------------y--|';
      const [gather, keep, measure, consume] = kept(clock, 4);
      const batch$ = value$.pipe(gather, keep, measure, consume);
      expectObservable(batch$).toBe(expected, { x: ['A'], y: ['b'] });
    });
  });

  it('remembers the last duration when the next batch is handed to the journal', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('-A---Bc----------------|');
      const expected = '  ----x---y----------z---|';
      const [gather, keep, measure, consume] = kept(clock, 4);
      const batch$ = value$.pipe(gather, keep, measure, consume);
      expectObservable(batch$).toBe(expected, { x: ['A'], y: ['B'], z: ['c'] });
    });
  });

  it('delays nothing for an idle consumer, and no urgent value', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('-A---b---C---|');
      const expected = '  ----x---y---z|';
      const [gather, keep, measure, consume] = kept(clock, 0);
      const batch$ = value$.pipe(gather, keep, measure, consume);
      expectObservable(batch$).toBe(expected, { x: ['A'], y: ['b'], z: ['C'] });
    });
  });
});
