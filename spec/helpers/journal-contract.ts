import { firstValueFrom, of, share, Subject, throwError, toArray } from 'rxjs';
import { isEntry, isQuestion, type Item, type Post } from '../../src/chat';
import type { Journal } from '../../src/stream';
import { posts, tagged } from './fold';

/** A journal on a clock that the contract turns, and what is left to clean up after it. */
export interface JournalSetup {
  readonly journal: Journal;
  readonly close?: () => Promise<void>;
}

const { enter, say, who, part, leave } = posts;

const batches: readonly (readonly Post[])[] = [
  [enter('a', 'ann'), who('a'), tagged('x', say('a', '1'))],
  [part('b'), tagged('y', who('a'))],
  [],
  [say('a', '2')],
  [leave('a')],
];

const contents = ({ client, command }: Item | Post) => ({ client, command });

/**
 * What every journal must do, numbered as in its type. `open` makes one that has kept nothing yet; `now` is what it is
 * to take for the wall clock.
 */
export const describeJournal = (
  name: string,
  open: (now: () => number) => JournalSetup | Promise<JournalSetup>,
): void => {
  describe(`${name}, as a journal`, () => {
    let now = 0;
    let setup: JournalSetup;
    beforeEach(async () => {
      now = 1000;
      setup = await open(() => now);
    });
    afterEach(() => setup.close?.());

    const run = (list: readonly (readonly Post[])[]): Promise<readonly (readonly Item[])[]> =>
      firstValueFrom(of(...list).pipe(setup.journal, toArray()));

    it('1. numbers the orders one by one, over all batches', async () => {
      const entries = (await run(batches)).flat().filter(isEntry);
      const first = entries[0]?.seq ?? NaN;
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => first + index));
      expect(entries).toHaveLength(4);
    });

    it('1. dates what it hands on by the clock, and never before the last one', async () => {
      const post$ = new Subject<readonly Post[]>();
      const batch$ = post$.pipe(setup.journal, share());
      const ats: number[] = [];
      const subscription = batch$.subscribe((batch) => ats.push(...batch.map(({ at }) => at)));
      for (const [time, post] of [
        [1000, say('a', 'hi')],
        [3000, say('a', 'hi')],
        [2000, say('a', 'hi')],
        [2500, who('a')],
        [3001, who('a')],
        [3000, say('a', 'hi')],
      ] as const) {
        now = time;
        const ordered = firstValueFrom(batch$);
        post$.next([post]);
        await ordered;
      }
      subscription.unsubscribe();
      expect(ats).toEqual([1000, 3000, 3000, 3000, 3001, 3001]);
    });

    it('2. keeps everything in its place, and as it is', async () => {
      const ordered = await run(batches);
      expect(ordered.flat().map(contents)).toEqual(batches.flat().map(contents));
      expect(ordered.flat().map(isEntry)).toEqual(batches.flat().map(({ command }) => !isQuestion(command)));
    });

    it('keeps a batch together', async () => {
      const sizes = (await run(batches)).map(({ length }) => length).filter((length) => length > 0);
      expect(sizes).toEqual([3, 2, 1, 1]);
    });

    it('errs with its source', async () => {
      const failing$ = throwError(() => new Error('gone'));
      await expect(firstValueFrom(failing$.pipe(setup.journal))).rejects.toThrow('gone');
    });

    it('lets go of its source when it is let go of', () => {
      const post$ = new Subject<readonly Post[]>();
      const subscription = post$.pipe(setup.journal).subscribe();
      expect(post$.observed).toBe(true);
      subscription.unsubscribe();
      expect(post$.observed).toBe(false);
    });
  });
};
