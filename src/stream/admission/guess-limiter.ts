import { clientNetwork } from '../../chat';
import type { Clock } from '../contracts/clock';
import { Timer } from '../flow/timer';
import { logRecord, type LogEvent, type LogRecord } from '../contracts/log-record';
import type { Meter, SecretKind } from '../contracts/meter';

export interface GuessLimiterOptions {
  readonly clock: Clock;
  readonly log: (line: LogRecord) => void;
  readonly meter?: Pick<Meter, 'onWrongSecret'> | undefined;
}

/** How many wrong ones an address may try in how many ms, all kinds together and over all its connections. */
const MAX_WRONG_GUESSES = 10;
const GUESS_WINDOW_MS = 60_000;

/** How long an address that may not try now waits for its answer, in ms. */
const REJECTED_GUESS_DELAY_MS = 1000;

/** How many addresses are remembered; beyond it the one that was wrong longest ago is forgotten. */
const MAX_TRACKED_ADDRESSES = 10_000;

/** How often an address is logged at most, in ms. */
const LOG_INTERVAL_MS = 60_000;

/** The decision about an attempt: allowed once, with its outcome reported; or rejected, for some seconds. */
export interface GuessAttempt {
  readonly kind: SecretKind;
  /** The client, for the log. */
  readonly from: { readonly remote: string } & Pick<LogRecord, 'client' | 'name'>;
  readonly go: (outcome: (isRight: boolean) => void) => void;
  readonly refuse: (seconds: number) => void;
}

/** An address that has tried a secret. */
interface AddressGuesses {
  /** When it was wrong, in ms of the clock's `elapsed`: the last minute's, and no more than may be. */
  wrong: number[];
  /** Tries whose outcome is not known yet. */
  pending: number;
  /** Tries since it was logged: wrong ones, and those that were refused. */
  silent: number;
  /** The next log record. */
  record: LogRecord | undefined;
  loggedAt: number;
}

/**
 * Bounds how often an address may be wrong about a secret. Beyond that its tries are answered late, and refused without
 * a look at them. That includes a right one, for another answer would distinguish it from the wrong ones.
 *
 * A try counts from the moment at which it is made: many at once are no way round the limit.
 */
export class GuessLimiter {
  readonly #options: GuessLimiterOptions;
  /** In the order in which they were wrong last. */
  readonly #addresses = new Map<string, AddressGuesses>();
  readonly #logging: Timer;

  constructor(options: GuessLimiterOptions) {
    this.#options = options;
    this.#logging = new Timer(options.clock);
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#addresses.size;
  }

  /** Lets a try be made now or later, or refuses it later. Returns what gives it up where it has to wait. */
  attempt(attempt: GuessAttempt): (() => void) | undefined {
    const suspect = this.#addressGuesses(attempt.from.remote);
    if (suspect.wrong.length + suspect.pending < MAX_WRONG_GUESSES) {
      this.#complete(suspect, attempt);
      return undefined;
    }
    let giveUp: (() => void) | undefined = this.#options.clock.setTimeout(() => {
      giveUp = this.#delayed(attempt);
    }, REJECTED_GUESS_DELAY_MS);
    return () => giveUp?.();
  }

  /** Logs what has not been logged yet. */
  close(): void {
    this.#logging.clear();
    for (const suspect of this.#addresses.values()) this.#log(suspect);
  }

  /** It has waited: where others of its address are still undecided, it goes on waiting. */
  #delayed(attempt: GuessAttempt): (() => void) | undefined {
    const suspect = this.#addressGuesses(attempt.from.remote);
    const [first] = suspect.wrong;
    if (suspect.wrong.length < MAX_WRONG_GUESSES || first === undefined) return this.attempt(attempt);
    this.#note(suspect, attempt);
    attempt.refuse(Math.ceil((first + GUESS_WINDOW_MS - this.#options.clock.elapsed()) / 1000));
    return undefined;
  }

  #complete(suspect: AddressGuesses, attempt: GuessAttempt): undefined {
    suspect.pending++;
    let isOpen = true;
    attempt.go((isRight) => {
      if (!isOpen) return;
      isOpen = false;
      suspect.pending--;
      if (!isRight) this.#recordWrong(suspect, attempt);
      else if (this.#isExceeded(suspect)) this.#forget(keyOf(attempt.from.remote), suspect);
    });
  }

  #recordWrong(suspect: AddressGuesses, attempt: GuessAttempt): void {
    const key = keyOf(attempt.from.remote);
    suspect.wrong.push(this.#options.clock.elapsed());
    this.#addresses.delete(key);
    this.#addresses.set(key, suspect);
    this.#options.meter?.onWrongSecret(attempt.kind);
    this.#note(suspect, attempt);
  }

  /** The suspect of an address, with what it did in the last minute. */
  #addressGuesses(remote: string): AddressGuesses {
    const now = this.#options.clock.elapsed();
    const key = keyOf(remote);
    this.#expire();
    const suspect = this.#addresses.get(key) ?? {
      wrong: [],
      pending: 0,
      silent: 0,
      record: undefined,
      loggedAt: -Infinity,
    };
    suspect.wrong = suspect.wrong.filter((at) => now - at < GUESS_WINDOW_MS);
    this.#addresses.set(key, suspect);
    return suspect;
  }

  /** Forgets those who were wrong longest ago: a few whose minute is over, and one that is too many. */
  #expire(): void {
    let looks = 0;
    for (const [key, suspect] of this.#addresses) {
      if (this.#isExceeded(suspect) || this.#addresses.size >= MAX_TRACKED_ADDRESSES)
        this.#forget(key, suspect);
      if (++looks === 4) return;
    }
  }

  /** Nothing is left to know of it: neither how often it was wrong, nor when it was logged. */
  #isExceeded({ wrong, pending, loggedAt }: AddressGuesses): boolean {
    const last = Math.max(wrong.at(-1) ?? -Infinity, loggedAt);
    return pending === 0 && this.#options.clock.elapsed() - last >= GUESS_WINDOW_MS;
  }

  #forget(key: string, suspect: AddressGuesses): void {
    this.#log(suspect);
    if (this.#addresses.get(key) === suspect) this.#addresses.delete(key);
  }

  /** Counts a try that is to be logged: the first of an address at once, the others of a minute together. */
  #note(suspect: AddressGuesses, { kind, from }: GuessAttempt): void {
    const { clock } = this.#options;
    suspect.silent++;
    suspect.record = logRecord(EVENTS[kind], from);
    if (clock.elapsed() - suspect.loggedAt >= LOG_INTERVAL_MS) this.#log(suspect);
    else if (!this.#logging.pending) this.#logging.start(LOG_INTERVAL_MS, () => this.#logDue());
  }

  #logDue(): void {
    for (const suspect of this.#addresses.values()) this.#log(suspect);
  }

  #log(suspect: AddressGuesses): void {
    const { silent: count, record } = suspect;
    if (count === 0 || !record) return;
    suspect.silent = 0;
    suspect.loggedAt = this.#options.clock.elapsed();
    this.#options.log({ ...record, count });
  }
}

const EVENTS = {
  password: 'wrong-password',
  operator: 'wrong-operator-secret',
  resume: 'wrong-resume-token',
} as const satisfies Record<SecretKind, LogEvent>;

/** Those who have no address, as over a unix socket, are one together. */
const keyOf = (remote: string): string => clientNetwork(remote) ?? remote;
