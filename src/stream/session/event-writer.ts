import type { ClientId, Fact } from '../../chat';
import type { Clock } from '../contracts/clock';
import type { Dialect } from '../contracts/dialect';
import { Ignores } from './ignore-list';
import type { Journal } from '../contracts/journal';
import { render } from '../delivery/render-cache';
import { Replay } from './history-replay';
import { answerOf } from '../delivery/shared-replies';
import type { Sink } from '../delivery/client-output';

export interface HearingOptions {
  /** Reads what memory no longer holds, where it is kept. */
  readonly read: Journal['read'];
  /** How far back that goes. */
  readonly oldest?: Journal['oldest'];
  readonly clock: Clock;
}

/** What a client is told: facts become what its dialect says of them, in its sink, but for those it ignores. */
export class Hearing {
  readonly #sink: Sink;
  readonly #dialect: Dialect;
  readonly #options: HearingOptions;
  /** Whom it does not hear, once it has said so. */
  #ignores: Ignores | undefined;

  constructor(sink: Sink, dialect: Dialect, options: HearingOptions) {
    this.#sink = sink;
    this.#dialect = dialect;
    this.#options = options;
  }

  /** Takes what its client asked for, or has itself done. Returns how many bytes a list has that it asked for. */
  hear(fact: Fact, at: number, id: string | undefined): number {
    if (isList(fact)) return this.#answer(fact, at, id);
    if (fact.kind === 'history') this.#recall(fact, at, id);
    else this.#tell(fact.kind === 'ignore' ? this.#ignore(fact) : fact, at, id);
    return 0;
  }

  /** Takes what somebody else tells it, or does to it. False: its client reads too slowly for that. */
  overhear(fact: Fact, at: number): boolean {
    const told = fact.kind === 'told';
    if (told && this.#ignores?.has(fact.client)) return true;
    const taken = this.#sink.hear(render(this.#dialect, fact, at), told ? 'told' : undefined);
    if (taken) this.#sink.prompt();
    return taken;
  }

  /** Takes what it has itself done in its room. False: it hears nothing of it. */
  hearOwn(fact: Fact, at: number, id: string | undefined): boolean {
    const isMessage = fact.kind === 'said' || fact.kind === 'acted';
    const text = isMessage ? this.#dialect.own(fact, at, id) : this.#dialect.write(fact, at, id);
    if (text === '' && !this.#dialect.around) return false;
    this.#sink.say(text);
    this.#sink.prompt();
    return true;
  }

  /** It is in a room. What was said there comes before what the dialect says of it. */
  enter(fact: Fact & { kind: 'entered' }, at: number, id: string | undefined): void {
    this.#replay(fact);
    this.#tell(fact, at, id);
  }

  /** Somebody else has come, whom it may have ignored before. */
  meet(name: string, client: ClientId): void {
    if (this.#ignores?.meet(name, client)) this.#sink.ignore(this.#ignores.clients);
  }

  /** Somebody else has another name. */
  rename(from: string, to: string): void {
    this.#ignores?.rename(from, to);
  }

  /** What was said, from memory, and what is older from where it is kept. */
  #replay(fact: Fact & { kind: 'entered' }): void {
    if (this.#dialect.holdsHistory) return;
    const replay = this.#replayOf(fact);
    if (replay.notice.lines.length > 0) this.#tell(replay.notice, this.#options.clock.now(), undefined);
    const older = replay.older(this.#dialect);
    if (older) this.#sink.pull(older);
    this.#sink.recall(replay.recent);
  }

  #recall(fact: Fact & { kind: 'history' }, at: number, id: string | undefined): void {
    const dialect = this.#dialect;
    const replay = this.#replayOf(fact);
    const older = dialect.holdsHistory ? replay.whole(dialect, at, id) : replay.older(dialect);
    if (older) this.#sink.pull(older);
    if (!dialect.holdsHistory) this.#sink.recall(replay.recent);
    if (!older) this.#tell(fact, at, id);
  }

  #replayOf(fact: Fact & { kind: 'entered' | 'history' }): Replay {
    return new Replay(fact, this.#options.read, this.#options.oldest);
  }

  #ignore(fact: Fact & { kind: 'ignore' }): Fact {
    this.#ignores ??= new Ignores();
    const answer = this.#ignores.turn(fact);
    this.#sink.ignore(this.#ignores.clients);
    return answer;
  }

  /** A list is long, and many may ask for it at once: it is made once for all of them. */
  #answer(fact: Fact, at: number, id: string | undefined): number {
    const answer = answerOf(this.#dialect, fact, at, id);
    if (!answer) this.#tell(fact, at, id);
    else if (answer.bytes.length > 0) this.#sink.answer(answer);
    this.#sink.prompt();
    return answer?.bytes.length ?? 0;
  }

  #tell(fact: Fact, at: number, id: string | undefined): void {
    this.#sink.say(id === undefined ? render(this.#dialect, fact, at) : this.#dialect.write(fact, at, id));
    this.#sink.prompt();
  }
}

/** What may be as long as the chat is large. */
const isList = ({ kind }: Fact): boolean => kind === 'members' || kind === 'rooms' || kind === 'sanctions';
