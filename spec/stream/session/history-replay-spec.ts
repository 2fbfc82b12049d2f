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

describe('HistoryReplay', () => {
  describe('to a newcomer', () => {
    it.each<[string, HistoryWindow, Partial<Entered>, readonly number[]]>([
      ['everything in memory when it has seen nothing', historyOf([3, 5, 8], 2), {}, [5, 8]],
      ['the messages after the seen seq', historyOf([3, 5, 8]), { after: 3 }, [5, 8]],
      ['the messages after it, whoever said them', historyOf([3, 5, 8]), { after: 4 }, [5, 8]],
      ['nothing, if it has seen all', historyOf([3, 5, 8]), { after: 8 }, []],
      ['everything in memory when it has seen less', historyOf([3, 5, 8], 2), { after: 2 }, [5, 8]],
      ['the messages after its last activity', historyOf([3, 5, 8, 9]), { after: 3, left: 8 }, [5, 8, 9]],
    ])('to a newcomer is %s', (_, history, more, seqs) => {
      expect(seqsOf(new HistoryReplay(enteredBy(history, more), undefined).fromMemory)).toEqual(seqs);
    });

    it('is limited to a socket buffer before its leave, and complete after it', () => {
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
      ['nothing to a client that gave a name', {}, []],
      ['nothing to a client that gave the seq it has seen', { after: 1 }, []],
      ['possible repeats to a client that resumes', { after: 5, left: 8 }, [REPEAT]],
      [
        'that the oldest is gone when memory begins after what it has seen',
        { after: 2, left: 8 },
        [REPEAT, GONE],
      ],
      ['no gap to a client that has seen the last dropped message', { after: 3, left: 8 }, [REPEAT]],
    ])('reports %s', (_, more, lines) => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), more);
      expect(new HistoryReplay(fact, undefined).notice).toEqual({ kind: 'answered', lines });
    });

    it('does not report a lost start when the journal has it', () => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), { after: 2, left: 8 });
      expect(new HistoryReplay(fact, reading().read).notice.lines).toEqual([REPEAT]);
    });

    it.each([
      ['says', 4, [REPEAT, GONE]],
      ['does not say', 3, [REPEAT]],
    ])('%s that the oldest is gone when the journal begins at entry %i', (_, oldest, lines) => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), { after: 2, left: 8 });
      expect(new HistoryReplay(fact, reading().read, () => oldest).notice.lines).toEqual(lines);
    });

    it.each<[string, HistoryWindow, Partial<Entered>, HistoryRange | undefined]>([
      ['nothing for a client that has seen nothing', historyOf([3, 5, 8], 2), {}, undefined],
      ['nothing when memory has it all', historyOf([3, 5, 8]), { after: 1, left: 8 }, undefined],
      [
        'nothing for a client that has seen the last dropped message',
        historyOf([3, 5, 8], 2),
        { after: 3, left: 8 },
        undefined,
      ],
      [
        'the messages between what it has seen and memory',
        historyOf([3, 5, 8], 2),
        { after: 2, left: 8 },
        { afterSeq: 2, beforeSeq: 5, maxBytes: { beforeSeq: 8, bytes: UNSURE } },
      ],
      [
        'the same without a limit for a client that never left',
        historyOf([3, 5, 8], 1),
        { after: 2 },
        { afterSeq: 2, beforeSeq: 8 },
      ],
      [
        'up to its enter when memory is empty',
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

    it('reads nothing without a journal', () => {
      const fact = enteredBy(historyOf([3, 5, 8], 2), { after: 2, left: 8 });
      expect(new HistoryReplay(fact, undefined).fromJournal(dialect)).toBeUndefined();
    });
  });

  describe('to a client that asks', () => {
    it.each<[string, HistoryWindow, Partial<HistoryReply>, HistoryRange | undefined]>([
      ['nothing when memory has it all', historyOf([3, 5]), {}, undefined],
      ['nothing when memory has as many messages', historyOf([3, 5, 8], 2), { limit: 2 }, undefined],
      ['as many messages as memory lacks', historyOf([3, 5, 8], 2), { limit: 7 }, { beforeSeq: 5, limit: 5 }],
      [
        'the messages before the requested one when memory has none of them',
        { ...emptyHistory, lostSeq: 8 },
        { limit: 7, before: 4 },
        { beforeSeq: 4, limit: 7 },
      ],
      ['all messages when memory is empty', { ...emptyHistory, lostSeq: 8 }, {}, { beforeSeq: 20, limit: 9 }],
    ])('reads %s', async (_, history, more, range) => {
      const { asked, read } = reading([said(1)], [said(2)]);
      const replay = new HistoryReplay(recalled(history, more), read);
      expect(await gather(replay.fromJournal(dialect))).toEqual(range ? ['1\n', '2\n'] : undefined);
      expect(asked).toEqual(range ? [['den', range]] : []);
      expect(seqsOf(replay.fromMemory)).toEqual(seqsOf(history));
      expect(replay.notice.lines).toEqual([]);
    });

    it('is one reply of journal and memory when the dialect wants one', async () => {
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

    it('is complete when everything requested is less than the limit', async () => {
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

    it('keeps only the newest messages, however many were requested, and reports itself incomplete', async () => {
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

    it('is no such reply without a journal, or for a newcomer', () => {
      const history = historyOf([3, 5, 8], 2);
      expect(new HistoryReplay(recalled(history), undefined).combined(dialect, 0)).toBeUndefined();
      expect(
        new HistoryReplay(enteredBy(history, { after: 1 }), reading().read).combined(dialect, 0),
      ).toBeUndefined();
    });
  });
});
