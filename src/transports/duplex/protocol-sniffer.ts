import { LF } from '../bytes';
import type { Protocol } from './foreign-protocols';

/** The first byte of a TLS record that holds a handshake. */
export const TLS_HANDSHAKE_RECORD = 0x16;

/** How much of a first line is looked at, in bytes: a request line that is longer is known by its head. */
const MAX_SNIFFED_BYTES = 4096;

/** RFC 8446, 5.1: a handshake record, of a version that begins with 3 ever since SSL 3.0. */
const TLS_PREFIX = '\x16\x03';

/** RFC 4253, 4.2 and 5.1: how a client of SSH 2 begins, and one that knows SSH 1 too. */
const SSH_PREFIXES = ['SSH-2.0-', 'SSH-1.99-'];

/** RFC 9112, 3: method, target, version. No name is like it: names have no spaces. */
const HTTP_REQUEST_LINE = /^[A-Z]{3,20} \S+ HTTP\/\d/;
const HTTP_REQUEST_START = /^[A-Z]{3,20} (?:\/|https?:)\S*$/;

/** All protocols begin with a handshake or a capital: another first byte settles it. */
const canBeForeign = (first: number): boolean =>
  first === TLS_HANDSHAKE_RECORD || (first >= 0x41 && first <= 0x5a);

/**
 * Looks at a client's first line, to know one that speaks another protocol. It takes a copy and holds nothing up; what
 * comes behind the first line is never looked at.
 */
export class Sniffer {
  #head = '';
  /** Whether it has seen enough. */
  done = false;

  /** The protocol of what has come so far; undefined if it is none, or not known yet. */
  inspect(chunk: Buffer): Protocol | undefined {
    const newline = chunk.indexOf(LF);
    const line = newline < 0 ? chunk : chunk.subarray(0, newline);
    this.#head += line.toString('latin1', 0, MAX_SNIFFED_BYTES - this.#head.length);
    const long = this.#head.length === MAX_SNIFFED_BYTES;
    const protocol = this.#classify(newline >= 0, long);
    this.done = protocol !== undefined || newline >= 0 || long || !this.#canMatch();
    return protocol;
  }

  #canMatch(): boolean {
    return this.#head === '' || canBeForeign(this.#head.charCodeAt(0));
  }

  #classify(whole: boolean, long: boolean): Protocol | undefined {
    const head = this.#head;
    if (head.startsWith(TLS_PREFIX)) return 'TLS';
    if (SSH_PREFIXES.some((banner) => head.startsWith(banner))) return 'SSH';
    if (whole && HTTP_REQUEST_LINE.test(head)) return 'HTTP';
    return long && HTTP_REQUEST_START.test(head) ? 'HTTP' : undefined;
  }
}
