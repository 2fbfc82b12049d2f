import { setImmediate, setTimeout } from 'node:timers/promises';
import { applyTurn, isEvent, type ChatState, type ChatEvent, type Outbound, type Turn } from '../../chat';
import { TIME_SLICE_MS } from '../time-slices';
import type { StoreReader } from './store-reader';

/** The shown parts of a log: messages, joins and leaves of a room, server announcements. */
export type LoggedChatEvent = Extract<
  ChatEvent,
  { kind: 'said' | 'acted' | 'joined' | 'left' | 'renamed' | 'topic' | 'announced' }
>;

/** Something that was said or happened. */
export interface LogEvent {
  /** When, in ms since 1970. */
  readonly at: number;
  /** The comparison key of the room; undefined if everybody heard it. */
  readonly room: string | undefined;
  readonly fact: LoggedChatEvent;
}

export interface LogReaderOptions {
  /** Only what was at that time or later, in ms since 1970. @default all that is kept */
  readonly since?: number;
  /** Only what was before that time. @default all that is kept */
  readonly until?: number;
  /** Only what that room heard: its comparison key. @default all rooms */
  readonly room?: string;
  /** Goes on with what is added, until this says so. @default ends with what is there */
  readonly follow?: AbortSignal;
  /** The wall clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** Hears of entries that are missing in the middle: the log is damaged. */
  readonly onMissing?: (from: number, to: number) => void;
}

/** How often a reader looks for new entries, in ms. */
const POLL_MS = 200;

/**
 * The messages and events, oldest first, in batches. Only folding the entries tells names and rooms, so it always
 * begins with a state that is kept. The store is read in short goes and never held in between. A server may write to it
 * meanwhile, and prune it, however long the caller takes.
 */
export async function* readLog(
  store: StoreReader,
  options: LogReaderOptions = {},
): AsyncGenerator<readonly LogEvent[]> {
  const { until = Infinity, follow, now = Date.now } = options;
  const reader = new LogReader(store, options);
  while (!follow?.aborted) {
    const late = now() >= until;
    const happenings = reader.read();
    if (happenings && happenings.length > 0) yield happenings;
    if (happenings) await setImmediate();
    else if (!follow || late) return;
    else await setTimeout(POLL_MS, undefined, { signal: follow }).catch(() => undefined);
  }
}

class LogReader {
  readonly #store: StoreReader;
  readonly #options: LogReaderOptions;
  #state: ChatState;

  constructor(store: StoreReader, options: LogReaderOptions) {
    this.#store = store;
    this.#options = options;
    this.#state = firstState(store, options.since ?? 0);
  }

  /** The requested part of the next batches; undefined if there are none yet. */
  read(): readonly LogEvent[] | undefined {
    const found: LogEvent[] = [];
    const began = performance.now();
    let some = false;
    for (const seq of this.#store.seqs(this.#state.seq)) {
      some = true;
      for (const happening of this.#fold(seq)) found.push(happening);
      if (performance.now() - began > TIME_SLICE_MS) break;
    }
    return some ? found : undefined;
  }

  #fold(seq: number): readonly LogEvent[] {
    if (seq > this.#state.seq + 1) this.#skip(seq);
    const entries = this.#store.batch(seq);
    const turn = applyTurn(this.#state, entries);
    this.#state = turn.state;
    return this.#chatEvents(turn);
  }

  /** The batches between were pruned since the last read, or are missing. */
  #skip(to: number): void {
    const base = this.#store.state('base');
    if (base.seq > this.#state.seq) this.#state = base;
    const next = this.#state.seq + 1;
    if (to > next) this.#options.onMissing?.(next, to - 1);
  }

  #chatEvents({ events }: Turn): readonly LogEvent[] {
    const { since = 0, until = Infinity, room } = this.#options;
    return events.flatMap((notice) => {
      const happening = notice.at >= since && notice.at < until ? toLogEvent(notice) : undefined;
      if (!happening || this.#isDeleted(happening)) return [];
      return room === undefined || (happening.room ?? room) === room ? [happening] : [];
    });
  }

  #isDeleted({ fact }: LogEvent): boolean {
    return (fact.kind === 'said' || fact.kind === 'acted') && this.#store.isDeleted(fact.seq, fact.from);
  }
}

/** The newest state that leads to all that is asked for: all before it would be reduced for nothing. Dates may go back. */
const firstState = (store: StoreReader, since: number): ChatState => {
  const base = store.state('base');
  const head = since > base.clock.latest ? store.state('head') : base;
  return head.clock.latest < since && head.seq > base.seq ? head : base;
};

const toLogEvent = (outbound: Outbound): LogEvent | undefined => {
  if (!isEvent(outbound)) return undefined;
  const { audience, at, fact } = outbound;
  if (audience.kind !== 'room' && audience.kind !== 'everybody') return undefined;
  const room = audience.kind === 'room' ? audience.room : undefined;
  switch (fact.kind) {
    case 'said':
    case 'acted':
    case 'joined':
    case 'left':
    case 'renamed':
    case 'topic':
    case 'announced':
      return { at, room, fact };
    default:
      return undefined;
  }
};
