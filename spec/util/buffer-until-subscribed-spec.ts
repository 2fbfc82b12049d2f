import { Subject } from 'rxjs';
import { bufferUntilSubscribed } from '../../src/util/buffer-until-subscribed';

describe('keepEarly', () => {
  const source$ = new Subject<number>();
  const heard = (from$: ReturnType<typeof bufferUntilSubscribed<number>>): readonly number[] => {
    const values: number[] = [];
    from$.subscribe((value) => values.push(value));
    return values;
  };

  it('tells the first who listens what came before, the last of it, and others what comes', () => {
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
