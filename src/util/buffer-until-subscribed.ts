import { concat, defer, from, type Observable } from 'rxjs';

/** Keeps what comes before anybody subscribes, the last `most` of it, for the first who does. */
export const bufferUntilSubscribed = <T>(source$: Observable<T>, most: number): Observable<T> => {
  const kept: T[] = [];
  const keeping = source$.subscribe((value) => {
    kept.push(value);
    if (kept.length > most) kept.shift();
  });
  return defer(() => {
    keeping.unsubscribe();
    return concat(from(kept.splice(0)), source$);
  });
};
