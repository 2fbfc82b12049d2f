import fc from 'fast-check';
import {
  lastBefore,
  emptyHistory,
  isEmpty,
  lastWithinBytes,
  slice,
  indexOfSeq,
  append,
  removeMatching,
  type HistoryWindow,
  type Message,
} from '../../../src/chat';
import { deepFreeze } from '../../helpers/deep-freeze';
import { remembered } from '../../helpers/apply-commands';

const message = (seq: number): Message => ({
  kind: 'said',
  seq,
  at: seq,
  client: 'a',
  from: 'ann',
  room: 'lobby',
  text: 'hi',
});

const grow = (history: HistoryWindow, seqs: readonly number[], cap: number): HistoryWindow =>
  seqs.reduce((window, seq) => append(window, message(seq), cap), history);

const seqsOf = (history: HistoryWindow) => remembered(history).map(({ seq }) => seq);

const MANY = [1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('append', () => {
  it.each([
    { cap: 0, said: [1, 2], kept: [], lost: 2 },
    { cap: 1, said: [1, 2, 3], kept: [3], lost: 2 },
    { cap: 2, said: [1], kept: [1], lost: 0 },
    { cap: 2, said: [1, 4], kept: [1, 4], lost: 0 },
    { cap: 2, said: [1, 4, 6], kept: [4, 6], lost: 1 },
    { cap: 3, said: MANY, kept: [7, 8, 9], lost: 6 },
  ])('keeps $kept of $said messages at a cap of $cap, with up to $lost lost', ({ cap, said, kept, lost }) => {
    const history = grow(emptyHistory, said, cap);
    expect([seqsOf(history), history.lostSeq]).toEqual([kept, lost]);
  });

  it.each([
    { change: 'a lower cap', caps: [3, 1], kept: [4], lost: 3 },
    { change: 'a higher cap', caps: [1, 3], kept: [3, 4], lost: 2 },
    { change: 'no cap any more', caps: [3, 0], kept: [], lost: 4 },
    { change: 'a cap again', caps: [0, 2], kept: [4], lost: 3 },
  ])('applies $change from the next message on', ({ caps: [then = 0, now = 0], kept, lost }) => {
    const history = grow(grow(emptyHistory, [1, 2, 3], then), [4], now);
    expect([seqsOf(history), history.lostSeq]).toEqual([kept, lost]);
  });

  it('continues from what was lost before', () => {
    const history = append({ ...emptyHistory, lostSeq: 7 }, message(9), 3);
    expect([seqsOf(history), history.lostSeq]).toEqual([[9], 7]);
  });

  it('copies nothing to append one message', () => {
    const window = grow(emptyHistory, [1, 2], 4);
    expect(append(window, message(3), 4).messages).toBe(window.messages);
  });

  it('leaves the empty history and every older window unchanged', () => {
    const old = grow(emptyHistory, [1, 2], 2);
    grow(old, [3, 4, 5], 2);
    expect(emptyHistory).toEqual({ messages: [], from: 0, to: 0, lostSeq: 0 });
    expect(seqsOf(old)).toEqual([1, 2]);
  });

  it('gives two histories that continue from one window their own messages', () => {
    const shared = grow(emptyHistory, [1], 9);
    const [one, other] = [append(shared, message(2), 9), append(shared, message(3), 9)];
    expect([one, other, append(one, message(4), 9)].map(seqsOf)).toEqual([
      [1, 2],
      [1, 3],
      [1, 2, 4],
    ]);
  });

  it('is the last messages, from whichever window it continues, and holds at most twice the cap', () => {
    const steps = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), (picks, cap) => {
        const grown = [{ window: emptyHistory, model: [] as readonly number[] }];
        for (const [seq, pick] of picks.entries()) {
          // Mostly the newest window, at times an older one.
          const from = grown[pick % 3 === 0 ? pick % grown.length : grown.length - 1] ?? fail();
          const window = append(from.window, message(seq), cap);
          grown.push({ window, model: [...from.model, seq].slice(-cap) });
          expect(window.messages.length).toBeLessThanOrEqual(2 * cap);
        }
        for (const { window, model } of grown) expect(seqsOf(window)).toEqual(model);
      }),
    );
  });
});

/** The messages 11 to 15, in a window that neither begins nor ends with its array. */
const middle: HistoryWindow = {
  messages: [9, 10, 11, 12, 14, 15, 16].map(message),
  from: 2,
  to: 6,
  lostSeq: 10,
};

describe('isEmpty', () => {
  it.each([
    [emptyHistory, true],
    [grow(emptyHistory, [1], 0), true],
    [grow(emptyHistory, [1], 1), false],
    [{ ...middle, from: 6 }, true],
    [middle, false],
  ])('looks at the window, not at the messages behind it (%#)', (history, empty) => {
    expect(isEmpty(history)).toBe(empty);
  });
});

describe('indexOfSeq', () => {
  it.each([
    [-1, 2],
    [9, 2],
    [11, 2],
    [12, 3],
    [13, 4],
    [14, 4],
    [15, 5],
    [16, 6],
    [Infinity, 6],
  ])('of seq %d is %d, also where no message has that seq', (seq, place) => {
    expect(indexOfSeq(middle, seq)).toBe(place);
  });

  it('agrees with a search one by one', () => {
    const ascending = fc.uniqueArray(fc.nat(50), { maxLength: 20 }).map((seqs) => seqs.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.nat(51), fc.nat(20), fc.nat(20), (seqs, seq, one, other) => {
        const [from = 0, to = 0] = [one, other].map((n) => Math.min(n, seqs.length)).sort((a, b) => a - b);
        const found = seqs.slice(from, to).findIndex((each) => each >= seq);
        const history = { messages: seqs.map(message), from, to, lostSeq: 0 };
        expect(indexOfSeq(history, seq)).toBe(found < 0 ? to : from + found);
      }),
    );
  });
});

describe('lastBefore', () => {
  it.each([
    { seq: Infinity, limit: 9, seqs: [11, 12, 14, 15], lost: 10 },
    { seq: Infinity, limit: 4, seqs: [11, 12, 14, 15], lost: 10 },
    { seq: Infinity, limit: 3, seqs: [12, 14, 15], lost: 11 },
    { seq: 15, limit: 2, seqs: [12, 14], lost: 11 },
    { seq: 13, limit: 1, seqs: [12], lost: 11 },
    { seq: 11, limit: 9, seqs: [], lost: 10 },
    { seq: 3, limit: 9, seqs: [], lost: 10 },
    { seq: Infinity, limit: 0, seqs: [], lost: 15 },
  ])('returns $seqs as the last $limit before $seq, all later than $lost', ({ seq, limit, seqs, lost }) => {
    const part = lastBefore(deepFreeze(middle), seq, limit);
    expect([seqsOf(part), part.lostSeq]).toEqual([seqs, lost]);
  });

  it('copies no message', () => {
    expect(lastBefore(middle, 15, 1).messages).toBe(middle.messages);
  });
});

describe('slice', () => {
  it.each([
    { from: 2, to: 6, seqs: [11, 12, 14, 15], lost: 10 },
    { from: 3, to: 5, seqs: [12, 14], lost: 11 },
    { from: 6, to: 6, seqs: [], lost: 15 },
    { from: 2, to: 2, seqs: [], lost: 10 },
  ])('from $from to $to returns $seqs, with up to $lost lost', ({ from, to, seqs, lost }) => {
    const part = slice(middle, from, to);
    expect([seqsOf(part), part.lostSeq]).toEqual([seqs, lost]);
    expect(part.messages).toBe(middle.messages);
  });
});

describe('lastWithinBytes', () => {
  it.each([
    { most: 0, kept: [], lost: 9 },
    { most: 7, kept: [], lost: 9 },
    { most: 8, kept: [9], lost: 8 },
    { most: 15, kept: [8, 9], lost: 7 },
    { most: 1000, kept: [6, 7, 8, 9], lost: 5 },
  ])(
    'keeps $kept where each message has its seq less one in bytes, and the limit is $most',
    ({ most, kept, lost }) => {
      const history = grow(emptyHistory, MANY, 4);
      const last = lastWithinBytes(history, most, ({ seq }) => seq - 1);
      expect([seqsOf(last), last.lostSeq]).toEqual([kept, lost]);
    },
  );
});

describe('removeMatching', () => {
  const drop = (...seqs: number[]) => removeMatching(deepFreeze(middle), ({ seq }) => seqs.includes(seq));

  it.each([
    { what: 'one', seqs: [12], dropped: [12], kept: [11, 14, 15] },
    { what: 'the first and the last', seqs: [11, 15], dropped: [11, 15], kept: [12, 14] },
    { what: 'all', seqs: MANY.map((n) => n + 8), dropped: [11, 12, 14, 15], kept: [] },
    { what: 'only what is in the window', seqs: [10, 14, 16], dropped: [14], kept: [11, 12, 15] },
  ])('removes $what, and counts nothing as lost', ({ seqs, dropped, kept }) => {
    const result = drop(...seqs);
    expect(result.dropped.map(({ seq }) => seq)).toEqual(dropped);
    expect([seqsOf(result.history), result.history.lostSeq]).toEqual([kept, 10]);
    expect(seqsOf(middle)).toEqual([11, 12, 14, 15]);
  });

  it('returns the same history when nothing matches', () => {
    expect(drop(10, 13, 16)).toEqual({ dropped: [], history: middle });
    expect(drop(10, 13, 16).history).toBe(middle);
  });

  it('lets the history grow within the cap, beside others that continue from before', () => {
    const whole = grow(emptyHistory, [1, 2, 3], 4);
    const { history } = removeMatching(whole, ({ seq }) => seq === 2);
    expect([grow(history, [4, 5, 6], 4), grow(whole, [7], 4)].map(seqsOf)).toEqual([
      [3, 4, 5, 6],
      [1, 2, 3, 7],
    ]);
  });
});

const fail = (): never => {
  throw new Error('there is always a newest window');
};
