import {
  emptyHistory,
  lastWithinBytes,
  slice,
  indexOfSeq,
  type TextReply,
  type Entered,
  type HistoryWindow,
  type Message,
  type HistoryReply,
  type ErrorReply,
} from '../../chat';
import type { Dialect } from '../contracts/dialect';
import { LINE_OVERHEAD_BYTES } from '../flow/in-flight-limiter';
import type { HistoryRange, Journal } from '../contracts/journal';

/** Bytes written to a dead connection may not have arrived: a kernel buffers so many. */
const UNCONFIRMED_BYTES = 4 * 1024 * 1024;

/**
 * The messages and bytes read for an answer in one object: more than fit, however short the messages are.
 */
const COLLECT_LIMITS = { messages: 4096, bytes: 256 * 1024 };

/** The part of a history for a client: from memory, and from the journal. */
export class HistoryReplay {
  readonly #fact: Entered | HistoryReply;
  readonly #read: Journal['readHistory'];
  readonly #oldest: () => number;
  /** The part in memory. */
  readonly fromMemory: HistoryWindow;

  constructor(
    fact: Entered | HistoryReply,
    read: Journal['readHistory'],
    oldest: Journal['oldestSeq'] = () => 0,
  ) {
    this.#fact = fact;
    this.#oldest = oldest;
    this.#read = read;
    this.fromMemory = fact.kind === 'entered' ? missedMessages(fact) : fact.history;
  }

  /** The text before it; empty in most cases. */
  get notice(): TextReply {
    return { kind: 'answered', lines: this.#lines() };
  }

  /** The part older than memory, rendered by a dialect; undefined if there is none, or no journal has it. */
  fromJournal(dialect: Dialect): AsyncIterable<string> | undefined {
    const range = this.#range();
    if (!range || !this.#read) return undefined;
    return historyTexts(dialect, this.#read(this.#fact.key, range), this.#nothing(dialect));
  }

  /** The answer that holds all of it, where a dialect has one; undefined if memory holds it. */
  combined(dialect: Dialect, at: number, id?: string): AsyncIterable<string> | undefined {
    const range = this.#range();
    const fact = this.#fact;
    if (!range || !this.#read || fact.kind !== 'history') return undefined;
    const limit = Math.min(range.limit ?? Infinity, COLLECT_LIMITS.messages);
    const read = collect(this.#read(fact.key, { ...range, limit }), fact, limit);
    return historyReply(read, (found) => dialect.write(found, at, id));
  }

  /** The text for an empty result. */
  #nothing(dialect: Dialect): string {
    const { history } = this.#fact;
    const isAll = this.#fact.kind === 'history' && history.from === history.to;
    return isAll ? dialect.write(this.#fact, 0) : '';
  }

  #lines(): readonly string[] {
    const fact = this.#fact;
    if (fact.kind !== 'entered' || fact.left === undefined) return [];
    const { after = 0 } = fact;
    const gone = this.fromMemory.lostSeq > after && (!this.#read || this.#oldest() > after + 1);
    return [
      'the messages that you may have missed: some may be repeated',
      ...(gone ? ['older messages are no longer available'] : []),
    ];
  }

  #range(): HistoryRange | undefined {
    const fact = this.#fact;
    const { lostSeq, from, to } = this.fromMemory;
    // Beyond the window the array goes on: with what is newer than what was asked for.
    const first = from < to ? this.fromMemory.messages[from] : undefined;
    const end = first?.seq ?? (fact.kind === 'entered' ? fact.seq : (fact.before ?? fact.seq));
    if (fact.kind === 'history') {
      const rest = fact.limit - (to - from);
      return lostSeq > 0 && rest > 0 ? { beforeSeq: end, limit: rest } : undefined;
    }
    const { after, left } = fact;
    if (after === undefined || lostSeq <= after) return undefined;
    return {
      afterSeq: after,
      beforeSeq: end,
      ...(left !== undefined && { maxBytes: { beforeSeq: left, bytes: UNCONFIRMED_BYTES } }),
    };
  }
}

/** The part of the history for a newcomer after the last command of its old session. */
const missedMessages = ({ history, after, left }: Entered): HistoryWindow => {
  if (after === undefined) return history;
  const from = indexOfSeq(history, after + 1);
  return slice(
    history,
    left === undefined ? from : Math.max(from, unconfirmedStart(history, left)),
    history.to,
  );
};

/** Where what may not have come begins: so many bytes before it left. */
const unconfirmedStart = (history: HistoryWindow, left: number): number =>
  lastWithinBytes(
    slice(history, history.from, indexOfSeq(history, left)),
    UNCONFIRMED_BYTES,
    byteLengthOfMessage,
  ).from;

type Chunks = ReturnType<NonNullable<Journal['readHistory']>>;

const HISTORY_UNREADABLE: ErrorReply = {
  kind: 'refused',
  code: 'nothing',
  text: 'older messages cannot be read',
};

async function* historyTexts(dialect: Dialect, chunks: Chunks, nothing: string): AsyncGenerator<string> {
  let any = false;
  try {
    for await (const messages of chunks) {
      const text = messages.map((message) => dialect.write(message, message.at)).join('');
      any ||= text !== '';
      if (text !== '') yield text;
    }
    if (!any && nothing !== '') yield nothing;
  } catch {
    yield dialect.write(HISTORY_UNREADABLE, 0);
  }
}

/** The newest of what was read and of what memory holds; it never holds more. */
const collect = async (chunks: Chunks, fact: HistoryReply, limit: number): Promise<HistoryReply> => {
  let history = emptyHistory;
  let count = 0;
  for await (const chunk of chunks) {
    count += chunk.length;
    history = keepNewest(history, chunk);
  }
  // The first that was asked for: whether there are older ones is not looked up.
  if (history.lostSeq === 0 && count >= limit)
    history = { ...history, lostSeq: (history.messages[0]?.seq ?? 1) - 1 };
  const { messages, from, to } = fact.history;
  return { ...fact, history: keepNewest(history, messages.slice(from, to)) };
};

const keepNewest = ({ messages, lostSeq }: HistoryWindow, more: readonly Message[]): HistoryWindow => {
  const all = [...messages, ...more];
  const kept = lastWithinBytes(
    { messages: all, from: 0, to: all.length, lostSeq },
    COLLECT_LIMITS.bytes,
    byteLengthOfMessage,
  );
  return { messages: all.slice(kept.from), from: 0, to: kept.to - kept.from, lostSeq: kept.lostSeq };
};

const byteLengthOfMessage = ({ text }: Message): number => text.length + LINE_OVERHEAD_BYTES;

async function* historyReply(
  found: Promise<HistoryReply>,
  write: (fact: HistoryReply | ErrorReply) => string,
): AsyncGenerator<string> {
  yield write(await found.catch(() => HISTORY_UNREADABLE));
}
