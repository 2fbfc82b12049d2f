import { addressOf } from '../../chat';
import type { Clock } from '../contracts/clock';
import { Deadline } from '../flow/timer';
import type { LogLine } from '../contracts/log-record';
import type { Meter, SecretKind } from '../contracts/meter';

export interface GuessesOptions {
  readonly clock: Clock;
  readonly log: (line: LogLine) => void;
  readonly meter?: Pick<Meter, 'wrongSecret'> | undefined;
}

/** How many wrong ones an address may try in how many ms, all kinds together and over all its connections. */
const MOST = 10;
const WITHIN = 60_000;

/** How long an address that may not try now waits for its answer, in ms. */
const DELAY = 1000;

/** How many addresses are remembered; beyond it the one that was wrong longest ago is forgotten. */
const ADDRESSES = 10_000;

/** How often an address is logged at most, in ms. */
const PAUSE = 60_000;

/** What becomes of a try: it may be made, once, and its outcome told; or it may not, for so many seconds. */
export interface Try {
  readonly kind: SecretKind;
  /** Who makes it, as the log has it. */
  readonly from: { readonly remote: string } & Pick<LogLine, 'client' | 'name'>;
  readonly go: (outcome: (isRight: boolean) => void) => void;
  readonly refuse: (seconds: number) => void;
}

/** An address that has tried a secret. */
interface Suspect {
  /** When it was wrong, in ms of the clock's `elapsed`: the last minute's, and no more than may be. */
  wrong: number[];
  /** Tries whose outcome is not known yet. */
  pending: number;
  /** Tries since it was logged: wrong ones, and those that were refused. */
  silent: number;
  /** What the next log line says of it. */
  line: LogLine | undefined;
  loggedAt: number;
}

/**
 * Bounds how often an address may be wrong about a secret. Beyond that its tries are answered late, and refused without
 * a look at them: a right one too, for another answer would tell it from the wrong ones.
 *
 * A try counts from the moment at which it is made: many at once are no way round the bound.
 */
export class Guesses {
  readonly #options: GuessesOptions;
  /** In the order in which they were wrong last. */
  readonly #suspects = new Map<string, Suspect>();
  readonly #logging: Deadline;

  constructor(options: GuessesOptions) {
    this.#options = options;
    this.#logging = new Deadline(options.clock);
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#suspects.size;
  }

  /** Lets a try be made now or later, or refuses it later. Returns what gives it up where it has to wait. */
  make(attempt: Try): (() => void) | undefined {
    const suspect = this.#suspect(attempt.from.remote);
    if (suspect.wrong.length + suspect.pending < MOST) {
      this.#go(suspect, attempt);
      return undefined;
    }
    let giveUp: (() => void) | undefined = this.#options.clock.setTimeout(() => {
      giveUp = this.#late(attempt);
    }, DELAY);
    return () => giveUp?.();
  }

  /** Logs what has not been logged yet. */
  close(): void {
    this.#logging.clear();
    for (const suspect of this.#suspects.values()) this.#log(suspect);
  }

  /** It has waited: where others of its address are still undecided, it goes on waiting. */
  #late(attempt: Try): (() => void) | undefined {
    const suspect = this.#suspect(attempt.from.remote);
    const [first] = suspect.wrong;
    if (suspect.wrong.length < MOST || first === undefined) return this.make(attempt);
    this.#note(suspect, attempt);
    attempt.refuse(Math.ceil((first + WITHIN - this.#options.clock.elapsed()) / 1000));
    return undefined;
  }

  #go(suspect: Suspect, attempt: Try): undefined {
    suspect.pending++;
    let isOpen = true;
    attempt.go((isRight) => {
      if (!isOpen) return;
      isOpen = false;
      suspect.pending--;
      if (!isRight) this.#wrong(suspect, attempt);
      else if (this.#isOver(suspect)) this.#forget(keyOf(attempt.from.remote), suspect);
    });
  }

  #wrong(suspect: Suspect, attempt: Try): void {
    const key = keyOf(attempt.from.remote);
    suspect.wrong.push(this.#options.clock.elapsed());
    this.#suspects.delete(key);
    this.#suspects.set(key, suspect);
    this.#options.meter?.wrongSecret(attempt.kind);
    this.#note(suspect, attempt);
  }

  /** The suspect of an address, with what it did in the last minute. */
  #suspect(remote: string): Suspect {
    const now = this.#options.clock.elapsed();
    const key = keyOf(remote);
    this.#expire();
    const suspect = this.#suspects.get(key) ?? {
      wrong: [],
      pending: 0,
      silent: 0,
      line: undefined,
      loggedAt: -Infinity,
    };
    suspect.wrong = suspect.wrong.filter((at) => now - at < WITHIN);
    this.#suspects.set(key, suspect);
    return suspect;
  }

  /** Forgets those who were wrong longest ago: a few whose minute is over, and one that is too many. */
  #expire(): void {
    let looks = 0;
    for (const [key, suspect] of this.#suspects) {
      if (this.#isOver(suspect) || this.#suspects.size >= ADDRESSES) this.#forget(key, suspect);
      if (++looks === 4) return;
    }
  }

  /** Nothing is left to know of it: neither how often it was wrong, nor when it was logged. */
  #isOver({ wrong, pending, loggedAt }: Suspect): boolean {
    const last = Math.max(wrong.at(-1) ?? -Infinity, loggedAt);
    return pending === 0 && this.#options.clock.elapsed() - last >= WITHIN;
  }

  #forget(key: string, suspect: Suspect): void {
    this.#log(suspect);
    if (this.#suspects.get(key) === suspect) this.#suspects.delete(key);
  }

  /** Counts a try that is to be logged: the first of an address at once, the others of a minute together. */
  #note(suspect: Suspect, { kind, from }: Try): void {
    const { clock } = this.#options;
    suspect.silent++;
    suspect.line = { level: 'warn', message: MESSAGES[kind], ...from };
    if (clock.elapsed() - suspect.loggedAt >= PAUSE) this.#log(suspect);
    else if (!this.#logging.pending) this.#logging.set(PAUSE, () => this.#logDue());
  }

  #logDue(): void {
    for (const suspect of this.#suspects.values()) this.#log(suspect);
  }

  #log(suspect: Suspect): void {
    const { silent: count, line } = suspect;
    if (count === 0 || !line) return;
    suspect.silent = 0;
    suspect.loggedAt = this.#options.clock.elapsed();
    this.#options.log({ ...line, count });
  }
}

const MESSAGES: Readonly<Record<SecretKind, string>> = {
  password: 'wrong password',
  operator: 'wrong operator secret',
  resume: 'wrong word to pick up by',
};

/** Those who have no address, as over a unix socket, are one together. */
const keyOf = (remote: string): string => addressOf(remote) ?? remote;
