import type { ClientId, ChatEvent, IgnoreSignal, Message } from '../../chat';
import type { Clock } from '../contracts/clock';
import type { Dialect } from '../contracts/dialect';
import { IgnoreList } from './ignore-list';
import type { Journal } from '../contracts/journal';
import { renderCached } from '../delivery/render-cache';
import { HistoryReplay } from './history-replay';
import { sharedReply } from '../delivery/shared-replies';
import type { ClientOutput } from '../delivery/client-output';

export interface EventWriterOptions {
  /** Reads what memory no longer holds, where it is kept. */
  readonly read: Journal['readHistory'];
  /** How far back that goes. */
  readonly oldest?: Journal['oldestSeq'];
  readonly clock: Clock;
}

/** Writes the events for a client: its dialect renders them into its output, except those of ignored clients. */
export class EventWriter {
  readonly #output: ClientOutput;
  readonly #dialect: Dialect;
  readonly #options: EventWriterOptions;
  /** The ignore list, after its first use. */
  #ignores: IgnoreList | undefined;

  constructor(sink: ClientOutput, dialect: Dialect, options: EventWriterOptions) {
    this.#output = sink;
    this.#dialect = dialect;
    this.#options = options;
  }

  /** Takes what its client asked for, or has itself done. Returns how many bytes a list has that it asked for. */
  deliver(fact: ChatEvent, at: number, id: string | undefined): number {
    if (isList(fact)) return this.#answer(fact, at, id);
    if (fact.kind === 'history') this.#recall(fact, at, id);
    else this.#write(fact, at, id);
    return 0;
  }

  /** Takes an event that another client causes for it. False: its client reads too slowly. */
  deliverToRoom(fact: ChatEvent, at: number): boolean {
    const told = fact.kind === 'told';
    if (told && this.#ignores?.has(fact.client)) return true;
    const taken = this.#output.watchBacklog(renderCached(this.#dialect, fact, at), told ? 'told' : undefined);
    if (taken) this.#output.showPrompt();
    return taken;
  }

  /** Takes its own event in its room. False: it gets nothing for it. */
  deliverOwn(fact: ChatEvent, at: number, id: string | undefined): boolean {
    const isMessage = fact.kind === 'said' || fact.kind === 'acted';
    const text = isMessage ? this.#dialect.writeOwn(fact, at, id) : this.#dialect.write(fact, at, id);
    if (text === '' && !this.#dialect.wrap) return false;
    this.#output.say(text);
    this.#output.showPrompt();
    return true;
  }

  /** The same of messages in a row. */
  deliverOwnMessages(messages: readonly Message[]): boolean {
    let text = '';
    for (const message of messages) text += this.#dialect.writeOwn(message, message.at);
    if (text === '' && !this.#dialect.wrap) return false;
    this.#output.say(text);
    this.#output.showPrompt();
    return true;
  }

  /** It is in a room. The messages come before the text of the dialect. */
  enter(fact: ChatEvent & { kind: 'entered' }, at: number, id: string | undefined): void {
    this.#replay(fact);
    this.#write(fact, at, id);
  }

  /** Ignores another client, or no more, and answers. */
  ignore(signal: IgnoreSignal, at: number, id: string | undefined): void {
    this.#ignores ??= new IgnoreList();
    const reply = this.#ignores.toggle(signal);
    this.#output.ignore(this.#ignores.clients);
    this.#write(reply, at, id);
  }

  /** Another client has joined, which it may have ignored before. */
  onUserJoined(name: string, client: ClientId): void {
    if (this.#ignores?.rebindName(name, client)) this.#output.ignore(this.#ignores.clients);
  }

  /** Another client has a new name. */
  rename(from: string, to: string): void {
    this.#ignores?.rename(from, to);
  }

  /** The messages from memory, and older ones from the journal. */
  #replay(fact: ChatEvent & { kind: 'entered' }): void {
    if (this.#dialect.inlinesHistory) return;
    const replay = this.#replayOf(fact);
    if (replay.notice.lines.length > 0) this.#write(replay.notice, this.#options.clock.now(), undefined);
    const older = replay.fromJournal(this.#dialect);
    if (older) this.#output.appendAsync(older);
    this.#output.appendHistory(replay.fromMemory);
  }

  #recall(fact: ChatEvent & { kind: 'history' }, at: number, id: string | undefined): void {
    const dialect = this.#dialect;
    const replay = this.#replayOf(fact);
    const older = dialect.inlinesHistory ? replay.combined(dialect, at, id) : replay.fromJournal(dialect);
    if (older) this.#output.appendAsync(older);
    if (!dialect.inlinesHistory) this.#output.appendHistory(replay.fromMemory);
    if (!older) this.#write(fact, at, id);
  }

  #replayOf(fact: ChatEvent & { kind: 'entered' | 'history' }): HistoryReplay {
    return new HistoryReplay(fact, this.#options.read, this.#options.oldest);
  }

  /** A list is long, and many may ask for it at once: it is made once for all of them. */
  #answer(fact: ChatEvent, at: number, id: string | undefined): number {
    const answer = sharedReply(this.#dialect, fact, at, id);
    if (!answer) this.#write(fact, at, id);
    else if (answer.bytes.length > 0) this.#output.answer(answer);
    this.#output.showPrompt();
    return answer?.bytes.length ?? 0;
  }

  #write(fact: ChatEvent, at: number, id: string | undefined): void {
    this.#output.say(
      id === undefined ? renderCached(this.#dialect, fact, at) : this.#dialect.write(fact, at, id),
    );
    this.#output.showPrompt();
  }
}

/** Answers whose length grows with the chat. */
const isList = ({ kind }: ChatEvent): boolean =>
  kind === 'members' || kind === 'rooms' || kind === 'sanctions';
