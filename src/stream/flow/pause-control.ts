/** Why a client has to wait: one bit each. */
export const Reason = { rate: 1, verdict: 2, inFlight: 4, answers: 8, room: 16 } as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

/** The reasons by their names. */
export type PauseReason = keyof typeof Reason;
export const PAUSES = Object.keys(Reason) as readonly PauseReason[];

/** The reasons that hold even for a client that has said it will send no more: all but its room, which may hold it for long. */
const AFTER_END = Reason.rate | Reason.verdict | Reason.inFlight | Reason.answers;

/**
 * A connection's set of reasons to wait. The first one holds its lines, the last one gone lets them on, and nothing
 * is lost meanwhile. It is asked after each line of that client, so a silent client costs nothing.
 */
export class Gate {
  readonly #hold: (on: boolean) => void;
  #reasons = 0;
  #heeded: number = Reason.room | AFTER_END;

  constructor(hold: (on: boolean) => void) {
    this.#hold = hold;
  }

  get held(): boolean {
    return this.#reasons !== 0;
  }

  holds(reason: Reason): boolean {
    return (this.#reasons & reason) !== 0;
  }

  close(reason: Reason): void {
    this.#set(this.#reasons | (reason & this.#heeded));
  }

  open(reason: Reason): void {
    this.#set(this.#reasons & ~reason);
  }

  /** The client has sent its last line: from here on only those count that it must heed. */
  hurry(): void {
    this.#heed(this.#heeded & AFTER_END);
  }

  /** The client is on its way out: its lines are let go by, so that its end is noticed. */
  retire(): void {
    this.#heed(0);
  }

  #heed(reasons: number): void {
    this.#heeded = reasons;
    this.#set(this.#reasons & reasons);
  }

  #set(reasons: number): void {
    const held = this.held;
    this.#reasons = reasons;
    if (held !== this.held) this.#hold(this.held);
  }
}
