import { firstValueFrom, map, of, Subject, throwError, toArray } from 'rxjs';
import {
  applyTurn,
  emptyChat,
  isEntry,
  isReadCommand,
  type JournalItem,
  type ClientCommand,
} from '../../src/chat';
import type { Journal } from '../../src/stream';
import { feed, type FedJournal } from './manual-journal';
import { posts, tagged } from './apply-commands';

/** The wall clock, which may be set, and one that only measures. */
export interface Clocks {
  readonly now: () => number;
  readonly elapsed: () => number;
}

/** A journal on a clock that the contract turns, and what is left to clean up after it. */
export interface JournalSetup {
  readonly journal: Journal;
  readonly close?: () => Promise<void>;
}

/** Where a journal keeps: what it writes can be held up, and made to fail. */
export interface Disk {
  /** From here on, no write begins before it is let go. */
  hold(): void;
  /** Lets the oldest write that is held go on; with an error, it fails with that. Resolves once there is one. */
  letGo(error?: Error): Promise<void>;
}

const { enter, say, who, part, leave } = posts;

const batches: readonly (readonly ClientCommand[])[] = [
  [enter('a', 'ann'), who('a'), tagged('x', say('a', '1'))],
  [part('b'), tagged('y', who('a'))],
  [],
  [say('a', '2')],
  [leave('a')],
];

const contents = ({ client, command }: JournalItem | ClientCommand) => ({ client, command });

/**
 * What every journal must do, numbered as in its type. `open` makes one that has kept nothing yet, on clocks that the
 * contract turns. One that keeps gives its `disk` too.
 */
export const describeJournal = (
  name: string,
  open: (clock: Clocks) => JournalSetup | Promise<JournalSetup>,
  disk?: Disk,
): void => {
  describe(`${name}, as a journal`, () => {
    let now = 0;
    let elapsed = 0;
    let setup: JournalSetup;
    beforeEach(async () => {
      [now, elapsed] = [1000, 0];
      setup = await open({ now: () => now, elapsed: () => elapsed });
    });
    afterEach(() => setup.close?.());

    const run = (list: readonly (readonly ClientCommand[])[]): Promise<readonly (readonly JournalItem[])[]> =>
      firstValueFrom(
        of(...list).pipe(
          setup.journal,
          map(({ items }) => items),
          toArray(),
        ),
      );

    it('1. numbers the orders one by one, over all batches', async () => {
      const entries = (await run(batches)).flat().filter(isEntry);
      const first = entries[0]?.seq ?? NaN;
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => first + index));
      expect(entries).toHaveLength(4);
    });

    it('1. dates what it hands on by the wall clock, whatever that says', async () => {
      const fed = feed(setup.journal);
      for (const [time, post] of [
        [1000, say('a', 'hi')],
        [1900, say('a', 'hi')],
        [1800, say('a', 'hi')],
        [1850, who('a')],
      ] as const) {
        [now, elapsed] = [time, 900];
        await fed.send(post);
      }
      fed.unsubscribe();
      expect(fed.batches.flat().map(({ at }) => at)).toEqual([1000, 1900, 1800, 1850]);
    });

    it('1. tells the log, before what comes, by how much the wall clock was set, so that durations do not follow', async () => {
      const fed = feed(setup.journal);
      await fed.send(say('a', 'right'));
      [now, elapsed] = [1_000_000, 10];
      await fed.send(say('a', 'ahead'));
      await fed.send(say('a', 'still'));
      [now, elapsed] = [1020, 20];
      await fed.send(who('a'), say('a', 'right again'));
      fed.unsubscribe();
      const list = fed.batches.flat();
      expect(list.map(({ at, command }) => [at, command.kind === 'say' ? command.text : command])).toEqual([
        [1000, 'right'],
        [1_000_000, { kind: 'clock', skew: 998_990, doubt: 0 }],
        [1_000_000, 'ahead'],
        [1_000_000, 'still'],
        [1020, { kind: 'clock', skew: 0, doubt: 0 }],
        [1020, { kind: 'who' }],
        [1020, 'right again'],
      ]);
      expect(list.filter(isEntry).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(applyTurn(emptyChat, list).state.clock).toEqual({
        time: 1020,
        skew: 0,
        doubt: 0,
        latest: 1_000_000,
      });
    });

    it('2. keeps everything in its place, and as it is', async () => {
      const ordered = await run(batches);
      expect(ordered.flat().map(contents)).toEqual(batches.flat().map(contents));
      expect(ordered.flat().map(isEntry)).toEqual(
        batches.flat().map(({ command }) => !isReadCommand(command)),
      );
    });

    it('tears no batch apart: it may only make one of several', async () => {
      const sizes = (await run(batches)).map(({ length }) => length);
      const ends = (list: readonly number[]) => list.map((_, index) => sum(list.slice(0, index + 1)));
      const given = ends(batches.map(({ length }) => length));
      expect(given).toEqual(expect.arrayContaining(ends(sizes)));
      expect(sum(sizes)).toBe(7);
    });

    it('takes a batch of a hundred thousand and more', async () => {
      const many = Array.from({ length: 150_000 }, () => who('a'));
      expect((await run([[say('a', '1')], many])).flat()).toHaveLength(150_001);
    });

    it('passes the error of its source on', async () => {
      const failing$ = throwError(() => new Error('gone'));
      await expect(firstValueFrom(failing$.pipe(setup.journal))).rejects.toThrow('gone');
    });

    it('unsubscribes from its source when unsubscribed', () => {
      const post$ = new Subject<readonly ClientCommand[]>();
      const subscription = post$.pipe(setup.journal).subscribe();
      expect(post$.observed).toBe(true);
      subscription.unsubscribe();
      expect(post$.observed).toBe(false);
    });

    if (disk) describeKeeping(() => setup.journal, disk);
  });
};

const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0);

const describeKeeping = (open: () => Journal, disk: Disk): void => {
  let fed: FedJournal;
  beforeEach(() => {
    fed = feed(open());
  });
  afterEach(() => fed.unsubscribe());

  const said = () =>
    fed.batches.map((batch) => batch.map(({ command }) => (command.kind === 'say' ? command.text : '?')));

  it('3. emits nothing before it is kept', async () => {
    disk.hold();
    fed.post(say('a', '1'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(said()).toEqual([]);
    await disk.letGo();
    await fed.emitted(1);
    expect(said()).toEqual([['1']]);
  });

  it('3. lets no question pass an order that is not kept yet', async () => {
    disk.hold();
    fed.post(say('a', '1'));
    fed.post(who('a'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(said()).toEqual([]);
    await disk.letGo();
    await fed.emitted(2);
    expect(said()).toEqual([['1'], ['?']]);
  });

  it('makes one batch of those that come while it writes', async () => {
    disk.hold();
    fed.post(say('a', '1'));
    for (const text of ['2', '3', '4']) fed.post(say('a', text));
    await disk.letGo();
    await fed.emitted(1);
    expect(said()).toEqual([['1']]);
    await disk.letGo();
    await fed.emitted(4);
    expect(said()).toEqual([['1'], ['2', '3', '4']]);
  });

  it('4. errs when it can not keep, and emits nothing after', async () => {
    await fed.send(say('a', '1'));
    disk.hold();
    fed.post(say('a', '2'));
    fed.post(say('a', '3'));
    await disk.letGo(new Error('no disk'));
    expect((await fed.failed).message).toContain('no disk');
    fed.post(say('a', '4'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(said()).toEqual([['1']]);
  });
};
