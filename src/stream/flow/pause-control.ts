/** Why a client has to wait: one bit each. */
export const Reason = { rate: 1, awaitingReply: 2, inFlight: 4, replyBacklog: 8, room: 16 } as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

/** Why the lines of a client wait: the labels of `rx_chat_paused_senders`. */
export type PauseReason = 'rate' | 'awaitingReply' | 'inFlight' | 'replyBacklog' | 'room';
export const PAUSE_REASONS = Object.keys(Reason) as readonly PauseReason[];

/** The reasons that hold even for a client that has said it will send no more: all but its room, which may hold it for long. */
const KEPT_AFTER_INPUT_END = Reason.rate | Reason.awaitingReply | Reason.inFlight | Reason.replyBacklog;

/** A source of lines that can wait, such as a `Connection`. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/**
 * A connection's set of reasons to wait. The first one holds its lines, the last one gone lets them on, and nothing
 * is lost meanwhile. It is asked after each line of that client, so a silent client costs nothing.
 */
export class PauseControl {
  readonly #source: Pausable;
  #reasons = 0;
  #enabled: number = Reason.room | KEPT_AFTER_INPUT_END;

  constructor(source: Pausable) {
    this.#source = source;
  }

  get isPaused(): boolean {
    return this.#reasons !== 0;
  }

  isPausedFor(reason: Reason): boolean {
    return (this.#reasons & reason) !== 0;
  }

  pause(reason: Reason): void {
    this.#set(this.#reasons | (reason & this.#enabled));
  }

  resume(reason: Reason): void {
    this.#set(this.#reasons & ~reason);
  }

  /** The client has sent its last line: from here on only those count that it must heed. */
  onInputEnd(): void {
    this.#enable(this.#enabled & KEPT_AFTER_INPUT_END);
  }

  /** The client is on its way out: its lines are let go by, so that its end is noticed. */
  disable(): void {
    this.#enable(0);
  }

  #enable(reasons: number): void {
    this.#enabled = reasons;
    this.#set(this.#reasons & reasons);
  }

  #set(reasons: number): void {
    const wasPaused = this.isPaused;
    this.#reasons = reasons;
    if (wasPaused === this.isPaused) return;
    if (wasPaused) this.#source.resume();
    else this.#source.pause();
  }
}
