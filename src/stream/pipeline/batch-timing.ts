import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { Clock } from '../contracts/clock';

/** What the last batch took to consume, and when that was done. Behind a durable journal that is later than it was handed on. */
export class BatchTiming {
  readonly #clock: Clock;
  cost = 0;
  doneAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  measure(consume: () => void): void {
    const before = this.#clock.elapsed();
    consume();
    this.doneAt = this.#clock.elapsed();
    this.cost = this.doneAt - before;
  }
}

/** Measures what everything behind it takes for each value, and tells. */
export const measureDownstream =
  <T>(pace: BatchTiming, tell?: (value: T, ms: number) => void): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable((subscriber) =>
      source$.subscribe({
        next: (value) => {
          pace.measure(() => subscriber.next(value));
          tell?.(value, pace.cost);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
