import type { Protocol } from './foreign-protocols';

const NEWLINE = 0x0a;

/** The first byte of a TLS record that holds a handshake. */
export const HANDSHAKE = 0x16;

/** How much of a first line is looked at, in bytes: a request line that is longer is known by its head. */
const HEAD = 4096;

/** RFC 8446, 5.1: a handshake record, of a version that begins with 3 ever since SSL 3.0. */
const TLS = '\x16\x03';

/** RFC 4253, 4.2 and 5.1: how a client of SSH 2 begins, and one that knows SSH 1 too. */
const SSH = ['SSH-2.0-', 'SSH-1.99-'];

/** RFC 9112, 3: method, target, version. No name is like it: names have no spaces. */
const REQUEST = /^[A-Z]{3,20} \S+ HTTP\/\d/;
const REQUEST_HEAD = /^[A-Z]{3,20} (?:\/|https?:)\S*$/;

/** All protocols begin with a handshake or a capital: another first byte settles it. */
const begins = (first: number): boolean => first === HANDSHAKE || (first >= 0x41 && first <= 0x5a);

/**
 * Looks at a client's first line, to know one that speaks another protocol. It takes a copy and holds nothing up; what
 * comes behind the first line is never looked at.
 */
export class Sniffer {
  #head = '';
  /** Whether it has seen enough. */
  done = false;

  /** The protocol of what has come so far; undefined if it is none, or not known yet. */
  look(chunk: Buffer): Protocol | undefined {
    const newline = chunk.indexOf(NEWLINE);
    const line = newline < 0 ? chunk : chunk.subarray(0, newline);
    this.#head += line.toString('latin1', 0, HEAD - this.#head.length);
    const long = this.#head.length === HEAD;
    const protocol = this.#judge(newline >= 0, long);
    this.done = protocol !== undefined || newline >= 0 || long || !this.#mayBe();
    return protocol;
  }

  #mayBe(): boolean {
    return this.#head === '' || begins(this.#head.charCodeAt(0));
  }

  #judge(whole: boolean, long: boolean): Protocol | undefined {
    const head = this.#head;
    if (head.startsWith(TLS)) return 'TLS';
    if (SSH.some((banner) => head.startsWith(banner))) return 'SSH';
    if (whole && REQUEST.test(head)) return 'HTTP';
    return long && REQUEST_HEAD.test(head) ? 'HTTP' : undefined;
  }
}
