import { of, toArray, firstValueFrom } from 'rxjs';
import { memoryJournal } from '../../../src/stream';
import { posts } from '../../helpers/apply-commands';
import { describeJournal } from '../../helpers/journal-contract';

describeJournal('memoryJournal', (clock) => ({ journal: memoryJournal(clock) }));

describe('memoryJournal', () => {
  it('emits a batch synchronously, numbered from 1', async () => {
    const ordered$ = of([posts.say('a', '1'), posts.say('b', '2')]).pipe(memoryJournal({ now: () => 7 }));
    const items = [
      { seq: 1, at: 7, ...posts.say('a', '1') },
      { seq: 2, at: 7, ...posts.say('b', '2') },
    ];
    const expected = [{ items }];
    expect(await firstValueFrom(ordered$.pipe(toArray()))).toEqual(expected);
  });
});
