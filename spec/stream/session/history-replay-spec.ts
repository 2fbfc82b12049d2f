import { emptyHistory, append } from '../../../src/chat/model/history';
import type { Entered, ChatEvent, HistoryWindow, Message, HistoryReply } from '../../../src/chat';
import { HistoryReplay } from '../../../src/stream/session/history-replay';
import type { Journal } from '../../../src/stream';
import type { HistoryRange } from '../../../src/stream/contracts/journal';
import { remembered } from '../../helpers/apply-commands';
import { plainDialect } from '../../helpers/plain-dialect';

const dialect = plainDialect();
const UNSURE = 4 * 1024 * 1024;

const said = (seq: number, text = `${seq}`): Message => ({
  kind: 'said',
  seq,
  at: seq * 1000,
  client: 'a',
  from: 'ann',
  room: 'Den',
  text,
});

/** What was said in a room with these numbers, of which memory holds the last `cap`. */
const historyOf = (seqs: readonly number[], cap = 9): HistoryWindow =>
  seqs.reduce((window, seq) => append(window, said(seq), cap), emptyHistory);

const enteredBy = (history: HistoryWindow, more: Partial<Entered> = {}): Entered => ({
  kind: 'entered',
  seq: 20,
  name: 'ann',
  room: 'Den',
  key: 'den',
  topic: '',
  others: { names: [], count: 0 },
  history,
  ...more,
});

const recalled = (history: HistoryWindow, more: Partial<HistoryReply> = {}): HistoryReply => ({
  kind: 'history',
  room: 'Den',
  key: 'den',
  seq: 20,
  limit: 9,
  history,
  ...more,
});

/** A journal's reading: what was asked of it, and these chunks as the answer. */
const reading = (...chunks: readonly (readonly Message[])[]) => {
  const asked: [string, HistoryRange][] = [];
  const read: Journal['readHistory'] = async function* (room, range) {
    asked.push([room, range]);
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  };
  return { asked, read };
};

const gather = async (texts: AsyncIterable<string> | undefined): Promise<readonly string[] | undefined> => {
  if (!texts) return undefined;
  const all: string[] = [];
  for await (const text of texts) all.push(text);
  return all;
};

const seqsOf = (history: HistoryWindow): readonly number[] => remembered(history).map(({ seq }) => seq);

const REPEAT = 'the messages that you may have missed: some may be repeated';
const GONE = 'older messages are no longer available';

describe('Replay', () => {
  describe('to a newcomer', () => {
    it.each<[string, HistoryWindow, Partial<Entered>, readonly number[]]>([
      ['all that memory holds, if it has seen nothing', historyOf([3, 5, 8], 2), {}, [5, 8]],
      ['what came after what it has seen', historyOf([3, 5, 8]), { after: 3 }, [5, 8]],
      ['what came after that, whoever said it', historyOf([3, 5, 8]), { after: 4 }, [5, 8]],
      ['nothing, if it has seen all', historyOf([3, 5, 8]), { after: 8 }, []],
      ['all that memory holds, if it has seen less', historyOf([3, 5, 8], 2), { after: 2 }, [5, 8]],
      ['what came after it was last heard of', historyOf([3, 5, 8, 9]), { after: 3, left: 8 }, [5, 8, 9]],
    ])('is %s', (_, history, more, seqs) => {
      expect(seqsOf(new HistoryReplay(enteredBy(history, more), undefined).fromMemory)).toEqual(seqs);
    });

    it('is no more of what may have come than a kernel takes, and all that was said since it left', () => {
      const big = 'x'.repeat(UNSURE / 4 - 64);
      const texts = [big, big, big, big, big, 'seen', 'since'];
      const history = texts.reduce((all, text, n) => append(all, said(n + 1, text), 9), emptyHistory);
      expect(
        seqsOf(new HistoryReplay(enteredBy(history, { after: 0, left: 6 }), undefined).fromMemory),
      ).toEqual([2, 3, 4, 5, 6, 7]);
      expect(
        seqsOf(new HistoryReplay(enteredBy(history, { after: 3, left: 6 }), undefined).fromMemory),
      ).toEqual([4, 5, 6, 7]);
    });

    it.each<[string, Partial<Entered>, readonly string[]]>([
      ['nothing to who gave a name', {}, []],
      ['nothing to who says how far it has seen', { after: 1 }, []],
      ['that some may repeat to who picks up', { after: 5, left: 8 }, [REPEAT]],
      [
        'that the oldest is gone where it has seen less than memory holds',
        { after: 2, left: 8 },
        [REPEAT, GONE],
      ],
      ['not so to who has seen what went last', { after: 3, left: 8 }, [REPEAT]],
    ])('says %s', (_, more, lines) => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), more);
      expect(new HistoryReplay(fact, undefined).notice).toEqual({ kind: 'answered', lines });
    });

    it('does not say that the oldest is gone where it is kept', () => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), { after: 2, left: 8 });
      expect(new HistoryReplay(fact, reading().read).notice.lines).toEqual([REPEAT]);
    });

    it.each([
      ['says', 4, [REPEAT, GONE]],
      ['does not say', 3, [REPEAT]],
    ])('%s that the oldest is gone where what is kept begins at entry %i', (_, oldest, lines) => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), { after: 2, left: 8 });
      expect(new HistoryReplay(fact, reading().read, () => oldest).notice.lines).toEqual(lines);
    });

    it.each<[string, HistoryWindow, Partial<Entered>, HistoryRange | undefined]>([
      ['nothing for who has seen nothing', historyOf([3, 5, 8], 2), {}, undefined],
      ['nothing where memory has it all', historyOf([3, 5, 8]), { after: 1, left: 8 }, undefined],
      ['nothing for who has seen what went last', historyOf([3, 5, 8], 2), { after: 3, left: 8 }, undefined],
      [
        'what is between what it has seen and what memory holds',
        historyOf([3, 5, 8], 2),
        { after: 2, left: 8 },
        { afterSeq: 2, beforeSeq: 5, maxBytes: { beforeSeq: 8, bytes: UNSURE } },
      ],
      [
        'the same without a bound for who never left',
        historyOf([3, 5, 8], 1),
        { after: 2 },
        { afterSeq: 2, beforeSeq: 8 },
      ],
      [
        'up to its entering where memory holds nothing',
        { ...emptyHistory, lostSeq: 8 },
        { after: 2 },
        { afterSeq: 2, beforeSeq: 20 },
      ],
    ])('reads %s', async (_, history, more, range) => {
      const { asked, read } = reading([said(3)], [], [said(4), said(5)]);
      const texts = await gather(new HistoryReplay(enteredBy(history, more), read).fromJournal(dialect));
      expect(asked).toEqual(range ? [['den', range]] : []);
      expect(texts).toEqual(range ? ['3\n', '4\n5\n'] : undefined);
    });

    it('reads nothing where nothing is kept', () => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), { after: 2, left: 8 });
      expect(new HistoryReplay(fact, undefined).fromJournal(dialect)).toBeUndefined();
    });
  });

  describe('to who asks', () => {
    it.each<[string, HistoryWindow, Partial<HistoryReply>, HistoryRange | undefined]>([
      ['nothing where memory has it all', historyOf([3, 5]), {}, undefined],
      ['nothing where memory has as many', historyOf([3, 5, 8], 2), { limit: 2 }, undefined],
      ['as many as are missing', historyOf([3, 5, 8], 2), { limit: 7 }, { beforeSeq: 5, limit: 5 }],
      [
        'those before the one it asked for, where memory holds none of them',
        { ...emptyHistory, lostSeq: 8 },
        { limit: 7, before: 4 },
        { beforeSeq: 4, limit: 7 },
      ],
      [
        'all of them where memory holds none',
        { ...emptyHistory, lostSeq: 8 },
        {},
        { beforeSeq: 20, limit: 9 },
      ],
    ])('reads %s', async (_, history, more, range) => {
      const { asked, read } = reading([said(1)], [said(2)]);
      const replay = new HistoryReplay(recalled(history, more), read);
      expect(await gather(replay.fromJournal(dialect))).toEqual(range ? ['1\n', '2\n'] : undefined);
      expect(asked).toEqual(range ? [['den', range]] : []);
      expect(seqsOf(replay.fromMemory)).toEqual(seqsOf(history));
      expect(replay.notice.lines).toEqual([]);
    });

    it('is one answer of what is read and what memory holds, where a dialect has that', async () => {
      const write = jest.fn(() => 'answer\n');
      const fact = recalled(historyOf([3, 5, 8], 2), { limit: 4 });
      const whole = (limit: number) =>
        new HistoryReplay({ ...fact, limit }, reading([said(1)], [said(2)]).read).combined(
          plainDialect({ write }),
          7,
          'id',
        );
      expect(await gather(whole(4))).toEqual(['answer\n']);
      const messages = [1, 2, 5, 8].map((seq) => said(seq));
      expect(write.mock.calls).toEqual([
        [{ ...fact, history: { messages, from: 0, to: 4, lostSeq: 0 } }, 7, 'id'],
      ]);
      expect(await gather(whole(2))).toBeUndefined();
    });

    it('is complete where all that was asked for is less than there could be', async () => {
      const lost: number[] = [];
      const spoken = plainDialect({
        write: (fact) => (lost.push((fact as HistoryReply).history.lostSeq), ''),
      });
      for (const limit of [3, 4]) {
        const fact = recalled(historyOf([3, 5, 8], 2), { limit });
        await gather(new HistoryReplay(fact, reading([said(3)]).read).combined(spoken, 0));
      }
      expect(lost).toEqual([2, 0]);
    });

    it('holds the newest of it alone, however much is asked for, and says that it is not all', async () => {
      const texts = Array.from({ length: 100 }, (_, seq) => ({ ...said(seq + 1), text: 'x'.repeat(10_000) }));
      const { asked, read } = reading(...texts.map((message) => [message]));
      const write = jest.fn<string, [ChatEvent]>(() => 'answer\n');
      const fact = recalled(historyOf([300, 500, 800], 2), { limit: 9_999_999 });
      await gather(new HistoryReplay(fact, read).combined(plainDialect({ write }), 7));
      expect(asked).toEqual([['den', { beforeSeq: 500, limit: 4096 }]]);
      const { history } = write.mock.calls[0]?.[0] as HistoryReply;
      const seqs = history.messages.map(({ seq }) => seq);
      expect([seqs[0], history.lostSeq, seqs.length, seqs.at(-1)]).toEqual([75, 74, 28, 800]);
    });

    it('has no such answer where nothing is kept, and none for a newcomer', () => {
      const history = historyOf([3, 5, 8], 2);
      expect(new HistoryReplay(recalled(history), undefined).combined(dialect, 0)).toBeUndefined();
      expect(
        new HistoryReplay(enteredBy(history, { after: 1 }), reading().read).combined(dialect, 0),
      ).toBeUndefined();
    });
  });
});
