import { EMPTY_BUFFER, LF } from '../bytes';
import { randomBytes } from 'node:crypto';
import type { InvalidLine, InputOverrun } from '../../stream';
import { lineOverrun, maxBytesWithoutNewline, MAX_UNLIMITED_LINE_BYTES } from './line-overrun';
import { FOREIGN_PROTOCOLS, type Protocol } from './foreign-protocols';
import { LineSlice } from './line-slice';
import { Sniffer } from './protocol-sniffer';
import { MAX_SUBNEGOTIATION_BYTES, Telnet, type TelnetFault } from './telnet';
import { MAX_COMMANDS_PER_WINDOW } from './telnet-replies';

/**
 * Ends a line that is none. It goes through the line splitter at its position among the lines, so it must not be met by
 * chance or guess. It is drawn once per process, and no dialect lets its NUL through.
 */
const SENTINEL = `\0${randomBytes(16).toString('hex')}`;
const SENTINEL_TOO_LONG = `${SENTINEL} too long`;
const SENTINEL_CUT = `${SENTINEL} cut`;
const SENTINEL_FOREIGN = `${SENTINEL} foreign`;
const SENTINEL_OVERRUN = `${SENTINEL} overrun`;
const END_TOO_LONG = Buffer.from(`${SENTINEL_TOO_LONG}\n`);
const END_CUT = Buffer.from(`${SENTINEL_CUT}\n`);
const END_FOREIGN = Buffer.from(`${SENTINEL_FOREIGN}\n`);
const END_OVERRUN = Buffer.from(`${SENTINEL_OVERRUN}\n`);

const TELNET_OVERRUNS: Readonly<Record<TelnetFault, InputOverrun>> = {
  'too many commands': {
    kind: 'overrun',
    code: 'bad-telnet',
    text: `too many telnet commands: ${MAX_COMMANDS_PER_WINDOW} in 20 s at most`,
  },
  'endless subnegotiation': {
    kind: 'overrun',
    code: 'bad-telnet',
    text: `a telnet subnegotiation has ${MAX_SUBNEGOTIATION_BYTES} bytes at most`,
  },
};

/**
 * Filters the bytes of a client before the line splitter.
 *
 * Telnet is taken out, for UTF-8 decoding would destroy it. The bytes since the last newline are counted. When they
 * pass the limit, the mark ends the line there and then, and the rest is swallowed up to its real newline. So a line
 * that never ends costs no more than the limit. One that goes on and on ends its connection.
 *
 * A first line of TLS, HTTP or SSH ends as an invalid line too, and all that follows is swallowed. To find out, a copy of the
 * first line is looked at while it passes: an ordinary one goes on as it comes.
 */
export class LineFilter {
  readonly #max: number;
  readonly #maxWithoutNewline: number;
  /** Bytes since the last newline. */
  #line = 0;
  #isDropping = false;
  #sniffer: Sniffer | undefined;
  /** Nothing more of this client is read: it speaks that protocol, or has passed that limit. */
  #foreign: Protocol | undefined;
  #overrun: InputOverrun | undefined;
  readonly #telnet: Telnet;

  /**
   * Lines may have `maxLine` bytes, without their newline; 0 is no limit but that of a line without an end. With `sniff`,
   * other protocols are known.
   */
  constructor(maxLine: number, sniff = true, telnet = new Telnet()) {
    this.#max = maxLine === 0 ? MAX_UNLIMITED_LINE_BYTES : maxLine;
    this.#maxWithoutNewline = maxBytesWithoutNewline(maxLine);
    this.#sniffer = sniff ? new Sniffer() : undefined;
    this.#telnet = telnet;
  }

  /** The input of the line splitter at the end of the stream: an unterminated last line is dropped. */
  end(): Buffer {
    return this.#line === 0 || this.#isDropping ? EMPTY_BUFFER : END_CUT;
  }

  /** The pending telnet answers. */
  takeAnswers(): Buffer | undefined {
    return this.#telnet.replies.take();
  }

  /** Whether a chunk has to be gone through byte by byte. */
  isSlow(chunk: Buffer): boolean {
    return !this.#isOverrun() && this.#telnet.isSlow(chunk);
  }

  /** The part of a chunk for the line splitter. */
  filter(bytes: Buffer): Buffer {
    if (this.#isOverrun()) return EMPTY_BUFFER;
    const chunk = this.#telnet.strip(bytes);
    if (this.#sniffer && this.#isForeign(this.#sniffer, chunk)) return END_FOREIGN;
    if (!this.#telnet.fault && !this.#isDropping && this.#line + chunk.length <= this.#max)
      return this.#count(chunk);
    const pieces: Buffer[] = [];
    for (let from = 0; from < chunk.length && !this.#isOverrun();)
      from = this.#filterLines(chunk, from, pieces);
    if (this.#telnet.fault) this.#end(TELNET_OVERRUNS[this.#telnet.fault], pieces);
    return Buffer.concat(pieces);
  }

  #isOverrun(): boolean {
    return this.#foreign !== undefined || this.#overrun !== undefined;
  }

  #isForeign(sniffer: Sniffer, chunk: Buffer): boolean {
    this.#foreign = sniffer.inspect(chunk);
    if (sniffer.done) this.#sniffer = undefined;
    if (this.#foreign) {
      this.#line = 0;
      this.#telnet.replies.take();
    }
    return this.#foreign !== undefined;
  }

  /** Too short to hold a line that passes the limit: the common case, one look for the last newline. */
  #count(chunk: Buffer): Buffer {
    const last = chunk.lastIndexOf(LF);
    this.#line = last < 0 ? this.#line + chunk.length : chunk.length - last - 1;
    return chunk;
  }

  /** Passes on as many whole lines as surely fit, or ends one that doesn't. Returns where to go on. */
  #filterLines(chunk: Buffer, from: number, pieces: Buffer[]): number {
    if (this.#isDropping) return this.#drop(chunk, from, pieces);
    const most = from + this.#max - this.#line;
    const last = chunk.subarray(from, most + 1).lastIndexOf(LF);
    if (last >= 0) {
      pieces.push(chunk.subarray(from, from + last + 1));
      this.#line = 0;
      return from + last + 1;
    }
    if (chunk.length <= most) {
      pieces.push(chunk.subarray(from));
      this.#line += chunk.length - from;
      return chunk.length;
    }
    this.#line = this.#max;
    this.#isDropping = true;
    if (this.#max < this.#maxWithoutNewline) pieces.push(END_TOO_LONG);
    return most;
  }

  /** Counts on, up to the newline or to where a line has no end. */
  #drop(chunk: Buffer, from: number, pieces: Buffer[]): number {
    const newline = chunk.indexOf(LF, from);
    const to = newline < 0 ? chunk.length : newline;
    this.#line += to - from;
    if (this.#line > this.#maxWithoutNewline) this.#end(lineOverrun(this.#maxWithoutNewline), pieces);
    if (newline < 0) return to;
    this.#isDropping = false;
    this.#line = 0;
    return newline + 1;
  }

  #end(overrun: InputOverrun, pieces: Buffer[]): void {
    if (this.#isOverrun()) return;
    this.#overrun = overrun;
    pieces.push(END_OVERRUN);
  }

  /** The lines in a text that has come through the line splitter. Most texts have nothing to look for in each line. */
  lines(text: string): LineSlice<InvalidLine> {
    const isPlain = !text.includes('\0') && !text.includes('\r');
    return new LineSlice(text, isPlain ? undefined : (line) => this.#read(line));
  }

  /** Classifies a line from the line splitter: without its newline and the carriage return before it. */
  #read(line: string): string | InvalidLine | undefined {
    if (line.endsWith(SENTINEL_TOO_LONG)) return { kind: 'too-long', max: this.#max };
    if (line.endsWith(SENTINEL_CUT)) return undefined;
    if (this.#foreign && line.endsWith(SENTINEL_FOREIGN)) return FOREIGN_PROTOCOLS[this.#foreign];
    if (this.#overrun && line.endsWith(SENTINEL_OVERRUN)) return this.#overrun;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
