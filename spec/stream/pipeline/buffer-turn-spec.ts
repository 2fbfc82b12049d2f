import { merge, Subject, tap, VirtualAction, VirtualTimeScheduler } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { bufferTurn } from '../../../src/stream';
import { marbleClock, type MarbleClock } from '../../helpers/marble-clock';

/** Talk, in capitals, never waits; presence, in small letters, may. */
const mayWait = (value: string): boolean => value === value.toLowerCase();

const marbles = (work: (helpers: RunHelpers, clock: MarbleClock) => void): void => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => work(helpers, marbleClock(scheduler)));
};

describe('bufferTurn', () => {
  it('buffers all values of one pass of the event loop into one batch', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }, clock) => {
      const value$ = hot('       -(aBc)--D--|');
      const expected = '         -x------y--|';
      const subscription = '     ^----------!';

      expectObservable(value$.pipe(bufferTurn({ clock, isDeferrable: mayWait }))).toBe(expected, {
        x: ['a', 'B', 'c'],
        y: ['D'],
      });
      expectSubscriptions(value$.subscriptions).toBe(subscription);
    });
  });

  it('emits values posted during a batch in the next one', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const echo$ = new Subject<string>();
      const value$ = hot('-A---|');
      const expected = '  -(xy)-';
      const batch$ = merge(value$, echo$).pipe(bufferTurn({ clock, isDeferrable: mayWait }));

      const echoed$ = batch$.pipe(
        tap(([value]) => value === 'A' && ['B', 'C'].forEach((b) => echo$.next(b))),
      );
      expectObservable(echoed$).toBe(expected, { x: ['A'], y: ['B', 'C'] });
    });
  });

  it('delays deferrable values for three times the cost of the last batch', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('  -A-b----c-------|');
      const expected = '    -x-----------y--|';

      const batch$ = value$.pipe(
        bufferTurn({ clock, isDeferrable: mayWait }),
        tap(() => clock.spend(4)),
      );
      expectObservable(batch$).toBe(expected, { x: ['A'], y: ['b', 'c'] });
    });
  });

  it('delays them for 50 ms at most', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('  -A-b 60ms      |');
      const expected = '    -x 49ms y 12ms |';

      const batch$ = value$.pipe(
        bufferTurn({ clock, isDeferrable: mayWait }),
        tap(() => clock.spend(1000)),
      );
      expectObservable(batch$).toBe(expected, { x: ['A'], y: ['b'] });
    });
  });

  it('delays nothing for an idle consumer', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('  -a--------------b-|');
      const expected = '    -x--------------y-|';

      const batch$ = value$.pipe(
        bufferTurn({ clock, isDeferrable: mayWait }),
        tap(() => clock.spend(4)),
      );
      expectObservable(batch$).toBe(expected, { x: ['a'], y: ['b'] });
    });
  });

  it('emits an urgent value at once, with all waiting ones', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('  -A-b-(cDe)-------|');
      const expected = '    -x---y-----------|';

      const batch$ = value$.pipe(
        bufferTurn({ clock, isDeferrable: mayWait }),
        tap(() => clock.spend(4)),
      );
      expectObservable(batch$).toBe(expected, { x: ['A'], y: ['b', 'c', 'D', 'e'] });
    });
  });

  it('flushes all buffered values when the source completes', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('  -A-b-(c|)');
      const expected = '    -x---(y|)';

      const batch$ = value$.pipe(
        bufferTurn({ clock, isDeferrable: mayWait }),
        tap(() => clock.spend(4)),
      );
      expectObservable(batch$).toBe(expected, { x: ['A'], y: ['b', 'c'] });
    });
  });

  it('passes an error on', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }, clock) => {
      const value$ = hot('  -A--#');
      const expected = '    -x--#';
      const subscription = '^---!';

      expectObservable(value$.pipe(bufferTurn({ clock, isDeferrable: mayWait }))).toBe(expected, {
        x: ['A'],
      });
      expectSubscriptions(value$.subscriptions).toBe(subscription);
    });
  });

  it('unsubscribes from the source when unsubscribed', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }, clock) => {
      const value$ = hot('  -A-(BC)');
      const unsubscribed = '^--!';
      const expected = '    -x--';

      const batch$ = value$.pipe(bufferTurn({ clock, isDeferrable: mayWait }));
      expectObservable(batch$, unsubscribed).toBe(expected, { x: ['A'] });
      expectSubscriptions(value$.subscriptions).toBe(unsubscribed);
    });
  });

  it.each([
    { what: 'the end of the pass', cost: 10, passed: false },
    { what: 'the end of the wait', cost: 10, passed: true },
  ])('cancels $what when unsubscribed', ({ cost, passed }) => {
    const scheduler = new VirtualTimeScheduler(VirtualAction, cost);
    const clock = marbleClock(scheduler);
    const value$ = new Subject<string>();
    const batches: (readonly string[])[] = [];
    const subscription = value$.pipe(bufferTurn({ clock, isDeferrable: mayWait })).subscribe((batch) => {
      batches.push(batch);
      clock.spend(cost);
    });

    value$.next('A');
    scheduler.flush();
    value$.next('b');
    if (passed) scheduler.flush();
    expect(clock.pending).toBe(1);
    subscription.unsubscribe();
    expect(clock.pending).toBe(0);
    scheduler.maxFrames = Infinity;
    scheduler.flush();
    expect(batches).toEqual([['A']]);
  });

  it('keeps separate state for each subscriber', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const value$ = hot('  -(AB)--C--|');
      const batch$ = value$.pipe(bufferTurn({ clock, isDeferrable: mayWait }));

      expectObservable(batch$).toBe('-x-----y--|', { x: ['A', 'B'], y: ['C'] });
      expectObservable(batch$, '----^').toBe('-------y--|', { y: ['C'] });
    });
  });
});
