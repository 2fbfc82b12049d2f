import { Observable, type OperatorFunction } from 'rxjs';
import type { Clock } from '../contracts/clock';
import { BatchTiming } from './batch-timing';

/** The options of `bufferTurn`. */
export interface BufferTurnOptions<T> {
  /** The clock that ends the turns. */
  readonly clock: Clock;
  /** Whether a value may wait, if no other is urgent, while the consumer is busy. It must not throw. */
  readonly isDeferrable: (value: T) => boolean;
  /** The cost of the last batch, where it is measured elsewhere. @default the time that `next` takes */
  readonly timing?: BatchTiming;
}

/** A batch of nothing but waiting values waits so many times what the last batch cost ... */
const WAIT_FACTOR = 3;
/** ... and no longer than this, in ms. */
const MAX_WAIT_MS = 50;

/**
 * Buffers the values that arrive during one pass of the event loop, and emits them as one array.
 *
 * The first value of a pass schedules the batch for its end, after all I/O callbacks. Values posted while a batch is
 * consumed make the next one. A batch in which every value `isDeferrable` is held back for three times what the last
 * batch took to consume, 50 ms at most. Without it n joins would make n whole fan-outs, since libuv accepts one
 * connection per pass. Any other value goes at once and takes the waiting ones along.
 *
 * When the source completes, the buffer is emitted first. When it errors, the buffer is lost.
 *
 * @example
 * line$.pipe(bufferTurn({ clock: systemClock, isDeferrable: () => false })).subscribe((lines) => write(lines));
 */
export const bufferTurn =
  <T>({ clock, isDeferrable, timing: given }: BufferTurnOptions<T>): OperatorFunction<T, readonly T[]> =>
  (source$) =>
    new Observable((subscriber) => {
      let batch: T[] = [];
      let urgent = false;
      const pace = given ?? new BatchTiming(clock);
      let cancel: (() => void) | undefined;

      const flush = () => {
        cancel?.();
        cancel = undefined;
        const values = batch;
        if (values.length === 0) return;
        batch = [];
        urgent = false;
        if (given) subscriber.next(values);
        else pace.measure(() => subscriber.next(values));
      };
      const endOfPass = () => {
        const rest = urgent
          ? 0
          : pace.doneAt + Math.min(WAIT_FACTOR * pace.cost, MAX_WAIT_MS) - clock.elapsed();
        if (rest > 0) cancel = clock.setTimeout(flush, rest);
        else flush();
      };
      const schedule = () => {
        cancel?.();
        cancel = clock.setImmediate(endOfPass);
      };

      const subscription = source$.subscribe({
        next: (value) => {
          batch.push(value);
          const hurry = !urgent && !isDeferrable(value);
          if (hurry) urgent = true;
          if (hurry || batch.length === 1) schedule();
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          flush();
          subscriber.complete();
        },
      });
      return () => {
        cancel?.();
        subscription.unsubscribe();
      };
    });
