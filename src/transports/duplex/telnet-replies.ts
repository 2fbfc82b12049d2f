import { TelnetCode, TIMING_MARK } from './telnet-codes';

/** How many commands a client may send within how many ms: they are no lines, so no rate holds them. */
export const MAX_COMMANDS_PER_WINDOW = 1024;
const COMMAND_WINDOW_MS = 20_000;

/** The answer to AYT, as of old servers. */
const ARE_YOU_THERE_REPLY = [...Buffer.from('\n[Yes]\n')];

/**
 * The answers to a telnet client.
 *
 * All options are refused but one, so each is off for good. Only a request to turn one on is answered, as RFC 854 and
 * RFC 1143 want it. A message that an option is off may be an answer to ours; answering it could loop. The answers wait
 * here until the connection may write them; there are as many as commands at most, which are bounded.
 */
export class TelnetReplies {
  readonly #now: () => number;
  #waiting: number[] = [];
  #commands = 0;
  #since = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes what there is to write. */
  take(): Buffer | undefined {
    if (this.#waiting.length === 0) return undefined;
    const waiting = Buffer.from(this.#waiting);
    this.#waiting = [];
    return waiting;
  }

  /** Counts a command. False: it is one too many. While answers wait for a client, none of its commands is forgotten. */
  countCommand(): boolean {
    const now = this.#now();
    if (now - this.#since >= COMMAND_WINDOW_MS && this.#waiting.length === 0) {
      this.#since = now;
      this.#commands = 0;
    }
    return ++this.#commands <= MAX_COMMANDS_PER_WINDOW;
  }

  /** DO, DONT, WILL or WONT, and an option. False, as below: it is one command too many. */
  negotiate(verb: number, option: number): boolean {
    const isWithin = this.countCommand();
    if (verb === TelnetCode.DO)
      this.#waiting.push(TelnetCode.IAC, option === TIMING_MARK ? TelnetCode.WILL : TelnetCode.WONT, option);
    if (verb === TelnetCode.WILL) this.#waiting.push(TelnetCode.IAC, TelnetCode.DONT, option);
    return isWithin;
  }

  /** A command without an option. Nothing that a client is sent may be left out, so AO gets its mark and no more. */
  perform(command: number): boolean {
    const isWithin = this.countCommand();
    if (command === TelnetCode.AYT) this.#waiting.push(...ARE_YOU_THERE_REPLY);
    if (command === TelnetCode.AO) this.#waiting.push(TelnetCode.IAC, TelnetCode.DM);
    return isWithin;
  }
}
