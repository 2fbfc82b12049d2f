import fc from 'fast-check';
import { emptyHistory, remember, type HistoryWindow } from '../../src/chat/history';
import type { Message } from '../../src/chat';
import { remembered } from '../helpers/fold';

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
  seqs.reduce((window, seq) => remember(window, message(seq), cap), history);

const seqsOf = (history: HistoryWindow) => remembered(history).map(({ seq }) => seq);

describe('remember', () => {
  it.each([
    { cap: 0, said: [1, 2], kept: [] },
    { cap: 1, said: [1, 2, 3], kept: [3] },
    { cap: 2, said: [1], kept: [1] },
    { cap: 2, said: [1, 2, 3], kept: [2, 3] },
    { cap: 3, said: [1, 2, 3, 4, 5, 6, 7, 8, 9], kept: [7, 8, 9] },
  ])('keeps $kept of $said at a cap of $cap', ({ cap, said, kept }) => {
    expect(seqsOf(grow(emptyHistory, said, cap))).toEqual(kept);
  });

  it.each([
    { change: 'a lower cap', caps: [3, 1], kept: [4] },
    { change: 'a higher cap', caps: [1, 3], kept: [3, 4] },
    { change: 'no cap any more', caps: [3, 0], kept: [] },
  ])('heeds $change from the next message on', ({ caps: [before = 0, after = 0], kept }) => {
    expect(seqsOf(grow(grow(emptyHistory, [1, 2, 3], before), [4], after))).toEqual(kept);
  });

  it('copies nothing for one message more', () => {
    const before = grow(emptyHistory, [1, 2], 4);
    expect(remember(before, message(3), 4).messages).toBe(before.messages);
  });

  it('leaves the empty history empty, and every older window as it was', () => {
    const old = grow(emptyHistory, [1, 2], 2);
    grow(old, [3, 4, 5], 2);
    expect(emptyHistory).toEqual({ messages: [], from: 0, to: 0 });
    expect(seqsOf(old)).toEqual([1, 2]);
  });

  it('gives each of two that go on from one window its own', () => {
    const shared = grow(emptyHistory, [1], 9);
    const [one, other] = [remember(shared, message(2), 9), remember(shared, message(3), 9)];
    expect([one, other, remember(one, message(4), 9)].map(seqsOf)).toEqual([
      [1, 2],
      [1, 3],
      [1, 2, 4],
    ]);
  });

  it('is the last messages, whichever window one goes on from, and holds at most twice the cap', () => {
    const steps = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), (picks, cap) => {
        const grown = [{ window: emptyHistory, model: [] as readonly number[] }];
        for (const [seq, pick] of picks.entries()) {
          // Mostly the newest window, at times an older one.
          const from = grown[pick % 3 === 0 ? pick % grown.length : grown.length - 1] ?? fail();
          const window = remember(from.window, message(seq), cap);
          grown.push({ window, model: [...from.model, seq].slice(-cap) });
          expect(window.messages.length).toBeLessThanOrEqual(2 * cap);
        }
        for (const { window, model } of grown) expect(seqsOf(window)).toEqual(model);
      }),
    );
  });
});

const fail = (): never => {
  throw new Error('there is always a newest window');
};
