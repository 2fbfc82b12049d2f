import { TelnetReplies } from './telnet-replies';
import { TelnetCode } from './telnet-codes';

const CR = 0x0d;
const LF = 0x0a;
const NUL = 0x00;

/** Shared by all clients without telnet. */
const NOTHING = Buffer.alloc(0);

/** The characters of `applyLineEditing` that erase a character, and the line so far. */
const ERASE = 0x08;
const KILL = 0x15;

/** How many bytes the parameters of a subnegotiation may have: RFC 855 has no limit, and would wait for ever. */
export const MAX_SUBNEGOTIATION_BYTES = 1024;

const LINE_KILL_CODES: ReadonlySet<number> = new Set([
  TelnetCode.EL,
  TelnetCode.IP,
  TelnetCode.BRK,
  TelnetCode.ABORT,
]);

type State = 'text' | 'command' | 'option' | 'sub' | 'sub-command';

/** Reasons to end a telnet client: endless negotiation, or an endless subnegotiation. */
export type TelnetFault = 'too many commands' | 'endless subnegotiation';

/**
 * Takes telnet commands (RFC 854, 855) out of a byte stream, also those that the end of a chunk cuts in two. It replaces
 * them by what the line splitter and `applyLineEditing` understand. CR NUL, which is Enter in character mode, becomes a
 * newline. EC erases a character; EL, IP and the like erase the line. A 0xFF without a command stays.
 *
 * Linear in the bytes, and one look for what is rare where there is none of it.
 */
export class Telnet {
  /** The answers for its client. */
  readonly replies: TelnetReplies;
  fault: TelnetFault | undefined;
  #state: State = 'text';
  /** DO, DONT, WILL or WONT, whose option comes next. */
  #verb = 0;
  /** Bytes of the subnegotiation so far. */
  #parameters = 0;
  /** The byte of text before this one. */
  #last: number | undefined;
  #text = NOTHING;
  #size = 0;

  /** `now` is a clock that only measures, in ms. */
  constructor(now: () => number = () => performance.now()) {
    this.replies = new TelnetReplies(now);
  }

  /** The text of a chunk. After a fault nothing is. */
  strip(chunk: Buffer): Buffer {
    if (this.isSlow(chunk)) return this.#filter(chunk);
    this.#last = chunk.at(-1) ?? this.#last;
    return chunk;
  }

  /** Whether a chunk has to be gone through byte by byte. */
  isSlow(chunk: Buffer): boolean {
    return this.#state !== 'text' || chunk.includes(TelnetCode.IAC) || chunk.includes(NUL);
  }

  #filter(chunk: Buffer): Buffer {
    // A command that is none may have begun in the chunk before: one byte more than comes in.
    this.#text = Buffer.allocUnsafe(chunk.length + 1);
    this.#size = 0;
    for (let at = 0; at < chunk.length && !this.fault; at++) this.#state = this.#step(chunk[at] ?? NUL);
    return this.#text.subarray(0, this.#size);
  }

  #step(byte: number): State {
    switch (this.#state) {
      case 'text':
        return byte === TelnetCode.IAC ? 'command' : this.#put(byte);
      case 'command':
        return this.#command(byte);
      case 'option':
        this.#spend(this.replies.negotiate(this.#verb, byte));
        return 'text';
      case 'sub':
        return byte === TelnetCode.IAC ? 'sub-command' : this.#parameter();
      case 'sub-command':
        return this.#subCommand(byte);
    }
  }

  #command(byte: number): State {
    if (byte === TelnetCode.IAC) return this.#put(byte);
    if (byte < TelnetCode.EOF) {
      this.#put(TelnetCode.IAC);
      return this.#put(byte);
    }
    if (byte === TelnetCode.SB) {
      this.#parameters = 0;
      this.#spend(this.replies.countCommand());
      return 'sub';
    }
    this.#verb = byte;
    return byte >= TelnetCode.WILL ? 'option' : this.#function(byte);
  }

  /** At the beginning of a line there is nothing to erase. */
  #function(byte: number): State {
    this.#spend(this.replies.perform(byte));
    if (this.#last === undefined || this.#last === LF) return 'text';
    if (byte === TelnetCode.EC) return this.#put(ERASE);
    return LINE_KILL_CODES.has(byte) ? this.#put(KILL) : 'text';
  }

  /** IAC SE ends it, IAC IAC is a parameter of 255. Another command has come into one whose end was left out. */
  #subCommand(byte: number): State {
    if (byte === TelnetCode.SE) return 'text';
    return byte === TelnetCode.IAC || byte < TelnetCode.EOF ? this.#parameter() : this.#command(byte);
  }

  #parameter(): State {
    if (++this.#parameters > MAX_SUBNEGOTIATION_BYTES) this.fault = 'endless subnegotiation';
    return 'sub';
  }

  #put(byte: number): State {
    const isEnter = byte === NUL && this.#last === CR;
    this.#last = isEnter ? LF : byte;
    this.#text[this.#size++] = this.#last;
    return 'text';
  }

  #spend(isWithin: boolean): void {
    if (!isWithin) this.fault = 'too many commands';
  }
}
