import fc from 'fast-check';
import { emptyHistory, append, type HistoryWindow } from '../../../src/chat/model/history';
import type { ChatEvent, Message } from '../../../src/chat';
import {
  TextSegment,
  HistorySegment,
  AsyncSegment,
  GapSegment,
  TapeSegment,
  type Chunk,
  type Segment,
} from '../../../src/stream/delivery/segments';
import { isSharedChunk } from '../../../src/stream/delivery/shared-replies';
import { actionMark, Tape } from '../../../src/stream/delivery/tape';
import { plainDialect } from '../../helpers/plain-dialect';
import { runs } from '../../helpers/runs';

const take = (segment: Segment, budget = Infinity): { text: string; taken: number } => {
  const pieces: Chunk[] = [];
  const taken = segment.take(pieces, budget);
  return { text: pieces.map((piece) => Buffer.from(piece).toString()).join(''), taken };
};

/** Takes piece by piece, until there is no more. */
const takeAll = (segment: Segment, budget: number): readonly string[] => {
  const texts: string[] = [];
  while (!segment.done) texts.push(take(segment, budget).text);
  return texts;
};

describe('TextSegment', () => {
  it('is taken at once, whatever the budget', () => {
    const bytes = new TextSegment('ä€\n');
    expect([bytes.size, bytes.done]).toEqual([6, false]);
    expect(take(bytes, 1)).toEqual({ text: 'ä€\n', taken: 6 });
    expect([bytes.size, bytes.done]).toEqual([0, true]);
  });
});

describe('HistorySegment', () => {
  const said = (seq: number, text: string): Message => ({
    kind: 'said',
    seq,
    at: seq * 1000,
    client: 'a',
    from: 'ann',
    room: 'lobby',
    text,
  });
  const grow = (texts: readonly string[], cap: number): HistoryWindow =>
    texts.reduce((window, text, index) => append(window, said(index + 1, text), cap), emptyHistory);

  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

  it('is the history as of its window, whatever is said later', () => {
    const history = grow(['1', '2', '3'], 2);
    const past = new HistorySegment(history, plainDialect());
    append(history, said(4, '4'), 2);
    expect(take(past)).toEqual({ text: '2\n3\n', taken: 4 });
    expect(past.done).toBe(true);
  });

  it('renders a block of 64 messages at a time, as much as it is asked for', () => {
    const write = jest.fn((fact: ChatEvent) => (fact.kind === 'said' ? `${fact.text}\n` : ''));
    const texts = Array.from({ length: 150 }, (_, index) => `${index}`);
    const segment = new HistorySegment(grow(texts, 200), plainDialect({ write }));
    expect([segment.left, segment.size]).toEqual([150, 0]);
    expect(take(segment, 5).text).toBe(lines(texts.slice(0, 64)));
    expect([write.mock.calls.length, segment.left, segment.size]).toEqual([64, 86, 0]);
    expect(takeAll(segment, 1)).toEqual([lines(texts.slice(64, 128)), lines(texts.slice(128))]);
  });

  it('shares its full blocks and its ends with others of the same array, and renders the rest', () => {
    const write = jest.fn((fact: ChatEvent) => (fact.kind === 'said' ? `${fact.text}\n` : ''));
    const dialect = plainDialect({ write });
    const first = grow(
      Array.from({ length: 100 }, (_, index) => `${index}`),
      100,
    );
    const pieces = (history: HistoryWindow) => {
      const chunks: Chunk[] = [];
      new HistorySegment(history, dialect).take(chunks, Infinity);
      return chunks;
    };
    const [one, end] = pieces(first);
    expect(pieces(first)).toEqual([one, end]);
    expect(pieces(first)[0]).toBe(one);
    expect(write).toHaveBeenCalledTimes(100);
    const later = append(first, said(101, '100'), 200);
    expect(pieces(later)[0]).toBe(one);
    expect(write).toHaveBeenCalledTimes(137);
    expect(pieces(first).every((piece) => isSharedChunk(piece))).toBe(true);
  });

  it('is the same text for every window, however it is cut into blocks', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(300), fc.nat(400), (count, cap, skip) => {
        const history = grow(
          Array.from({ length: count }, (_, index) => `${index}`),
          cap,
        );
        const window = { ...history, from: Math.min(history.to, history.from + skip) };
        const expected = window.messages.slice(window.from, window.to).map(({ text }) => text);
        expect(take(new HistorySegment(window, plainDialect()), Infinity).text).toBe(lines(expected));
      }),
      runs(50),
    );
  });

  it('counts in bytes what it has taken', () => {
    expect(take(new HistorySegment(grow(['ä', '€'], 9), plainDialect())).taken).toBe(7);
  });

  it('renders a message once per dialect, at the time when it was said', () => {
    const history = grow(['1'], 9);
    const write = jest.fn((_: unknown, at: number) => `${at}\n`);
    const [one, other] = [plainDialect({ write }), plainDialect()];
    expect([one, other, one].map((dialect) => take(new HistorySegment(history, dialect)).text)).toEqual([
      '1000\n',
      '1\n',
      '1000\n',
    ]);
    expect(write).toHaveBeenCalledTimes(1);
  });
});

describe('GapSegment', () => {
  const dialect = plainDialect({
    write: (fact, at) => (fact.kind === 'skipped' ? `-${fact.count} ${at}\n` : ''),
  });

  it('is reported once, however often it grew before', () => {
    const gap = new GapSegment(dialect);
    gap.count += 2;
    gap.count += 3;
    expect([gap.size, gap.done]).toEqual([0, false]);
    expect(take(gap)).toEqual({ text: '-5 0\n', taken: 5 });
    expect(gap.done).toBe(true);
  });

  it('is empty when the dialect reports no gap', () => {
    const pieces: Chunk[] = [];
    expect([new GapSegment(plainDialect({ write: () => '' })).take(pieces), pieces]).toEqual([0, []]);
  });
});

describe('AsyncSegment', () => {
  /** Texts that are handed over by hand; how far they were read, and whether they were let go. */
  const source = () => {
    const asked: ((result: IteratorResult<string>) => void)[] = [];
    const failed: ((error: Error) => void)[] = [];
    let returned = 0;
    const texts: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((resolve, reject) => {
            asked.push(resolve);
            failed.push(reject);
          }),
        return: () => {
          returned++;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    return {
      texts,
      asked: () => asked.length,
      returned: () => returned,
      give: (value: string) => (asked.at(-1)?.({ done: false, value }), settled()),
      end: () => (asked.at(-1)?.({ done: true, value: undefined }), settled()),
      fail: () => (failed.at(-1)?.(new Error('no such page')), settled()),
    };
  };

  const open = () => {
    const from = source();
    const onText = jest.fn();
    return { ...from, onText, pulled: new AsyncSegment(from.texts, onText) };
  };

  it('is read when it is taken, and not before', () => {
    const { pulled, asked } = open();
    expect([asked(), pulled.size, pulled.done]).toEqual([0, 0, false]);
    expect(take(pulled)).toEqual({ text: '', taken: 0 });
    expect(asked()).toBe(1);
  });

  it('reads one text at a time: the next when this one is taken', async () => {
    const { pulled, asked, give, end, onText } = open();
    take(pulled);
    take(pulled);
    expect(asked()).toBe(1);
    await give('one\n');
    expect([asked(), onText.mock.calls.length, pulled.done]).toEqual([1, 1, false]);
    expect(take(pulled)).toEqual({ text: 'one\n', taken: 4 });
    expect(asked()).toBe(2);
    await give('zwö\n');
    expect(take(pulled)).toEqual({ text: 'zwö\n', taken: 5 });
    await end();
    expect([pulled.done, onText.mock.calls.length, take(pulled), asked()]).toEqual([
      true,
      3,
      { text: '', taken: 0 },
      3,
    ]);
  });

  it('ends with an error, after the text before it is taken', async () => {
    const { pulled, give, fail, onText } = open();
    take(pulled);
    await give('one\n');
    expect(take(pulled).text).toBe('one\n');
    await fail();
    expect([pulled.done, onText.mock.calls.length]).toEqual([true, 2]);
  });

  it('releases its source and reads no more when it is discarded', async () => {
    const { pulled, give, returned, asked } = open();
    take(pulled);
    pulled.cancel();
    expect(returned()).toBe(1);
    await give('late\n');
    take(pulled);
    expect(asked()).toBe(1);
  });
});

describe('TapeSegment', () => {
  const publish = (tape: Tape, ...lines: readonly string[]) => {
    for (const line of lines) tape.append(line);
    tape.publish();
  };

  it('passes a turn on whole only to a reader at its start with no more to take and no line of its own in it', () => {
    const tape = new Tape();
    const early = new TapeSegment(tape, ['ann']);
    tape.append('a\n', 'bob');
    const amid = new TapeSegment(tape, ['cid']);
    const author = new TapeSegment(tape, ['bob']);
    tape.append('b\n', 'bob');
    tape.publish();
    expect(amid.takeWholeTurn()).toBeUndefined();
    expect(author.takeWholeTurn()).toBeUndefined();
    expect(early.takeWholeTurn()?.map(String)).toEqual(['a\nb\n']);
    expect([early.idle, amid.idle]).toEqual([true, false]);
  });

  it('counts its remaining lines without those of its reader, also for turns it has not begun', () => {
    const tape = new Tape();
    const [ann, bob, dan] = [
      new TapeSegment(tape, ['ann']),
      new TapeSegment(tape, ['bob']),
      new TapeSegment(tape, ['dan']),
    ];
    tape.append('a1\na2\n', 'ann');
    tape.append('b1\n', 'bob');
    tape.append('a3\n', 'ann');
    tape.publish();
    expect([ann.lines, bob.lines, dan.lines, ann.lines]).toEqual([1, 3, 4, 1]);
  });

  it('passes no turn on whole to a reader that leaves out any of it', () => {
    const tape = new Tape();
    const one = new TapeSegment(tape, ['ann', actionMark('ann'), 'bob']);
    const other = new TapeSegment(tape, ['cid', actionMark('cid'), 'dan']);
    tape.append('b1\n', 'bob');
    tape.append('s1\n');
    tape.publish();
    expect([one.takeWholeTurn(), other.takeWholeTurn()?.map(String)]).toEqual([undefined, ['b1\ns1\n']]);
    expect([one.lines, take(one).text]).toEqual([1, 's1\n']);
  });

  it('covers everything written to the tape from its start, also from inside a turn', () => {
    const tape = new Tape();
    publish(tape, 'before\n');
    tape.append('not this\n');
    const span = new TapeSegment(tape, ['ann']);
    publish(tape, 'this\n');
    publish(tape, 'and this\n');
    expect(span.size).toBe(14);
    expect(take(span)).toEqual({ text: 'this\nand this\n', taken: 14 });
  });

  it('leaves out the lines of its reader', () => {
    const tape = new Tape();
    const span = new TapeSegment(tape, ['ann']);
    tape.append('mine\n', 'ann');
    publish(tape, 'yours\n');
    expect(take(span)).toEqual({ text: 'yours\n', taken: 6 });
  });

  it('leaves out the messages of ignored clients, but not their actions', () => {
    const tape = new Tape();
    const span = new TapeSegment(tape, ['ann', actionMark('ann'), 'bob', 'cid']);
    for (const author of ['dan', 'cid', actionMark('cid'), 'ann', actionMark('ann'), 'bob', 'dan'])
      tape.append(`${author}\n`, author);
    tape.publish();
    expect(span.lines).toBe(3);
    expect(take(span)).toEqual({ text: 'dan\ncid*\ndan\n', taken: 13 });
  });

  it('yields nothing of a turn before its end, and is never done while it is live', () => {
    const tape = new Tape();
    const span = new TapeSegment(tape, ['ann']);
    tape.append('soon\n');
    expect(take(span)).toEqual({ text: '', taken: 0 });
    tape.publish();
    expect(take(span).text).toBe('soon\n');
    expect([span.size, span.done]).toEqual([0, false]);
  });

  it('ends where it is closed, inside a turn', () => {
    const tape = new Tape();
    const span = new TapeSegment(tape, ['ann']);
    publish(tape, 'one\n');
    tape.append('two\n');
    span.close();
    publish(tape, 'three\n');
    publish(tape, 'four\n');
    expect([span.size, span.done]).toEqual([8, false]);
    expect(take(span).text).toBe('one\ntwo\n');
    expect([span.size, span.done]).toEqual([0, true]);
    expect(take(span).text).toBe('');
  });

  it('is done at its close when everything before was read', () => {
    const tape = new Tape();
    const span = new TapeSegment(tape, ['ann']);
    publish(tape, 'one\n');
    take(span);
    span.close();
    expect(span.done).toBe(true);
  });

  it('takes a turn at a time, up to the budget, and continues from there', () => {
    const tape = new Tape();
    const span = new TapeSegment(tape, ['ann']);
    for (const line of ['1\n', '2\n', '3\n', '4\n']) publish(tape, line);
    span.close();
    expect(takeAll(span, 3)).toEqual(['1\n2\n', '3\n4\n']);
  });
});
