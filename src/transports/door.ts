import { randomBytes } from 'node:crypto';
import type { Mishap } from '../stream';
import { FOREIGN, type Protocol } from './foreign';
import { Sniffer } from './sniffer';
import { Telnet } from './telnet';

const NEWLINE = 0x0a;

/**
 * Ends a line that is none. It goes through the line splitter in its place among the lines, so it must not be met by
 * chance or guess: it is drawn once a process, and no dialect lets its NUL through.
 */
const MARK = `\0${randomBytes(16).toString('hex')}`;
const TOO_LONG = `${MARK} too long`;
const CUT = `${MARK} cut`;
const FOREIGNER = `${MARK} foreign`;
const END_TOO_LONG = Buffer.from(`${TOO_LONG}\n`);
const END_CUT = Buffer.from(`${CUT}\n`);
const END_FOREIGN = Buffer.from(`${FOREIGNER}\n`);
const NOTHING = Buffer.alloc(0);

/**
 * What happens to a client's bytes before they are split into lines.
 *
 * Telnet negotiation is taken out, for UTF-8 decoding would destroy it. The bytes since the last newline are counted,
 * and when they pass the cap the line is ended there and then by the mark, and swallowed up to its real newline: a
 * line that never ends costs no more than the cap.
 *
 * A first line of TLS, HTTP or SSH ends as a mishap too, and all that follows is swallowed. To find out, a copy of the
 * first line is looked at while it passes: an ordinary one goes on as it comes.
 */
export class Door {
  readonly #max: number;
  #line = 0;
  #swallowing = false;
  #sniffer: Sniffer | undefined;
  #foreign: Protocol | undefined;
  readonly #telnet = new Telnet();

  /** Lines may have `maxLine` bytes, without their newline; 0 is no bound. With `sniff`, other protocols are known. */
  constructor(maxLine: number, sniff = true) {
    this.#max = maxLine === 0 ? Infinity : maxLine;
    this.#sniffer = sniff ? new Sniffer() : undefined;
  }

  /** What goes on to the line splitter at the stream's end: a last line that was not ended is dropped. */
  end(): Buffer {
    return this.#line === 0 ? NOTHING : END_CUT;
  }

  /** What of a chunk goes on to the line splitter. */
  pass(bytes: Buffer): Buffer {
    if (this.#foreign) return NOTHING;
    const chunk = this.#telnet.strip(bytes);
    if (this.#sniffer && this.#isForeign(this.#sniffer, chunk)) return END_FOREIGN;
    if (!this.#swallowing && this.#line + chunk.length <= this.#max) return this.#count(chunk);
    const pieces: Buffer[] = [];
    for (let from = 0; from < chunk.length;) from = this.#passLines(chunk, from, pieces);
    return Buffer.concat(pieces);
  }

  #isForeign(sniffer: Sniffer, chunk: Buffer): boolean {
    this.#foreign = sniffer.look(chunk);
    if (sniffer.done) this.#sniffer = undefined;
    if (this.#foreign) this.#line = 0;
    return this.#foreign !== undefined;
  }

  /** Too short to hold a line that passes the cap: the common case, one look for the last newline. */
  #count(chunk: Buffer): Buffer {
    const last = chunk.lastIndexOf(NEWLINE);
    this.#line = last < 0 ? this.#line + chunk.length : chunk.length - last - 1;
    return chunk;
  }

  /** Passes on as many whole lines as surely fit, or ends one that doesn't. Returns where to go on. */
  #passLines(chunk: Buffer, from: number, pieces: Buffer[]): number {
    if (this.#swallowing) return this.#swallow(chunk, from);
    const most = from + this.#max - this.#line;
    const last = chunk.subarray(from, most + 1).lastIndexOf(NEWLINE);
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
    pieces.push(END_TOO_LONG);
    this.#line = 0;
    this.#swallowing = true;
    return most;
  }

  #swallow(chunk: Buffer, from: number): number {
    const newline = chunk.indexOf(NEWLINE, from);
    if (newline < 0) return chunk.length;
    this.#swallowing = false;
    return newline + 1;
  }

  /** What a line that has come through the line splitter is: its newline is gone, and the carriage return before it. */
  read(line: string): string | Mishap | undefined {
    if (line.endsWith(TOO_LONG)) return { kind: 'too-long', max: this.#max };
    if (line.endsWith(CUT)) return undefined;
    if (this.#foreign && line.endsWith(FOREIGNER)) return FOREIGN[this.#foreign];
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
