import { delay, from, lastValueFrom, map, tap } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import {
  applyTurn,
  emptyChat,
  type ChatEvent,
  type JournalItem,
  type ClientCommand,
  type Turn,
} from '../../../src/chat';
import { contentOf, factsOf, separate } from '../../helpers/event-tables';
import { memoryJournal, pipeline, type Journal } from '../../../src/stream';
import { testClock } from '../../../src/testing';
import { items, plain, posts } from '../../helpers/apply-commands';
import { marbleClock, type MarbleClock } from '../../helpers/marble-clock';

const { enter, join, say, leave, part, who } = posts;

const marbles = (work: (helpers: RunHelpers, clock: MarbleClock) => void): void => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => work(helpers, marbleClock(scheduler)));
};

const journal = memoryJournal({ now: () => 0 });
const onError = (error: unknown): never => {
  throw error;
};

/** What a turn came to, in short: what was told, and who is in. */
const brief = ({ state, events }: Turn) =>
  `${separate(events)
    .map((outbound) => contentOf(outbound).kind)
    .join(' ')}; ${[...state.clients.keys()].join(' ')}`;

const values: Record<string, ClientCommand> = {
  a: enter('a', 'ann'),
  b: enter('b', 'bob'),
  s: say('a', 'hi'),
  w: who('b'),
  j: join('a', 'den'),
  l: leave('a'),
  p: part('c'),
};

describe('pipeline', () => {
  it('reduces list requests last in a turn, so that all who ask share one list', () => {
    marbles(({ hot, flush }, clock) => {
      const asked = {
        ...values,
        r: posts.rename('a', 'eve'),
        v: who('a'),
        t: posts.rename('b', 'rob'),
      };
      const lists: (ChatEvent | undefined)[][] = [];
      pipeline(hot('-(ab)--(rvtws)-|', asked), { clock, journal, onError }).subscribe(({ events }) =>
        lists.push(factsOf(events, 'members')),
      );
      flush();
      const [one, other] = lists[1] ?? [];
      expect(one).toBe(other);
      expect(one).toMatchObject({ members: [{ name: 'eve' }, { name: 'rob' }] });
    });
  });

  it('answers a client that asks for a list and leaves in the same turn, then lets it leave', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const asked = { ...values, v: who('a') };
      const turn$ = pipeline(hot('-(ab)--(vlw)-|', asked), { clock, journal, onError }).pipe(map(brief));
      expectObservable(turn$).toBe('-x-----y-----|', {
        x: 'joined entered joined entered; a b',
        y: 'members members ended left; b',
      });
    });
  });

  it('reduces each batch into a turn, on the state of the one before', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }, clock) => {
      const post$ = hot('   -(abs)---w--l-|', values);
      const expected = '    -x-------y--z-|';
      const subscription = '^-------------!';

      const turn$ = pipeline(post$, { clock, journal, onError }).pipe(map(brief));
      expectObservable(turn$).toBe(expected, {
        x: 'joined entered joined entered said; a b',
        y: 'members; a b',
        z: 'ended left; b',
      });
      expectSubscriptions(post$.subscriptions).toBe(subscription);
    });
  });

  it('defers presence while the server is busy, but not messages', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const post$ = hot('-a-b-s---l---------|', values);
      const expected = ' -x---y-----------z-|';

      const turn$ = pipeline(post$, { clock, journal, onError }).pipe(
        map(brief),
        tap(() => clock.spend(4)),
      );
      expectObservable(turn$).toBe(expected, {
        x: 'joined entered; a',
        y: 'joined entered said; a b',
        z: 'ended left; b',
      });
    });
  });

  it('treats a move to another room, and a leave without an enter, as presence', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const post$ = hot('-a-j-p----------|', values);
      const expected = ' -x-----------y--|';

      const turn$ = pipeline(post$, { clock, journal, onError }).pipe(
        map(brief),
        tap(() => clock.spend(4)),
      );
      expectObservable(turn$).toBe(expected, {
        x: 'joined entered; a',
        y: 'joined entered left ended; a',
      });
    });
  });

  it('emits no turn before its journal does', () => {
    marbles(({ hot, expectObservable }, clock) => {
      const post$ = hot('-a----|', values);
      const expected = ' ---x--|';

      const slow: Journal = (batch$) => journal(batch$).pipe(delay(2));
      const turn$ = pipeline(post$, { clock, journal: slow, onError }).pipe(map(brief));
      expectObservable(turn$).toBe(expected, { x: 'joined entered; a' });
    });
  });

  it('uses the turn that its journal has applied, and reports its errors', async () => {
    const errors: unknown[] = [];
    const fault = new Error('one item was lost');
    const applied = applyTurn(emptyChat, items([enter('z', 'zoe')]));
    const ahead: Journal = (batch$) =>
      journal(batch$).pipe(map((batch) => ({ ...batch, turn: applied, errors: [fault] })));
    const turn = await lastValueFrom(
      pipeline(from([enter('a', 'ann')]), {
        clock: testClock(),
        journal: ahead,
        onError: (error) => errors.push(error),
      }),
    );
    expect(turn).toBe(applied);
    expect(errors).toEqual([fault]);
  });

  it('unsubscribes from its source when unsubscribed', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }, clock) => {
      const post$ = hot('   -a--(bs)', values);
      const expected = '    -x--    ';
      const subscription = '^--!    ';

      const turn$ = pipeline(post$, { clock, journal, onError }).pipe(map(brief));
      expectObservable(turn$, subscription).toBe(expected, { x: 'joined entered; a' });
      expectSubscriptions(post$.subscriptions).toBe(subscription);
    });
  });

  it.each([
    ['alone', [say('a', 'BAD')]],
    ['first', [say('a', 'BAD'), enter('a', 'ann'), say('a', '1')]],
    ['among others', [enter('a', 'ann'), say('a', '1'), say('a', 'BAD'), say('a', '2'), enter('b', 'bob')]],
    ['last', [enter('a', 'ann'), say('a', '1'), say('a', 'BAD')]],
  ])(
    'reports an item that cannot be reduced, %s, and reduces the others as if it were not there',
    async (_, list) => {
      const errors: unknown[] = [];
      const fault = new Error('a reducer that is not total');
      const good: JournalItem[] = [];
      const spoil = (item: JournalItem): JournalItem => {
        if (item.command.kind !== 'say' || item.command.text !== 'BAD') return (good.push(item), item);
        return Object.defineProperty({ ...item }, 'command', {
          get: () => {
            throw fault;
          },
        });
      };
      const spoilt: Journal = (batch$) =>
        journal(batch$).pipe(map(({ items }) => ({ items: items.map(spoil) })));

      const turn = await lastValueFrom(
        pipeline(from(list), { clock: testClock(), journal: spoilt, onError: (error) => errors.push(error) }),
      );
      const expected = applyTurn(emptyChat, good);
      expect(errors).toEqual([fault]);
      expect(turn.items).toHaveLength(list.length);
      expect(plain(turn.state)).toEqual(plain(expected.state));
      expect(plain(turn.events)).toEqual(plain(expected.events));
    },
  );
});
