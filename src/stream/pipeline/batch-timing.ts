import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { Clock } from '../contracts/clock';

/** Measures how long the consumer of a batch takes. Behind a durable journal that is later than the batch was emitted. */
export class BatchTiming {
  readonly #clock: Clock;
  /** How long the last batch took, in ms. */
  cost = 0;
  /** When the last batch was done, by `Clock.elapsed`. */
  doneAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Measures one batch. */
  measure(consume: () => void): void {
    const before = this.#clock.elapsed();
    consume();
    this.doneAt = this.#clock.elapsed();
    this.cost = this.doneAt - before;
  }
}

/** Measures and reports the downstream duration of each value. */
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
