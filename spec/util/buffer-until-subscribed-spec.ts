import { Subject } from 'rxjs';
import { bufferUntilSubscribed } from '../../src/util/buffer-until-subscribed';

describe('bufferUntilSubscribed', () => {
  const source$ = new Subject<number>();
  const heard = (from$: ReturnType<typeof bufferUntilSubscribed<number>>): readonly number[] => {
    const values: number[] = [];
    from$.subscribe((value) => values.push(value));
    return values;
  };

  it('replays the last early value to the first subscriber, and later values to all', () => {
    const late$ = bufferUntilSubscribed(source$, 2);
    for (const value of [1, 2, 3]) source$.next(value);
    const first = heard(late$);
    expect(first).toEqual([2, 3]);
    source$.next(4);
    const second = heard(late$);
    source$.next(5);
    expect(first).toEqual([2, 3, 4, 5]);
    expect(second).toEqual([5]);
  });
});
